// Care: one box that finds, one page that shows everything, and actions that are the API's own.
import { beforeAll, describe, expect, it } from "vitest";
import {
  BANK,
  call,
  create,
  entitled,
  MUSIC,
  newCustomer,
  OPERATOR,
  read,
  TELCO,
  tell,
  until,
  verb,
  type Body,
} from "../support/api";
import { headingOf, signedIn, wordsOf, type Tab } from "../support/console";
import { inbox } from "../receiver";

let telco: Tab;
let music: Tab;
let operator: Tab;

beforeAll(async () => {
  [telco, music, operator] = (await Promise.all([TELCO, MUSIC, OPERATOR].map((who) => signedIn(who)))) as [
    Tab,
    Tab,
    Tab,
  ];
});

const pageOf = ({ entitlementId }: Body): string => `/console/entitlement/${entitlementId}`;
/** The query store has it. */
const projected = ({ externalEntitlementId }: Body) =>
  until(async () => {
    const { body } = await call("POST", "/v1/entitlement/report", { body: { externalEntitlementId } });
    expect(body.entitlements).toHaveLength(1);
  });

describe("a search", () => {
  let own: Body;
  const customerIdentifier = newCustomer();
  beforeAll(async () => {
    own = await entitled({ customerIdentifier, externalEntitlementId: "search-order" });
    await projected(own);
  });

  it("goes straight to the only hit, whatever id was typed, and however it was typed", async () => {
    for (const q of [
      own.entitlementId,
      own.entitlementId.toUpperCase(),
      `  ${own.entitlementId} `,
      "search-order",
      customerIdentifier,
      String(own["merchantEntitlementId"]),
    ]) {
      expect((await telco.post("/console/care", { q })).location, q).toBe(pageOf(own));
      expect((await operator.post("/console/care", { q })).location, `operator: ${q}`).toBe(pageOf(own));
    }
    for (const q of [own.entitlementId, String(own["merchantEntitlementId"])])
      expect((await music.post("/console/care", { q })).location, `merchant: ${q}`).toBe(pageOf(own));
  });

  it("lists several hits by what they were found by, each once", async () => {
    const same = await entitled({ externalEntitlementId: customerIdentifier });
    await projected(same);
    const page = await telco.post("/console/care", { q: customerIdentifier });
    expect(page.status).toBe(200);
    const words = wordsOf(page);
    expect(words).toMatch(/By the reseller's own id .*By customer /);
    for (const { entitlementId } of [own, same])
      expect(page.html.split(`href="/console/entitlement/${entitlementId}"`)).toHaveLength(2);
  });

  it("shows a long list in parts", async () => {
    const many = "many-orders";
    await Promise.all(Array.from({ length: 52 }, () => create({ externalEntitlementId: many })));
    await until(async () => {
      const { body } = await call("POST", "/v1/entitlement/report", {
        body: { externalEntitlementId: many, limit: 100 },
      });
      expect(body.entitlements).toHaveLength(52);
    });
    const first = await telco.post("/console/care", { q: many });
    const rows = (html: string): string[] =>
      [...html.matchAll(/href="\/console\/entitlement\/([\w-]+)"/g)].map(([, id]) => id ?? "");
    expect(rows(first.html)).toHaveLength(50);
    const field = (name: string): string =>
      new RegExp(`name="${name}" value="([^"]+)"`).exec(first.html)?.[1] ?? "";
    const more = await telco.post("/console/care", { q: many, by: field("by"), cursor: field("cursor") });
    expect(rows(more.html)).toHaveLength(2);
    expect(new Set([...rows(first.html), ...rows(more.html)]).size).toBe(52);
    expect(more.html).not.toContain('name="cursor"');
  }, 60_000);

  it("says what to check where nothing was found, and is never in an address", async () => {
    const page = await telco.post("/console/care", { q: "+49 nobody" });
    expect([page.status, wordsOf(page)]).toEqual([
      200,
      expect.stringContaining("Nothing of yours goes by +49 nobody"),
    ]);
    expect(page.html).not.toMatch(/<form method="get"/);
    expect((await telco.post("/console/care", { q: "x".repeat(300) })).status).toBe(200);
    expect((await telco.post("/console/care", { q: " " })).location).toBe("/console/care");
  });

  it("lets an operator say whose customer is meant", async () => {
    const theirs = await entitled({ customerIdentifier }, { as: BANK });
    const both = wordsOf(await operator.post("/console/care", { q: customerIdentifier }));
    expect(both).toContain("BANK");
    expect(both).toContain("TELCO");
    expect(
      (await operator.post("/console/care", { q: customerIdentifier, reseller: "sandbox:BANK" })).location,
    ).toBe(pageOf(theirs));
  });
});

describe("an entitlement's page", () => {
  it("shows the record, what it waits on, the customer's link and what can be done", async () => {
    const own = await entitled({ productKey: "MUSIC", externalEntitlementId: "page-order" });
    const page = await telco.get(pageOf(own));
    const words = wordsOf(page);
    expect(headingOf(page)).toBe("Music");
    for (const part of [
      "PENDING",
      "page-order",
      own.entitlementId,
      "Waits for the customer to follow the link",
    ])
      expect(words).toContain(part);
    expect(page.html).toContain(`value="${own.parameters?.url}"`);
    const actions = [...page.html.matchAll(/href="\/console\/entitlement\/[\w-]+\/(\w+)"/g)].map(
      ([, name]) => name,
    );
    expect(actions).toEqual(["activationInfo", "clock", "cancel", "revoke", "share"]);
  });

  it("shows a merchant no customer, no data of the reseller, no notifications and no link", async () => {
    const customerIdentifier = newCustomer();
    const own = await entitled({
      productKey: "MUSIC",
      customerIdentifier,
      extensionData: { shop: "Berlin" },
    });
    const page = await music.get(pageOf(own));
    for (const hidden of [
      customerIdentifier,
      "Berlin",
      inbox().url,
      String(own["platformUserId"]),
      "/sandbox/sign-up/",
    ])
      expect(page.html).not.toContain(hidden);
    expect(page.html).not.toContain('id="notifications"');
    expect(wordsOf(page)).toContain("Created by reseller TELCO");
  });

  it("tells everything in one time line, newest first, in parts of fifty", async () => {
    const { url, posts } = inbox();
    const own = await entitled({ notificationUrl: url });
    await verb("suspend", own.entitlementId);
    await tell("notify", own.entitlementId, { message: "We are looking into it" });
    await posts(2);
    await until(async () =>
      expect(wordsOf(await telco.get(pageOf(own)))).toMatch(
        /SUSPENSION_SUCCESS sent, attempt 1: answered 204/,
      ),
    );
    const line = wordsOf(await telco.get(pageOf(own))).split("Time line")[1] ?? "";
    const at = (text: string): number => {
      expect(line).toContain(text);
      return line.indexOf(text);
    };
    expect(at("Suspended by reseller TELCO: ACTIVE → SUSPENDED")).toBeLessThan(
      at("Created by reseller TELCO: ACTIVE"),
    );
    expect(at("Merchant asked to suspend : done")).toBeLessThan(at("Merchant asked to create : done"));
    expect(at("Suspended by")).toBeLessThan(at("Merchant asked to suspend"));
    at("We are looking into it");
    for (let turn = 0; turn < 13; turn++) {
      await verb("resume", own.entitlementId);
      await verb("suspend", own.entitlementId);
    }
    const first = await telco.get(pageOf(own));
    const items = (html: string): number =>
      (html.split('<ol class="timeline">')[1] ?? "").split('<p class="what">').length - 1;
    expect(items(first.html)).toBe(50);
    const [, next = ""] = /rel="next"/.test(first.html)
      ? (/href="([^"]*from=50)#timeline"/.exec(first.html) ?? [])
      : [];
    const rest = await telco.get(next);
    expect(items(rest.html)).toBeGreaterThan(0);
    expect(wordsOf(rest)).toContain("Back to the beginning");
  }, 60_000);

  it("says an action's words only for actions that there are", async () => {
    const own = await entitled();
    expect(wordsOf(await telco.get(`${pageOf(own)}?done=suspend&code=OK`))).toContain("It is suspended.");
    for (const query of ["done=suspend&code=constructor", "done=settle&code=OK", "done=nonsense&code=OK"])
      expect((await telco.get(`${pageOf(own)}?${query}`)).html, query).not.toContain('class="notice');
  });
});

