// What only operators have: everything in trouble with the way out of it, and the catalogue to read and to plan with.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { tellTrouble } from "../../src/projection/trouble";
import { call, create, OPERATOR, until } from "../support/api";
import { signedIn, wordsOf, type Tab } from "../support/console";
import { troubleRow } from "../support/trouble";

let operator: Tab;
beforeAll(async () => {
  operator = await signedIn(OPERATOR);
});

describe("trouble", () => {
  it("says so where there is none", async () => {
    const words = wordsOf(await operator.get("/console/trouble"));
    expect(words).toContain("Nothing is in trouble");
    expect(words).toContain("0 wait for an operator");
  });

  it("leads from what is in doubt to its settlement, and from a notification to its repetition", async () => {
    const { body } = await create({}, { headers: { "X-Magic-Number": "CREATE_REQUEST_FAILS" } });
    const row = troubleRow({ entitlementId: "00bbbbbb-0000-8000-8000-000000000002", subject: "n-1" });
    await tellTrouble(env.DB, row.entitlementId, [row], []);
    const page = await until(async () => {
      const seen = await operator.get("/console/trouble");
      expect(seen.html).toContain(`href="/console/entitlement/${body.entitlementId}/settle"`);
      return seen;
    });
    expect(page.html).toContain(`href="/console/entitlement/${row.entitlementId}/replay?notificationId=n-1"`);
    const words = wordsOf(page);
    for (const part of [
      "1 in doubt",
      "1 notifications given up",
      "TELCO, sandbox",
      "Merchant asked to create",
    ])
      expect(words).toContain(part);
    const filtered = await operator.get("/console/trouble?status=exhausted");
    expect(filtered.html).not.toContain(body.entitlementId);
    expect(filtered.html).toContain("n-1");
    expect((await operator.get("/console/trouble?status=nonsense")).status).toBe(200);
    expect((await operator.get("/console/trouble?cursor=nonsense")).status).toBe(400);
  });
});

describe("the catalogue", () => {
  it("is shown without secrets", async () => {
    const page = await operator.get("/console/catalogue");
    const words = wordsOf(page);
    for (const part of ["MUSIC_PREMIUM", "telco-sandbox", "BANK", "Sandbox Music"])
      expect(words).toContain(part);
    expect(page.html).not.toMatch(/sealed:|whsec_|[0-9a-f]{64}/);
  });

  it("is planned by the API, and nothing is changed", async () => {
    const revision = async () =>
      (await call("GET", "/admin/v1/catalogue", { as: OPERATOR })).body["revision"];
    const before = await revision();
    const route = { environment: "sandbox", resellerKey: "TELCO", merchantAccountKey: "MUSIC" };
    const document = JSON.stringify({ routes: [{ ...route, limitPerCustomer: 7 }] });
    const page = await operator.post("/console/catalogue/plan", { document });
    expect(page.html).toMatch(/limitPerCustomer<\/code> <del>1<\/del> <ins>7<\/ins>/);
    expect(wordsOf(page)).toMatch(/route sandbox\/BANK\/MUSIC Goes/);
    expect(await revision()).toBe(before);
  });

  it("says whom a change would strand", async () => {
    await create();
    await until(async () => {
      const page = await operator.post("/console/catalogue/plan", { document: '{"routes":[]}' });
      expect(wordsOf(page)).toContain("This would strand entitlements");
    });
  });

  it.each([
    ["no JSON", "{", "This is not JSON.", 400],
    ["a field that is none", '{"merchants":[{"nonsense":1}]}', "nonsense", 400],
    ["nothing", "{}", "Nothing would change", 200],
  ])("is told of %s", async (_, document, words, status) => {
    const page = await operator.post("/console/catalogue/plan", { document });
    expect([page.status, wordsOf(page)]).toEqual([status, expect.stringContaining(words)]);
    if (status === 400) expect(page.html).toContain("<textarea");
  });

  it("takes a document that is larger than any other form", async () => {
    const page = await operator.post("/console/catalogue/plan", { document: `{}${" ".repeat(500_000)}` });
    expect(page.status).toBe(200);
  });
});
