// Share links: what a stranger with one sees, what nobody ever sees by one, and how it ends.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { call, entitled, MUSIC, newCustomer, OPERATOR, TELCO, tell, verb, type Body } from "../support/api";
import { credential, passTime, route, write } from "../support/catalogue";
import { headingOf, newTab, signedIn, wordsOf } from "../support/console";

const HOUR = 3_600_000;
const CUSTOMER = newCustomer();

let own: Body;

/** Makes a link as somebody, and gives its path. */
async function shared(
  who: string,
  { entitlementId }: Body,
  ttl = "hour",
  reason = "The merchant asked",
): Promise<string> {
  const tab = await signedIn(who);
  await tab.get(`/console/entitlement/${entitlementId}/share`);
  const page = await tab.post(`/console/entitlement/${entitlementId}/share`, { ttl, reason });
  const [, url = ""] = /id="share-link"[^>]*value="([^"]*)"/.exec(page.html) ?? [];
  return new URL(url).pathname;
}

const look = (path: string) => newTab().get(path);

beforeAll(async () => {
  // A route that shows the merchant everything: a link passes through more hands than the route's two.
  await write(
    route({
      merchantAccountKey: "MUSIC",
      sharesWithMerchant: ["customerIdentifier", "extensionData"],
      sharesMerchantExtensionData: true,
    }),
  );
  // From now on every copy of the catalogue has that route.
  passTime(30_000);
  own = await entitled({
    customerIdentifier: CUSTOMER,
    externalEntitlementId: "shared-order",
    extensionData: { note: "reseller-only" },
    productKey: "MUSIC_CODE",
  });
  await tell("update", own.entitlementId, { merchantExtensionData: { note: "merchant-only" } });
  await verb("suspend", own.entitlementId);
  const { body } = await call("GET", `/merchant/v1/entitlement/${own.entitlementId}`, { as: MUSIC });
  expect(body).toMatchObject({ customerIdentifier: CUSTOMER, extensionData: { note: "reseller-only" } });
});

describe.each([
  ["a reseller", TELCO, "MUSIC"],
  ["a merchant", MUSIC, "TELCO"],
  ["an operator", OPERATOR, "MUSIC or TELCO"],
])("the link of %s", (_, who, to) => {
  it("shows anybody the state and the time line, to look at only", async () => {
    const page = await look(await shared(who, own));
    expect([page.status, headingOf(page)]).toEqual([200, own["entitlementDisplayName"]]);
    const words = wordsOf(page);
    for (const part of [
      own.entitlementId,
      "shared-order",
      "SUSPENDED",
      `with ${to}`,
      "Suspended by reseller TELCO",
    ])
      expect(words).toContain(part);
    expect(page.html).not.toContain("<form");
    expect(page.html).not.toMatch(/href="\/console\/entitlement/);
    expect(page.headers.get("Set-Cookie")).toBeNull();
    expect(page.headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(page.headers.get("X-Robots-Tag")).toBe("noindex, nofollow");
  });

  it("shows nothing that only one side may see, whatever the route shares", async () => {
    const { html } = await look(await shared(who, own));
    const hidden = [
      CUSTOMER,
      "reseller-only",
      "merchant-only",
      own["activationCode"],
      own["platformUserId"],
      own["notificationUrl"],
    ];
    for (const secret of hidden) {
      expect(String(secret).length).toBeGreaterThan(4);
      expect(html).not.toContain(String(secret));
    }
    expect(html).not.toContain("ACTIVATION_SUCCESS");
  });
});

it("a link is in the audit with who, why, for whom and until when", async () => {
  await shared(TELCO, own, "week", "Case 4711");
  const { body } = await call("GET", "/admin/v1/audit", { as: OPERATOR });
  expect(body["entries"]).toContainEqual(
    expect.objectContaining({
      actor: "TELCO",
      action: "entitlement.share",
      subject: `entitlement ${own.entitlementId}`,
      reason: "Case 4711",
      detail: expect.objectContaining({ credential: "telco-sandbox", side: "RESELLER", to: "MUSIC" }),
    }),
  );
});

it("without an entry in the audit there is no link", async () => {
  const tab = await signedIn(TELCO);
  await tab.get(`/console/entitlement/${own.entitlementId}/share`);
  await env.CATALOGUE.exec("ALTER TABLE audit RENAME TO audit_away");
  try {
    const page = await tab.post(`/console/entitlement/${own.entitlementId}/share`, {
      ttl: "hour",
      reason: "x",
    });
    expect(page.status).toBe(500);
    expect(page.html).not.toContain("/console/shared/");
  } finally {
    await env.CATALOGUE.exec("ALTER TABLE audit_away RENAME TO audit");
  }
});

it.each([
  ["no reason", { ttl: "hour", reason: " " }, 400],
  ["a reason that is too long", { ttl: "hour", reason: "x".repeat(1001) }, 400],
  ["a time that is not offered", { ttl: "year", reason: "x" }, 403],
])("with %s there is none either", async (_, fields, status) => {
  const tab = await signedIn(TELCO);
  await tab.get(`/console/entitlement/${own.entitlementId}/share`);
  const page = await tab.post(`/console/entitlement/${own.entitlementId}/share`, fields);
  expect(page.status).toBe(status);
  expect(page.html).not.toContain("/console/shared/");
});

describe("a link ends", () => {
  it.each([
    ["hour", HOUR],
    ["day", 24 * HOUR],
    ["week", 7 * 24 * HOUR],
  ])("after its %s", async (ttl, ms) => {
    const path = await shared(TELCO, own, ttl);
    passTime(ms - 60_000);
    expect((await look(path)).status).toBe(200);
    passTime(60_000);
    const page = await look(path);
    expect([page.status, headingOf(page)]).toEqual([410, "This link has expired"]);
    expect(page.html).not.toContain(own.entitlementId);
    expect(page.headers.get("Referrer-Policy")).toBe("no-referrer");
  });

  it("with the credential that made it", async () => {
    await write(await credential("sharer", ["sharer-secret"]));
    const path = await shared("sharer:sharer-secret", own, "week");
    expect((await look(path)).status).toBe(200);
    await call("POST", "/admin/v1/credential/revoke/sharer", { as: OPERATOR, body: { reason: "left" } });
    passTime(30_000);
    expect((await look(path)).status).toBe(410);
  });

  it("when anything in it is changed, or it was made for something else", async () => {
    const path = await shared(TELCO, own);
    const [payload = "", mac = ""] = path.replace("/console/shared/", "").split(".");
    const share = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    const later = btoa(JSON.stringify({ ...share, until: share.until + 1 })).replaceAll("=", "");
    const session = (await signedIn(TELCO)).cookie.split("=")[1] ?? "";
    for (const token of [`${later}.${mac}`, `${payload}.${mac.slice(0, -2)}AA`, payload, session, "x"]) {
      const page = await look(`/console/shared/${token}`);
      expect([page.status, headingOf(page)]).toEqual([404, "We do not know this link"]);
    }
    const tab = newTab();
    tab.cookie = `__Host-console=${payload}.${mac}`;
    expect((await tab.get("/console/care")).status).toBe(303);
  });
});
