// What another system had, in its object: taken over once, however often it is brought, with a place at its customer, a row
// in the query store, an event in the feed, and no word to the merchant.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Bringing, ImportAnswer } from "../../src/entitlement/importing";
import type { Entry } from "../../src/entitlement/entry";
import { randomId } from "../../src/entitlement/id";
import type { Imported } from "../../src/entitlement/machine/imported";
import { projectionOf } from "../../src/entitlement/projected";
import { project } from "../../src/projection/project";
import { clock, iso } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { inbox } from "../receiver";
import { brought, bringing } from "../support/bring";
import { call, until } from "../support/api";
import { customerOf, limitOf, tries } from "../support/customer";
import { counted } from "../support/rows";
import { Held, HOUR, MINUTE, pass, RESELLER, SECOND } from "../support/world";

const DAY = 24 * HOUR;

/** Brings it, and says what became of it. */
async function bring(
  given: Imported,
  how: Partial<Bringing> = {},
): Promise<{ answer: ImportAnswer; held: Held }> {
  const held = new Held(given.entitlementId);
  return { answer: await held.stub.bring(given, bringing(how)), held };
}

const listed = async (customerIdentifier: string): Promise<string[]> => {
  const { slots } = await (await customerOf(customerIdentifier)).list(null, 100);
  return slots.map(({ entitlementId }) => entitlementId);
};

const rowOf = (id: string) =>
  env.DB.prepare("SELECT status, version, wake_at FROM entitlement WHERE id = ?1").bind(id).first();
const feedOf = async (id: string): Promise<unknown[]> =>
  (await env.DB.prepare("SELECT version FROM feed WHERE entitlement_id = ?1").bind(id).all()).results;

