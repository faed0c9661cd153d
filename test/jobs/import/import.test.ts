// An import over whole files: what is wrong is said by row and field, what is right is here once, and a dry run foretells both.
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { importKind, importRefusal } from "../../../src/jobs/import/kind";
import type { Json } from "../../../src/shared/json";
import { inbox } from "../../receiver";
import { call, entitled, newCustomer, OPERATOR, read, verb } from "../../support/api";
import { passTime, route, write } from "../../support/catalogue";
import { factsOf, runKind, type Ran, type Running } from "../../support/steps";

type Line = { [member: string]: Json };

const DAY_MS = 86_400_000;
const at = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString();

let lines = 0;
const line = (changes: Line = {}): Line => ({
  customerIdentifier: newCustomer(),
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC",
  status: "ACTIVE",
  notificationUrl: inbox().url,
  externalEntitlementId: `own-${++lines}`,
  ...changes,
});

const run = (rows: (Line | string)[], running: Running = {}): Promise<Ran> =>
  runKind(importKind, { facts: { dryRun: false }, ...running, rows });
const tried = (rows: (Line | string)[], running: Running = {}): Promise<Ran> =>
  run(rows, { ...running, facts: { dryRun: true } });

/** `row field reason` of everything that is wrong. */
const errorsOf = (ran: Ran): string[] =>
  ran.lines("errors.ndjson").map(({ row, field, reason }) => `${row} ${field} ${reason}`);
const idsOf = (ran: Ran): string[] =>
  ran.lines("imported.ndjson").map(({ entitlementId }) => String(entitlementId));

beforeAll(async () => {
  await call("GET", "/v1/product");
});

describe("a file of good rows", () => {
  const rows = [
    line({ dateCreated: at(-100), extensionData: { plan: "gold", seats: 3 } }),
    line({ status: "SUSPENDED", suspendedBy: "MERCHANT", dateSuspended: at(-3) }),
    line({ status: "ACTIVE-ENDING", dateEnded: at(10), terminationReason: { category: "C", code: "D" } }),
    line({ status: "CANCELLED", dateEnded: at(-1), notificationUrl: null }),
    line({ status: "PENDING", offerKey: "BUNDLE", merchantEntitlementId: null }),
  ];

  it("is foretold by a dry run, imported, and known when it is sent again", async () => {
    const dry = await tried(rows);
    expect(dry.counts).toEqual({ read: 5, done: 5, outcomes: { possible: 5 } });
    const ran = await run(rows);
    expect([ran.counts.outcomes, errorsOf(ran), ran.failed]).toEqual([{ imported: 5 }, [], null]);
    expect(idsOf(ran)).toEqual(idsOf(dry));
    const again = await run(rows);
    expect([again.counts.outcomes, idsOf(again)]).toEqual([{ known: 5 }, idsOf(ran)]);
    const [active, suspended, ending, cancelled, pending] = await Promise.all(
      idsOf(ran).map((id) => read(id)),
    );
    expect(active).toMatchObject({ status: "ACTIVE", version: 1, extensionData: { plan: "gold", seats: 3 } });
    expect(suspended?.allowedActions).not.toContain("resume");
    expect(ending).toMatchObject({ status: "ACTIVE-ENDING", dateEnded: rows[2]?.["dateEnded"] });
    expect(cancelled).toMatchObject({ status: "CANCELLED", allowedActions: [] });
    expect(pending).toMatchObject({ status: "PENDING", offerKey: "BUNDLE" });
  });

  it("comes to the same in many steps, each of them run twice", async () => {
    const many = Array.from({ length: 20 }, () => line());
    const ran = await run(many, { portion: 7, twice: true });
    expect([ran.steps, ran.counts.outcomes, errorsOf(ran)]).toEqual([3, { imported: 20 }, []]);
    expect(new Set(idsOf(ran)).size).toBe(20);
    const { body } = await call("POST", "/v1/entitlement/report", {
      body: { externalEntitlementId: many[19]?.["externalEntitlementId"] },
    });
    expect(body.entitlements).toHaveLength(1);
  });

  it("goes on in the next step where the time of one is over", async () => {
    const many = Array.from({ length: 30 }, () => line());
    const ran = await run(many, { time: 0 });
    expect([ran.steps, ran.counts.read, ran.counts.outcomes]).toEqual([2, 30, { imported: 30 }]);
    expect(ran.lines("imported.ndjson").map(({ row }) => row)).toEqual(many.map((_, index) => index + 1));
  });

  it("is imported by whoever started it", async () => {
    const by = { party: "RESELLER", name: "TELCO", credentialId: "telco" } as const;
    const [id = ""] = idsOf(await run([line()], { facts: { dryRun: false, by } }));
    const { body } = await call("GET", `/v1/entitlement/history/${id}`);
    expect(body["events"]).toMatchObject([{ command: "import", actor: { side: "RESELLER", name: "TELCO" } }]);
  });
});

