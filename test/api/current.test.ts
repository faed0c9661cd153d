// How often an entitlement is called so that its terms are those of the catalogue: once, while the catalogue rests.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { underCurrentTerms } from "../../src/api/current";
import { currentCatalogue } from "../../src/catalogue/cache";
import type { Answer } from "../../src/entitlement/answer";
import type { Current } from "../../src/entitlement/machine/terms";
import { call } from "../support/api";

const DONE: Answer = { kind: "dryRun", possible: ["ACTIVE"] };
const outdated = (changes: { merchantAccountKey?: string; productKey?: string } = {}): Answer => ({
  kind: "outdated",
  environment: "sandbox",
  resellerKey: "TELCO",
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC",
  ...changes,
});

/** An entitlement that answers one after the other, and what it was called with. */
async function asked(...answers: Answer[]): Promise<{ answer: Answer; calls: Current[] }> {
  const calls: Current[] = [];
  const answer = await underCurrentTerms({ env, seed: null }, async (current) => {
    calls.push(current);
    return answers[Math.min(calls.length, answers.length) - 1] ?? DONE;
  });
  return { answer, calls };
}

let revision = 0;

beforeAll(async () => {
  await call("GET", "/v1/product");
  ({ revision } = await currentCatalogue(env.CATALOGUE));
});

describe("an entitlement", () => {
  it("whose terms are current is called once, with the revision alone", async () => {
    expect(await asked(DONE)).toEqual({ answer: DONE, calls: [{ revision }] });
  });

  it("whose terms are older is called again with those of its product", async () => {
    const { answer, calls } = await asked(outdated(), DONE);
    expect(answer).toEqual(DONE);
    expect(calls).toMatchObject([
      { revision },
      { revision, productKey: "MUSIC", terms: { connector: "sandbox", limitPerCustomer: 1, revision } },
    ]);
  });

  it("that became another product in between is called with that one's", async () => {
    const { calls } = await asked(outdated(), outdated({ productKey: "MUSIC_CODE" }), DONE);
    expect(calls.map(({ productKey }) => productKey)).toEqual([undefined, "MUSIC", "MUSIC_CODE"]);
  });

  it.each([{ merchantAccountKey: "GONE" }, { productKey: "GONE" }])(
    "of what is not sold any more (%o) learns that there are none",
    async (gone) => {
      expect((await asked(outdated(gone), DONE)).calls.at(-1)).toMatchObject({ revision, terms: null });
    },
  );

  it("that asks again and again is a bug, not a loop", async () => {
    await expect(asked(outdated())).rejects.toThrow("again and again");
  });
});