describe("what is brought", () => {
  it("is in the query store and the feed when the answer comes, and nobody is told", async () => {
    const dateCreated = clock.now() - 90 * DAY;
    const given = brought({ dateCreated, merchantEntitlementId: "m-1", dateExpiry: clock.now() + DAY });
    hooks.beforeProjection = () => scheduler.wait(100);
    const { answer, held } = await bring(given);
    expect(answer).toEqual({ kind: "imported" });
    expect(await rowOf(held.id)).toEqual({ status: "ACTIVE", version: 1, wake_at: given.dateExpiry });
    expect(await feedOf(held.id)).toEqual([{ version: 1 }]);
    expect(await held.view()).toMatchObject({
      status: "ACTIVE",
      version: 1,
      merchantEntitlementId: "m-1",
      dateCreated: iso(dateCreated),
      dateActivated: iso(dateCreated),
    });
    const { events, notifications, operations } = await held.history();
    expect(events).toMatchObject([
      { command: "import", actor: { side: "OPERATOR", name: "operator" }, note: "import job-1, row 1" },
    ]);
    expect([notifications, operations]).toEqual([[], []]);
  });

  it("is told of where that is asked for", async () => {
    const box = inbox();
    const { held } = await bring(brought({ notificationUrl: box.url }), { notify: true });
    const [post] = await box.posts(1);
    expect(JSON.parse(post?.body ?? "")).toMatchObject({
      entitlementId: held.id,
      notificationReason: "ACTIVATION_SUCCESS",
      version: 1,
    });
  });

  it("expires and ends like any other", async () => {
    const { held } = await bring(brought({ status: "ACTIVE-ENDING", dateEnded: clock.now() + HOUR }));
    pass(HOUR + SECOND);
    await held.alarm();
    expect(await held.view()).toMatchObject({ status: "CANCELLED", version: 2 });
    expect((await held.history()).notifications).toMatchObject([{ reason: "TERMINATION_SUCCESS" }]);
  });

  it("that has passed its expiry is refused by name, and leaves nothing", async () => {
    const { answer, held } = await bring(brought({ dateExpiry: clock.now() - 1 }));
    expect(answer).toMatchObject({ kind: "invalid", issues: [{ path: "dateExpiry" }] });
    expect(await held.stub.history(RESELLER)).toBeNull();
  });

  it("writes its version and its alarm, its customer a row; the alarm notes that the query store has it", async () => {
    const given = brought();
    const rows = await counted(new Held(given.entitlementId).stub);
    const customer = await counted(await customerOf(given.customerIdentifier));
    const { held } = await bring(given);
    expect([rows, customer]).toEqual([
      { entries: 1, alarms: 1 },
      { entries: 1, alarms: 0 },
    ]);
    pass(2 * MINUTE);
    await held.alarm();
    expect(rows).toEqual({ entries: 2, alarms: 1 });
  });

  it.each<[string, Partial<Imported>, number[]]>([
    ["nothing", {}, [1, 1]],
    ["both parties' ids", { externalEntitlementId: "own", merchantEntitlementId: "theirs" }, [1, 3]],
    ["a date that falls due", { dateExpiry: clock.now() + DAY }, [1, 2]],
  ])("with %s writes its event, its row and an index entry for each", async (_, more, wanted) => {
    hooks.beforeProjection = () => {
      throw new Error("away");
    };
    const { held } = await bring(brought(more));
    const entry: Entry = await runInDurableObject(held.stub, (__, { storage }) =>
      JSON.parse(storage.kv.get<string>("entry:00000001") ?? ""),
    );
    const [feed, ...upserts] = (await project(env.DB, projectionOf(entry, [entry]))).map(
      ({ meta }) => meta.rows_written,
    );
    expect([feed, upserts.reduce((sum, count) => sum + count, 0)]).toEqual(wanted);
  });

  it.each<Partial<Imported>>([
    { status: "ACTIVE", merchantAccountKey: "BROUGHT-1" },
    { status: "CANCELLED", merchantAccountKey: "BROUGHT-2", dateEnded: clock.now() - DAY },
    { status: "PENDING", merchantAccountKey: "BROUGHT-3" },
  ])("counts in the statuses, and as nothing that was sold or lost: %o", async (more) => {
    await bring(brought(more));
    const { body } = await call("GET", `/v1/statistics?merchantAccountKey=${more.merchantAccountKey ?? ""}`);
    const today = (body["days"] as Record<string, unknown>[]).at(-1);
    expect(today).toMatchObject({ created: 0, activated: 0, linked: 0, terminated: 0, lost: 0 });
    expect(today?.["statuses"]).toMatchObject({ [more.status ?? ""]: 1 });
  });
});

describe("brought again", () => {
  it("by the same row it is the same, also when it has gone on since, also after a restart", async () => {
    const given = brought({ dateExpiry: clock.now() + HOUR });
    const { held } = await bring(given);
    pass(2 * HOUR);
    await held.alarm();
    await evictDurableObject(held.stub);
    expect((await bring(given)).answer).toEqual({ kind: "imported" });
    expect(await held.view()).toMatchObject({ status: "CANCELLED", version: 2 });
    expect(await listed(given.customerIdentifier)).toEqual([held.id]);
  });

  it("by another job it is known; with other contents, or by another row, its place is taken", async () => {
    const given = brought();
    await bring(given);
    const other = { ...given, imported: { jobId: "job-2", row: 5 } };
    expect((await bring(other)).answer).toEqual({ kind: "known" });
    expect((await bring(other, { dryRun: true })).answer).toEqual({ kind: "known" });
    expect((await bring({ ...other, createHash: "else" })).answer).toEqual({ kind: "taken", row: null });
    const next = { ...given, imported: { jobId: "job-1", row: 2 } };
    expect((await bring(next)).answer).toEqual({ kind: "taken", row: 1 });
  });

  it("at the same time it is brought once", async () => {
    const given = brought();
    const rows = await counted(new Held(given.entitlementId).stub);
    const answers = await Promise.all([1, 2, 3].map(async () => (await bring(given)).answer.kind));
    expect(answers.filter((kind) => kind === "imported").length).toBeGreaterThan(0);
    expect(answers.filter((kind) => kind !== "imported" && kind !== "busy")).toEqual([]);
    expect([rows, await feedOf(given.entitlementId)]).toEqual([{ entries: 1, alarms: 1 }, [{ version: 1 }]]);
  });

  it("while the query store was away it ships then what it owes", async () => {
    const given = brought();
    hooks.beforeProjection = () => {
      throw new Error("away");
    };
    const { answer, held } = await bring(given);
    expect([answer.kind, await rowOf(held.id)]).toEqual(["imported", null]);
    delete hooks.beforeProjection;
    pass(MINUTE);
    await bring(given);
    expect(await rowOf(held.id)).toMatchObject({ status: "ACTIVE" });
  });
});

