// The sandbox in the console: a merchant orders from itself and plays the reseller; a reseller moves a clock.
import { beforeAll, describe, expect, it } from "vitest";
import { call, entitled, MUSIC, read, TELCO, tell, until, verb } from "../support/api";
import { credential, write } from "../support/catalogue";
import { signedIn, wordsOf, type Tab } from "../support/console";

const LATEST = /href="\/console\/sandbox\/([0-9a-f-]{36})"/;

describe("a merchant", () => {
  let merchant: Tab;
  beforeAll(async () => {
    merchant = await signedIn(MUSIC);
  });

  it("is told what to do where nothing was ordered, and chooses from its products", async () => {
    const page = await merchant.get("/console/sandbox");
    expect(wordsOf(page)).toContain("Nothing has been ordered yet");
    for (const key of ["MUSIC_INSTANT", "MUSIC_CODE"]) expect(page.html).toContain(`<option value="${key}"`);
  });

  it("orders, commands as the reseller, and reads what the reseller was told", async () => {
    const placed = await merchant.post("/console/sandbox", {
      productKey: "MUSIC",
      customerIdentifier: "anna",
    });
    expect([placed.status, placed.location]).toEqual([303, expect.stringMatching(/\?done=ordered$/)]);
    const page = String(placed.location).replace(/\?.*/, "");
    const id = page.split("/").at(-1) ?? "";
    const first = await merchant.get(String(placed.location));
    for (const part of [
      "The order was placed.",
      "PENDING",
      "The customer's sign-up page",
      "No notifications yet",
    ])
      expect(wordsOf(first)).toContain(part);
    await tell("activate", id);
    await until(async () =>
      expect(wordsOf(await merchant.get(page))).toMatch(
        /ACTIVATION_SUCCESS 2 delivered the endpoint answered 204 1/,
      ),
    );
    expect((await merchant.post(`${page}/suspend`, {})).location).toBe(`${page}?done=suspend`);
    expect((await merchant.post(`${page}/resume`, {})).status).toBe(303);
    const fields = { productKey: "MUSIC_PREMIUM", offerKey: "" };
    expect((await merchant.post(`${page}/change`, fields)).location).toBe(`${page}?done=change`);
    expect((await merchant.post(`${page}/clock`, { advanceSeconds: "86400" })).location).toBe(
      `${page}?done=clock`,
    );
    expect((await merchant.post(`${page}/revoke`, {})).status).toBe(303);
    const last = await until(async () => {
      const seen = await merchant.get(page);
      expect(wordsOf(seen)).toMatch(/TERMINATION_SUCCESS \d+ delivered/);
      return seen;
    });
    expect(wordsOf(last)).toContain("REVOKED");
    expect(last.html).toContain("PRODUCT_UPDATE");
    const list = await merchant.get("/console/sandbox");
    expect(LATEST.exec(list.html)?.[1]).toBe(id);
    expect(wordsOf(list)).toContain("anna");
  });

  it("reads what the API refuses, beside the field", async () => {
    const refused = await merchant.post("/console/sandbox", { productKey: "MUSIC", offerKey: "NONE" });
    expect(refused.status).toBe(400);
    expect(refused.html).toMatch(/id="offerKey-error"/);
    const { location } = await merchant.post("/console/sandbox", { productKey: "MUSIC_INSTANT" });
    const page = String(location).replace(/\?.*/, "");
    const resumed = await merchant.post(`${page}/resume`, {});
    expect([resumed.status, wordsOf(resumed)]).toEqual([409, expect.stringContaining("INCOMPATIBLE_STATE")]);
    expect((await merchant.post(`${page}/nonsense`, {})).status).toBe(404);
  });

  it("of live is sent to the sandbox", async () => {
    await write(
      await credential("music-live", ["music-live-secret"], {
        party: "MERCHANT",
        organisation: "MUSIC",
        environment: "live",
      }),
    );
    const live = await signedIn("music-live:music-live-secret");
    expect(wordsOf(await live.get("/console/sandbox"))).toContain(
      "Sign in with a credential of the sandbox.",
    );
  });
});

describe("a reseller", () => {
  it("moves an entitlement in time from its page, and sees where its clock is", async () => {
    const telco = await signedIn(TELCO);
    const { entitlementId } = await entitled();
    await verb("cancel", entitlementId, { headers: { "X-Magic-Number": "TERMINATE_RETURNS_DATE" } });
    const page = `/console/entitlement/${entitlementId}`;
    const before = await telco.get(page);
    expect(wordsOf(before)).not.toContain("Its clock was moved");
    expect(before.html).toContain(`href="${page}/clock"`);
    const moved = await telco.post(`${page}/clock`, { advanceSeconds: "2678400" });
    expect(moved.location).toBe(`${page}?done=clock&code=OK`);
    const after = wordsOf(await telco.get(String(moved.location)));
    for (const part of ["Its clock was moved.", "there it is", "CANCELLED"]) expect(after).toContain(part);
    expect((await read(entitlementId)).status).toBe("CANCELLED");
    const refused = await telco.post(`${page}/clock`, { advanceSeconds: "999999999" });
    expect([refused.status, wordsOf(refused)]).toEqual([400, expect.stringContaining("VALIDATION")]);
  });

  it("is not offered it for what the merchant sees", async () => {
    const { entitlementId } = await entitled();
    const seen = await (await signedIn(MUSIC)).get(`/console/entitlement/${entitlementId}`);
    expect(seen.html).not.toContain("/clock");
    expect(
      (await call("GET", `/v1/sandbox/clock?entitlementId=${entitlementId}`, { as: MUSIC })).status,
    ).toBe(401);
  });
});
