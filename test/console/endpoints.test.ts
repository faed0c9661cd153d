// The endpoints' page: how they are, what is in trouble, a sample that is really sent, and an endpoint that is resumed.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { endpointIdOf } from "../../src/callbacks/endpointId";
import { tellTrouble } from "../../src/projection/trouble";
import { BANK, call, MUSIC, OPERATOR, TELCO, until } from "../support/api";
import { signedIn, wordsOf, type Tab } from "../support/console";
import { troubleRow } from "../support/trouble";
import { inbox } from "../receiver";

const ORIGIN = "https://down.reseller.invalid";
const TROUBLED = "00aaaaaa-0000-8000-8000-000000000001";

let telco: Tab;
let operator: Tab;
let id: string;

beforeAll(async () => {
  [telco, operator] = [await signedIn(TELCO), await signedIn(OPERATOR)];
  const name = { environment: "sandbox", resellerKey: "TELCO", origin: ORIGIN } as const;
  id = await endpointIdOf(name);
  const stub = env.ENDPOINT.get(env.ENDPOINT.idFromName(id));
  const failed = { type: "failed", dispatchId: "d", lastSuccessAt: null, what: "CONNECT", holds: 0 } as const;
  for (let failures = 0; failures < 5; failures++) await stub.tell(name, failed);
  await tellTrouble(env.DB, TROUBLED, [troubleRow({ entitlementId: TROUBLED })], []);
  await until(async () => {
    const { body } = await call("GET", "/v1/endpoints");
    expect(body["endpoints"]).toHaveLength(1);
  });
});

describe("the page of a reseller", () => {
  it("shows its endpoints, what happened, and the notifications in trouble", async () => {
    const words = wordsOf(await telco.get("/console/endpoints"));
    for (const part of [ORIGIN, "Fails", "Began to fail", "exhausted", TROUBLED.slice(0, 8)])
      expect(words).toContain(part);
    const others = wordsOf(await (await signedIn(BANK)).get("/console/endpoints"));
    for (const part of [ORIGIN, TROUBLED.slice(0, 8)]) expect(others).not.toContain(part);
    expect(others).toContain("No endpoint has ever failed");
    expect(others).toContain("Every notification has arrived");
  });

  it("sends a sample and shows what came of it", async () => {
    const { url, posts } = inbox();
    const words = wordsOf(await telco.post("/console/endpoints/test", { url }));
    expect(words).toContain("The endpoint took the sample");
    expect(await posts(1)).toHaveLength(1);
    const refused = await telco.post("/console/endpoints/test", { url: "ftp://x" });
    expect([refused.status, refused.html]).toEqual([400, expect.stringContaining('id="url-error"')]);
  });
});

it("an operator sees whose each is, and sends no samples", async () => {
  const page = await operator.get("/console/endpoints");
  expect(wordsOf(page)).toContain("TELCO, sandbox");
  expect(page.html).not.toContain("/console/endpoints/test");
});

it("an endpoint is resumed with a reason, by its reseller", async () => {
  const path = `/console/endpoints/${id}/resume`;
  expect((await (await signedIn(BANK)).get(path)).status).toBe(404);
  expect(wordsOf(await telco.get(path))).toContain(ORIGIN);
  expect((await telco.post(path, { reason: " " })).html).toContain('id="reason-error"');
  const done = await telco.post(path, { reason: "We are back" });
  expect(done.location).toBe("/console/endpoints?done=resume");
  expect(wordsOf(await telco.get(done.location ?? ""))).toContain("The endpoint is resumed");
  const { body } = await call("GET", "/v1/endpoints");
  expect(body["endpoints"]).toMatchObject([{ state: "HALF_OPEN" }]);
});

it("a merchant has no endpoints", async () => {
  const merchant = await signedIn(MUSIC);
  expect((await merchant.get("/console/care")).html).not.toContain("/console/endpoints");
});