describe("what is wrong with a row", () => {
  it.each<[string, Line | string, string[]]>([
    ["no JSON", "Not a JSON object.", ["1 null MALFORMED_JSON"]],
    ["a field that is missing", line({ customerIdentifier: null }), ["1 customerIdentifier VALIDATION"]],
    ["an empty text", line({ externalEntitlementId: "" }), ["1 externalEntitlementId VALIDATION"]],
    ["an unknown field", line({ colour: "red" }), ["1 colour VALIDATION"]],
    ["no such status", line({ status: "LIVE" }), ["1 status VALIDATION"]],
    ["an unknown outcome", line({ status: "FAILED" }), ["1 status VALIDATION"]],
    ["no time", line({ dateCreated: "yesterday" }), ["1 dateCreated VALIDATION"]],
    ["nested data", line({ extensionData: { deep: {} } }), ["1 extensionData.deep VALIDATION"]],
    [
      "half a reason",
      line({ terminationReason: { code: "X" } }),
      ["1 terminationReason.category VALIDATION"],
    ],
    ["a date ahead", line({ dateCreated: at(1) }), ["1 dateCreated VALIDATION"]],
    ["no route", line({ merchantAccountKey: "VIDEO" }), ["1 merchantAccountKey NO_ROUTE"]],
    ["no product", line({ productKey: "SILENCE" }), ["1 productKey UNKNOWN_PRODUCT"]],
    ["no offer", line({ offerKey: "GRATIS" }), ["1 offerKey UNKNOWN_OFFER"]],
    ["no place to notify", line({ notificationUrl: null }), ["1 notificationUrl NOTIFICATION_URL_REQUIRED"]],
    [
      "a private place",
      line({ notificationUrl: "https://10.0.0.1/" }),
      ["1 notificationUrl INVALID_NOTIFICATION_URL"],
    ],
    [
      "all of it at once",
      line({ productKey: "SILENCE", notificationUrl: "ftp://x", dateEnded: at(1) }),
      [
        "1 productKey UNKNOWN_PRODUCT",
        "1 notificationUrl INVALID_NOTIFICATION_URL",
        "1 dateEnded VALIDATION",
      ],
    ],
  ])("%s", async (_, row, wrong) => {
    expect(errorsOf(await tried([row]))).toEqual(wrong);
    expect(errorsOf(await run([row]))).toEqual(wrong);
  });

  it("is said in a sentence that helps, without the customer", async () => {
    const ran = await tried([line({ status: "FAILED" }), line({ productKey: "SILENCE" })]);
    expect(ran.lines("errors.ndjson").map(({ message }) => message)).toEqual([
      "FAILED cannot be imported: find out first what became of it at the merchant.",
      "Merchant MUSIC has no product SILENCE.",
    ]);
  });

  it("does not keep good rows from being imported", async () => {
    const ran = await run([line(), line({ status: "LIVE" }), line()]);
    expect(ran.counts).toEqual({ read: 3, done: 2, outcomes: { imported: 2, error: 1 } });
  });

  it("stops the import when it is too much, with what was imported until then; a dry run goes on", async () => {
    const bad = Array.from({ length: 10 }, () => line({ status: "LIVE" }));
    const file = [line(), ...bad, ...Array.from({ length: 20 }, () => line())];
    const ran = await run(file);
    expect(ran.failed).toBe("Stopped: each of the 10 rows up to row 11 had errors (maxErrorsInRow).");
    expect(ran.counts.outcomes["imported"]).toBeLessThan(20);
    expect((await tried(file)).failed).toBeNull();
    const more = await run(file, { options: { maxErrorsInRow: "11" } });
    expect([more.failed, more.counts.outcomes]).toEqual([null, { known: 15, imported: 6, error: 10 }]);
  });
});

