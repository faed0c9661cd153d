// Every change leaves an entry: who, what, why. Newest first, page by page.
import { describe, expect, it } from "vitest";
import { call, create, entitled, OPERATOR, refusalOf, verb } from "../support/api";
import { audit, type Entry } from "../support/audit";
import { applied, sectionWith, shop } from "../support/onboarding";

const operate = (path: string, body: object, headers = {}) =>
  call("POST", `/admin/v1/${path}`, { as: OPERATOR, body, headers });

describe("the audit", () => {
  it("has an entry per change, with its reason and its detail, and none for what was refused or a rehearsal", async () => {
    await applied(await sectionWith("resellers", shop()));
    await applied(await sectionWith("resellers", shop({ name: "Corner shop" })), { dryRun: true });
    await operate("credential", {
      id: "x",
      party: "RESELLER",
      organisation: "SHOP",
      environment: "sandbox",
      reason: "new",
    });
    await operate("credential", {
      id: "x",
      party: "RESELLER",
      organisation: "SHOP",
      environment: "sandbox",
      reason: "twice",
    });
    await operate("credential/rotate/x", { reason: "yearly" });
    await operate("credential/revoke/x", { reason: "leaked" });
    expect((await audit()).entries).toMatchObject([
      { action: "credential.revoke", subject: "credential x", reason: "leaked", detail: { liveSecrets: 0 } },
      { action: "credential.rotate", subject: "credential x", reason: "yearly", detail: { liveSecrets: 2 } },
      {
        action: "credential.create",
        subject: "credential x",
        reason: "new",
        detail: { organisation: "SHOP" },
      },
      {
        actor: "OPERATOR",
        action: "catalogue.apply",
        reason: "a test",
        date: expect.stringMatching(/Z$/),
        detail: {
          credential: "operator",
          force: false,
          changes: [{ action: "create", kind: "reseller", key: "sandbox/SHOP", fields: expect.any(Array) }],
        },
      },
    ]);
  });

  it("has settle and resume, once they succeeded, not again for a repeat", async () => {
    const { body } = await create({}, { headers: { "X-Magic-Number": "CREATE_REQUEST_FAILS" } });
    const settled = { outcome: "ACTIVE", reason: "told on the phone" };
    const key = { "Idempotency-Key": "settle-once" };
    for (const _ of [1, 2])
      expect((await operate(`entitlement/settle/${body.entitlementId}`, settled, key)).status).toBe(200);
    const { entitlementId } = await entitled();
    expect((await operate(`entitlement/resume/${entitlementId}`, { reason: "too early" })).status).toBe(409);
    await verb("suspend", entitlementId);
    expect((await operate(`entitlement/resume/${entitlementId}`, { reason: "paid" })).status).toBe(200);
    expect((await audit("?limit=3")).entries).toMatchObject([
      {
        action: "entitlement.resume",
        subject: `entitlement ${entitlementId}`,
        reason: "paid",
        detail: { status: "ACTIVE" },
      },
      {
        action: "entitlement.settle",
        subject: `entitlement ${body.entitlementId}`,
        detail: { outcome: "ACTIVE" },
      },
      { action: "credential.revoke" },
    ]);
  });

  it("is read page by page, and its cursor is its own", async () => {
    const all = (await audit()).entries;
    const pages: Entry[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const page = await audit(`?limit=4${cursor && `&after=${cursor}`}`);
      expect(page.entries.length).toBeLessThanOrEqual(4);
      pages.push(...page.entries);
      cursor = page.nextCursor;
    }
    expect(pages).toEqual(all);
    const bad = await call("GET", "/admin/v1/audit?after=nonsense", { as: OPERATOR });
    expect(refusalOf(bad)).toBe("400 BAD_REQUEST INVALID_CURSOR RESELLER after");
  });
});