describe("its customer", () => {
  it("has no more places than for creates", async () => {
    const customerIdentifier = crypto.randomUUID();
    const { held } = await bring(brought({ customerIdentifier }));
    const second = brought({ customerIdentifier, imported: { jobId: "job-1", row: 2 } });
    expect((await bring(second, { dryRun: true })).answer).toEqual({ kind: "limit", entitlementId: held.id });
    expect((await bring(second)).answer).toEqual({ kind: "limit", entitlementId: held.id });
    expect(await tries({ customerIdentifier })).toBe("CUSTOMER_LIMIT_REACHED");
  });

  it("lists what has ended without giving it a place", async () => {
    const customerIdentifier = crypto.randomUUID();
    await bring(brought({ customerIdentifier }));
    const past = brought({ customerIdentifier, status: "CANCELLED", dateEnded: clock.now() - DAY });
    expect((await bring(past)).answer).toEqual({ kind: "imported" });
    expect(await listed(customerIdentifier)).toContain(past.entitlementId);
    expect(await listed(customerIdentifier)).toHaveLength(2);
  });

  it("stands in the list where the record says that it began", async () => {
    const customerIdentifier = crypto.randomUUID();
    const late = brought({ customerIdentifier, ...limitOf(2) });
    const early = brought({ customerIdentifier, ...limitOf(2), dateActivated: clock.now() - DAY });
    await bring(late);
    await bring(early);
    expect(await listed(customerIdentifier)).toEqual([early.entitlementId, late.entitlementId]);
  });

  it("keeps the pseudonyms by which the merchant knows it, also for what is sold later", async () => {
    const customerIdentifier = crypto.randomUUID();
    const names = { platformUserId: "their-user", sharedCustomerId: "their-customer" };
    const { held } = await bring(brought({ customerIdentifier, ...names }));
    expect(await held.view()).toMatchObject(names);
    const later = brought({ customerIdentifier, ...limitOf(3) });
    expect(await (await bring(later)).held.view()).toMatchObject(names);
    const other = brought({ customerIdentifier, ...limitOf(3), sharedCustomerId: "another" });
    expect(await (await bring(other)).held.view()).toMatchObject({ ...names, sharedCustomerId: "another" });
    const last = brought({ customerIdentifier, ...limitOf(4) });
    expect(await (await bring(last)).held.view()).toMatchObject(names);
  });

  it("does not inherit the pseudonyms of what has ended: the number may have a new owner", async () => {
    const customerIdentifier = crypto.randomUUID();
    const names = { platformUserId: "former-user", sharedCustomerId: "former-customer" };
    const past = brought({ customerIdentifier, ...names, status: "REVOKED", dateEnded: clock.now() - DAY });
    expect(await (await bring(past)).held.view()).toMatchObject(names);
    const { held } = await bring(brought({ customerIdentifier }));
    expect((await held.view()).sharedCustomerId).not.toBe("former-customer");
  });
});

it("a dry run leaves nothing, nowhere", async () => {
  const given = brought({ entitlementId: randomId(0) });
  const { answer, held } = await bring(given, { dryRun: true });
  expect(answer).toEqual({ kind: "possible" });
  expect(await listed(given.customerIdentifier)).toEqual([]);
  expect(await held.stub.history(RESELLER)).toBeNull();
  await until(async () => expect(await rowOf(held.id)).toBeNull());
});
