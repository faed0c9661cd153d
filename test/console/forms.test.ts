// Forms do something only when they come from this console's own page, in the session it was made for, and then once.
import { beforeAll, describe, expect, it } from "vitest";
import { call, entitled, newCustomer, read, TELCO, BANK, type Body } from "../support/api";
import { headingOf, newTab, signedIn, tokenIn, wordsOf, type Tab } from "../support/console";

let own: Body;
let tab: Tab;
const path = (): string => `/console/entitlement/${own.entitlementId}/suspend`;

beforeAll(async () => {
  own = await entitled();
  tab = await signedIn(TELCO);
});

const historyOf = async (id: string): Promise<unknown[]> => {
  const { body } = await call("GET", `/v1/entitlement/history/${id}`);
  return body["events"] as unknown[];
};

describe("a form is refused and nothing is done", () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ["without a token", { formToken: "" }, {}],
    ["with a token somebody made up", { formToken: "x".repeat(43) }, {}],
    ["from another site", {}, { "Sec-Fetch-Site": "cross-site" }],
    ["from a sibling site", {}, { "Sec-Fetch-Site": "same-site" }],
    ["typed into the address bar", {}, { "Sec-Fetch-Site": "none" }],
  ])("%s", async (_, fields, headers) => {
    await tab.get(path());
    const page = await tab.post(path(), fields, headers);
    expect([page.status, headingOf(page)]).toEqual([403, "This form is not valid any more"]);
    expect((await read(own.entitlementId)).status).toBe("ACTIVE");
  });

  it("with the token of somebody else's session", async () => {
    const other = await signedIn(BANK);
    const formToken = tokenIn((await other.get("/console/care")).html);
    await tab.get(path());
    expect((await tab.post(path(), { formToken })).status).toBe(403);
    const again = await signedIn(TELCO);
    expect(
      (await tab.post(path(), { formToken: tokenIn((await again.get("/console/care")).html) })).status,
    ).toBe(403);
    expect((await read(own.entitlementId)).status).toBe("ACTIVE");
  });

  it("where a browser that sends no Sec-Fetch-Site names no origin, or another", async () => {
    await tab.get(path());
    const old = { "Sec-Fetch-Site": "" };
    for (const origin of [
      {},
      { Origin: "null" },
      { Origin: "https://evil.invalid" },
      { Origin: "http://resale.invalid" },
    ])
      expect((await tab.post(path(), {}, { ...old, ...origin })).status, JSON.stringify(origin)).toBe(403);
    expect((await read(own.entitlementId)).status).toBe("ACTIVE");
    const other = await entitled({ customerIdentifier: newCustomer() });
    const right = { ...old, Origin: "https://resale.invalid" };
    expect((await tab.post(`/console/entitlement/${other.entitlementId}/suspend`, {}, right)).status).toBe(
      303,
    );
  });

  it("when nobody is signed in any more: it says that it was lost", async () => {
    const stranger = newTab();
    const page = await stranger.post(path());
    expect(page.location).toBe("/console/sign-in?lost=form");
    expect(wordsOf(await stranger.get("/console/sign-in?lost=form"))).toContain(
      "What you sent last was not done.",
    );
  });

  it("when it is no form, or larger than one", async () => {
    await tab.get(path());
    expect((await tab.post(path(), {}, { "Content-Type": "application/json" })).status).toBe(415);
    expect((await tab.post(path(), { reason: "x".repeat(70_000) })).status).toBe(413);
  });
});

it("signing in is a form like any other", async () => {
  const stranger = newTab();
  await stranger.get("/console/sign-in");
  const fields = { id: "telco-sandbox", secret: "telco-sandbox-secret" };
  expect((await stranger.post("/console/sign-in", { ...fields, formToken: "" })).status).toBe(403);
  expect((await stranger.post("/console/sign-in", fields, { "Sec-Fetch-Site": "cross-site" })).status).toBe(
    403,
  );
  expect((await stranger.post("/console/sign-in", fields)).status).toBe(303);
});

it("a form that is sent twice does its work once, and says so both times", async () => {
  const { entitlementId } = await entitled({ customerIdentifier: newCustomer() });
  const page = `/console/entitlement/${entitlementId}/suspend`;
  const { html } = await tab.get(page);
  const once = /name="once" value="([^"]*)"/.exec(html)?.[1] ?? "";
  expect(once).not.toBe("");
  const answers = [await tab.post(page, { once }), await tab.post(page, { once })];
  const done = `/console/entitlement/${entitlementId}?done=suspend&code=OK`;
  expect(answers.map(({ location }) => location)).toEqual([done, done]);
  expect(await historyOf(entitlementId)).toHaveLength(2);
  expect((await tab.get(page)).html).not.toContain(once);
});