describe("an action", () => {
  const doIt = async (tab: Tab, own: Body, name: string, fields: Record<string, string> = {}) => {
    await tab.get(`${pageOf(own)}/${name}`);
    return tab.post(`${pageOf(own)}/${name}`, fields);
  };

  it.each<[string, Record<string, string>, string]>([
    ["suspend", {}, "SUSPENDED"],
    [
      "cancel",
      { cancelReasonCategory: "CUSTOMER_CANCELLED/NOT_RENEWED", cancelReasonDescription: "Moves abroad" },
      "CANCELLED",
    ],
    ["revoke", { cancelReasonCategory: "REVOKED/FRAUD" }, "REVOKED"],
  ])("of a reseller, %s, is done by the API and shown", async (name, fields, status) => {
    const own = await entitled();
    const done = await doIt(telco, own, name, { ...fields, stowaway: "in extension data" });
    expect(done.location).toBe(`${pageOf(own)}?done=${name}&code=OK`);
    const record = await read(own.entitlementId);
    expect(record.status).toBe(status);
    const [category, code] = (fields["cancelReasonCategory"] ?? "").split("/");
    if (code !== undefined)
      expect(record["terminationReason"]).toEqual({
        category,
        code,
        description: fields["cancelReasonDescription"] ?? null,
      });
    expect(wordsOf(await telco.get(done.location ?? ""))).toContain(status);
    expect(record["extensionData"]).toBeNull();
  });

  it("makes a fresh link", async () => {
    const own = await entitled({ productKey: "MUSIC" });
    const done = await doIt(telco, own, "activationInfo");
    expect(done.location).toBe(`${pageOf(own)}?done=activationInfo&code=OK`);
    expect((await telco.get(pageOf(own))).html).not.toContain(`value="${own.parameters?.url}"`);
  });

  it("of a merchant is the merchant API's", async () => {
    const own = await entitled({ productKey: "MUSIC" });
    const done = await doIt(music, own, "activate", {
      merchantEntitlementId: "m-1",
      activationCode: "CODE-1",
    });
    expect(done.location).toBe(`${pageOf(own)}?done=activate&code=OK`);
    expect(await read(own.entitlementId)).toMatchObject({
      status: "ACTIVE",
      merchantEntitlementId: "m-1",
      activationCode: "CODE-1",
    });
    await doIt(music, own, "terminate", { immediate: "false", terminationDate: "2090-01-01T00:00:00Z" });
    expect(await read(own.entitlementId)).toMatchObject({
      status: "ACTIVE-ENDING",
      dateEnded: "2090-01-01T00:00:00.000Z",
    });
    const refused = await doIt(music, own, "terminate", { immediate: "false", terminationDate: "soon" });
    expect(refused.status).toBe(400);
    expect(refused.html).toMatch(/id="terminationDate-error">Must be an ISO 8601 time/);
    expect(refused.html).toMatch(/id="field-terminationDate"[^>]*aria-invalid[^>]*value="soon"/);
  });

  it("of an operator is recorded with its reason", async () => {
    const own = await entitled();
    await verb("suspend", own.entitlementId);
    expect((await doIt(operator, own, "resume")).html).toMatch(/id="reason-error"/);
    const done = await doIt(operator, own, "resume", { reason: "The reseller's system is down" });
    expect(done.location).toBe(`${pageOf(own)}?done=resume&code=OK`);
    const { body } = await call("GET", "/admin/v1/audit", { as: OPERATOR });
    expect(body["entries"]).toContainEqual(
      expect.objectContaining({ action: "entitlement.resume", reason: "The reseller's system is down" }),
    );
  });

  it("settles what is in doubt", async () => {
    const { body } = await create({}, { headers: { "X-Magic-Number": "CREATE_REQUEST_FAILS" } });
    expect(wordsOf(await operator.get(pageOf(body)))).toContain(
      "Nobody knows yet whether the merchant has created it",
    );
    const done = await doIt(operator, body, "settle", {
      outcome: "CANCELLED",
      reason: "The merchant has nothing",
    });
    expect(done.location).toBe(`${pageOf(body)}?done=settle&code=OK`);
    expect((await read(body.entitlementId)).status).toBe("CANCELLED");
  });

  it("sends one notification again, to a real endpoint, with its reason in the history", async () => {
    const { url, posts } = inbox();
    const own = await entitled({ notificationUrl: url });
    const [first] = await posts(1);
    const notificationId = first?.headers["webhook-id"] ?? "";
    await until(async () => expect(wordsOf(await telco.get(pageOf(own)))).toContain("delivered"));
    expect((await telco.get(`${pageOf(own)}/replay?notificationId=${notificationId}`)).html).toContain(
      `value="${notificationId}"`,
    );
    const done = await telco.post(`${pageOf(own)}/replay`, { notificationId, reason: "Lost in a restart" });
    expect(done.location).toBe(`${pageOf(own)}?done=replay&code=OK`);
    const [, again] = await posts(2);
    expect(again?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    expect(wordsOf(await telco.get(pageOf(own)))).toContain("Lost in a restart");
  });

  it("that is not possible now says so, and is refused by the API all the same", async () => {
    const own = await entitled();
    const page = await telco.get(`${pageOf(own)}/undo`);
    expect(wordsOf(page)).toContain("This is not possible now");
    const refused = await telco.post(`${pageOf(own)}/undo`);
    expect([refused.status, wordsOf(refused)]).toEqual([409, expect.stringContaining("INCOMPATIBLE_STATE")]);
  });

  it("of another party does not exist", async () => {
    const own = await entitled();
    for (const [tab, name] of [
      [telco, "settle"],
      [music, "cancel"],
      [operator, "revoke"],
    ] as const) {
      expect((await tab.get(`${pageOf(own)}/${name}`)).status, name).toBe(404);
      expect((await tab.post(`${pageOf(own)}/${name}`)).status, name).toBe(404);
    }
    expect((await read(own.entitlementId)).status).toBe("ACTIVE");
  });
});
