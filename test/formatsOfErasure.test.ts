// What an erased customer leaves, as releases stored it: today's code shows nobody, and erasing it again changes nothing.
import { describe, expect, it } from "vitest";
import type { Entry } from "../src/entitlement/entry";
import { erasedEntry } from "../src/entitlement/erased";
import { viewFor } from "../src/entitlement/record";
import { erasedBody, type JsonObject } from "../src/shared/erased";
import entry from "./fixtures/formats/0.3.0/entry-erased.json";
import body from "./fixtures/formats/0.3.0/feed-body-erased.json";

const NOBODY = {
  customerIdentifier: null,
  sharedCustomerId: null,
  platformUserId: null,
  extensionData: null,
  activationCode: null,
};

describe("an erased version of release 0.3.0", () => {
  it("is a record of nobody", () => {
    const { state } = entry as unknown as Entry;
    expect(viewFor(state, "RESELLER", 0)).toMatchObject({ ...NOBODY, status: "REVOKED", version: 1 });
  });

  it("is the same when it is erased again", () => {
    expect(erasedEntry(entry as unknown as Entry)).toEqual(entry);
  });
});

it("an erased body of release 0.3.0 is the same when it is erased again", () => {
  expect(erasedBody(body as unknown as JsonObject)).toEqual(body);
  expect(body).toMatchObject({ ...NOBODY, erased: true, version: 1 });
});