describe("the same twice", () => {
  const both = async (rows: Line[]): Promise<string[]> => {
    const dry = errorsOf(await tried(rows, { portion: 1 }));
    const ran = errorsOf(await run(rows));
    expect(ran).toEqual(dry);
    return ran;
  };

  it("in a file is refused by the later row, in a dry run as well", async () => {
    const customerIdentifier = newCustomer();
    expect(await both([line({ externalEntitlementId: "e" }), line({ externalEntitlementId: "e" })])).toEqual([
      "2 externalEntitlementId ALREADY_EXISTS",
    ]);
    expect(await both([line({ entitlementId: "s" }), line({ entitlementId: "s" })])).toEqual([
      "2 entitlementId ALREADY_EXISTS",
    ]);
    const same = line({ externalEntitlementId: null, status: "CANCELLED", dateEnded: at(-1) });
    expect(await both([same, same])).toEqual(["2 null ALREADY_EXISTS"]);
    const merchants = { merchantEntitlementId: "m-twice" };
    expect(await both([line(merchants), line(), line(merchants)])).toEqual([
      "3 merchantEntitlementId ALREADY_EXISTS",
    ]);
    expect(await both([line({ customerIdentifier }), line({ customerIdentifier })])).toEqual([
      "2 customerIdentifier CUSTOMER_LIMIT_REACHED",
    ]);
  });

  it("takes the places that earlier rows and what is here leave, where there are several", async () => {
    const places = (limitPerCustomer: number) =>
      write(route({ merchantAccountKey: "MUSIC", limitPerCustomer }));
    await places(2);
    passTime(30_000);
    const customerIdentifier = newCustomer();
    await entitled({ customerIdentifier });
    expect(await both([line({ customerIdentifier }), line({ customerIdentifier })])).toEqual([
      "2 customerIdentifier CUSTOMER_LIMIT_REACHED",
    ]);
    await places(1);
  });

  it("is found across the steps of an import as well", async () => {
    const rows = [line({ merchantEntitlementId: "m-far" }), line(), line({ merchantEntitlementId: "m-far" })];
    expect(errorsOf(await run(rows, { portion: 1 }))).toEqual(["3 merchantEntitlementId ALREADY_EXISTS"]);
  });

  it("is fine where one has ended, or is another merchant's or told apart by its source", async () => {
    const ended = { status: "CANCELLED", dateEnded: at(-1), merchantEntitlementId: "m-renewed" };
    const customerIdentifier = newCustomer();
    const rows = [
      line({ customerIdentifier, ...ended, entitlementId: "old", externalEntitlementId: "renewed" }),
      line({
        customerIdentifier,
        merchantEntitlementId: "m-renewed",
        entitlementId: "new",
        externalEntitlementId: "renewed",
      }),
    ];
    expect(await both(rows)).toEqual([]);
  });

  it("with what was sold here is refused, and names it", async () => {
    const { entitlementId } = await entitled({ externalEntitlementId: "sold" });
    const ran = await tried([line({ externalEntitlementId: "sold" })]);
    expect(ran.lines("errors.ndjson")).toMatchObject([
      { field: "externalEntitlementId", reason: "ALREADY_EXISTS", entitlementId },
    ]);
    await verb("revoke", entitlementId);
    expect(errorsOf(await tried([line({ externalEntitlementId: "sold" })]))).toEqual([]);
  });

  it("with another reseller's at the merchant is refused without saying which", async () => {
    const owner = { party: "RESELLER", key: "BANK", environment: "sandbox" } as const;
    await run([line({ merchantEntitlementId: "m-bank" })], { facts: { dryRun: false, owner } });
    const [error] = (await tried([line({ merchantEntitlementId: "m-bank" })])).lines("errors.ndjson");
    expect(error).toMatchObject({ field: "merchantEntitlementId", reason: "ALREADY_EXISTS" });
    expect(error).not.toHaveProperty("entitlementId");
  });

  it("with other contents is refused: what is here is changed by the API", async () => {
    const first = line();
    await run([first]);
    expect(errorsOf(await run([{ ...first, offerKey: "BUNDLE" }]))).toEqual([
      "1 externalEntitlementId ALREADY_EXISTS",
    ]);
  });
});

describe("who may", () => {
  const start = (environment: "sandbox" | "live", party: "RESELLER" | "OPERATOR", dryRun: boolean) => {
    const {
      id: _,
      created: __,
      ...facts
    } = factsOf({
      owner: { party: "RESELLER", key: "TELCO", environment },
      by: { party, name: "somebody", credentialId: "one" },
      dryRun,
    });
    return importRefusal(facts)?.path ?? null;
  };

  it("in live is an operator; a dry run is everybody's, and the sandbox is free", () => {
    expect(start("live", "RESELLER", false)).toBe("dryRun");
    expect(start("live", "RESELLER", true)).toBeNull();
    expect(start("live", "OPERATOR", false)).toBeNull();
    expect(start("sandbox", "RESELLER", false)).toBeNull();
  });
});

it("what was imported goes on as if it had been sold here", async () => {
  const [id = ""] = idsOf(await run([line({ merchantEntitlementId: "theirs" })]));
  expect((await verb("suspend", id)).body).toMatchObject({
    status: "SUSPENDED",
    merchantEntitlementId: "theirs",
  });
  expect((await verb("resume", id)).body.status).toBe("ACTIVE");
  expect((await verb("cancel", id)).body.status).toBe("CANCELLED");
  const events = await env.DB.prepare("SELECT count(*) AS count FROM feed WHERE entitlement_id = ?1")
    .bind(id)
    .first();
  expect(events).toEqual({ count: 4 });
  const { body } = await call("GET", `/admin/v1/entitlement/${id}`, { as: OPERATOR });
  expect(body).toMatchObject({ status: "CANCELLED", merchantEntitlementId: "theirs" });
});
