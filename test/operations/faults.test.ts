// The fault matrix: every operation of the reseller's API meets everything that can go wrong between the platform and
// a merchant with a server of its own, and ends, once the resolver has asked, in the status and with the notification
// that are right for what really happened there. No request id ever takes effect twice.
//
// All cells run at once, because a merchant that hangs costs the whole deadline of a call: first everybody is made
// ready, then everything goes wrong, then time passes until nothing is in doubt. The tests only look at what came out.
import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import type { HistoryOperation } from "../../src/entitlement/history";
import { call, create, patch, read, until, verb, type Body, type Reply } from "../support/api";
import { FAULTS, OPERATIONS, type Column, type Leaves, type Row } from "../support/faultMatrix";
import { applied, sectionWith } from "../support/onboarding";
import { entriesOf } from "../support/outbox";
import { effects, goWrong, ORIGINS, present } from "../support/standardMerchant";
import { Held, MINUTE, pass } from "../support/world";

/** One operation that meets one fault. */
interface Cell {
  row: Row;
  column: Column;
  verb: string;
  /** In the body of each of its requests to the merchant, and of no other's. */
  customerIdentifier: string;
  ready: Body | null;
  /** Where its customer was sent at first. */
  page: string | null;
}

/** What came of it. */
interface Outcome {
  held: Held;
  answer: Reply;
  meanwhile: Body;
}

const cells = new Map<string, Cell>();
const outcomes = new Map<string, Outcome>();
const nameOf = (fault: string, operation: string): string => `${operation} that meets ${fault}`;

for (const [fault, row] of Object.entries(FAULTS))
  for (const [name, column] of Object.entries(OPERATIONS)) {
    const customerIdentifier = `customer-${crypto.randomUUID()}`;
    cells.set(nameOf(fault, name), { row, column, verb: name, customerIdentifier, ready: null, page: null });
  }

/** Both merchants in the catalogue; their requests say which customer they are about. */
async function plugIn(): Promise<void> {
  const merchants = Object.entries(ORIGINS).map(([merchantAccountKey, baseUrl]) => ({
    environment: "sandbox",
    merchantAccountKey,
    name: merchantAccountKey,
    secrets: { password: "letmein" },
    connector: {
      preset: "standard",
      baseUrl,
      authentication: { type: "basic", username: "resale", password: { secret: "password" } },
    },
  }));
  const of = merchants.map(({ environment, merchantAccountKey }) => ({ environment, merchantAccountKey }));
  const products = of.flatMap((merchant) =>
    ["CODE", "STREAM", "STREAM_PLUS"].map((productKey) => ({
      ...merchant,
      productKey,
      productName: productKey,
      ...(productKey === "CODE" && { capabilities: { activation: "SYNC" } }),
    })),
  );
  const routes = of.map((merchant) => ({
    ...merchant,
    resellerKey: "TELCO",
    sharesWithMerchant: ["customerIdentifier"],
  }));
  await applied({
    ...(await sectionWith("merchants", ...merchants)),
    ...(await sectionWith("products", ...products)),
    ...(await sectionWith("routes", ...routes)),
  });
}

const sell = ({ row, column, customerIdentifier }: Cell): Promise<Reply> =>
  create({ merchantAccountKey: row.merchant, productKey: column.productKey, customerIdentifier });

/** The record that the operation is about, where it is not the create itself. */
async function makeReady(cell: Cell): Promise<void> {
  const { before } = cell.column;
  if (before === undefined) return;
  const { entitlementId, parameters } = (await sell(cell)).body;
  cell.page = parameters?.url ?? null;
  for (const name of before) {
    const { status, body } = await verb(name, entitlementId);
    expect(status, JSON.stringify(body)).toBe(200);
  }
  cell.ready = await read(entitlementId);
}

function act({ verb: name, ready, ...cell }: Cell): Promise<Reply> {
  if (ready === null) return sell({ verb: name, ready, ...cell });
  const { entitlementId } = ready;
  if (name === "update") return patch(entitlementId, { productKey: "STREAM_PLUS" });
  if (name === "activationInfo") return call("GET", `/v1/entitlement/activationInfo/${entitlementId}`);
  return verb(name, entitlementId);
}

async function meetFault(name: string, cell: Cell): Promise<void> {
  const answer = await act(cell);
  const { entitlementId } = cell.ready ?? answer.body;
  const meanwhile = await read(entitlementId);
  outcomes.set(name, { held: new Held(entitlementId), answer, meanwhile });
}

/** Whether nothing is in doubt, and nothing owed to the merchant. */
async function isSettled(held: Held): Promise<boolean> {
  const state = (await entriesOf(held)).at(-1)?.state;
  return state?.operation === null && state.tasks.length === 0;
}

const callsOf = async (held: Held): Promise<number> => (await held.history()).operations.length;

/** The alarm that is due; the merchant is asked once more, until it has been. */
async function askedOnceMore(held: Held, before: number): Promise<void> {
  await runDurableObjectAlarm(held.stub);
  await until(async () => expect((await callsOf(held)) > before || (await isSettled(held))).toBe(true));
}

/** Longer than the schedule waits between the tries that a story takes, and than two words of "not found". */
const ROUND_MS = 11 * MINUTE;
const MOST_ROUNDS = 6;

/** Time passes until the resolver has come to an end everywhere. */
async function resolveAll(all: Held[]): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const open: { held: Held; calls: number }[] = [];
    for (const held of all) if (!(await isSettled(held))) open.push({ held, calls: await callsOf(held) });
    if (open.length === 0) return;
    pass(ROUND_MS);
    await Promise.all(open.map(({ held, calls }) => askedOnceMore(held, calls)));
  }
}

async function goThroughAll(): Promise<void> {
  await plugIn();
  const all = [...cells];
  await Promise.all(all.map(([, cell]) => makeReady(cell)));
  await goWrong(
    all.flatMap(([, { row, customerIdentifier }]) =>
      row.faults.map((fault) => ({ ...fault, about: customerIdentifier })),
    ),
  );
  await present(false);
  await Promise.all(all.map(([name, cell]) => meetFault(name, cell)));
  await present(true);
  await resolveAll([...outcomes.values()].map(({ held }) => held));
}

let counted: Record<string, number> = {};

beforeAll(async () => {
  await goThroughAll();
  counted = await effects();
}, 90_000);

/** The operation's own first call, as history has it. */
async function firstCall(held: Held, { column }: Cell): Promise<HistoryOperation> {
  const { operations } = await held.history();
  const first = operations.find(({ operation }) => operation === column.operation);
  if (first === undefined) throw new Error("the merchant was never asked");
  return first;
}

function outcomeOf(name: string): Outcome & { cell: Cell } {
  const cell = cells.get(name);
  const outcome = outcomes.get(name);
  if (cell === undefined || outcome === undefined) throw new Error(`nothing came of ${name}`);
  return { ...outcome, cell };
}

describe.each(Object.keys(OPERATIONS))("%s", (operation) => {
  describe.each(Object.keys(FAULTS))("that meets %s", (fault) => {
    const name = nameOf(fault, operation);

    it("is answered truthfully", () => {
      const { answer, meanwhile, cell } = outcomeOf(name);
      const { column, row } = cell;
      const { status, waitingOn } = meanwhile;
      const said = `${answer.status} ${answer.body.metadata?.reason ?? answer.body.responseCode}`;
      const expected = row.leaves === "answered" ? column.answered : column.unknown;
      expect([said, status, waitingOn]).toEqual(expected);
    });

    it("ends as the merchant has it, and the reseller is told once", async () => {
      const { held, cell } = outcomeOf(name);
      const { column, row, ready } = cell;
      const record = await read(held.id);
      const { notifications } = await held.history();
      const since = notifications.filter(({ version }) => version > (ready?.version ?? 0));
      expect([record.status, ...since.map(({ reason }) => reason)]).toEqual(column.at[row.leaves]);
      expect(record.version - (ready?.version ?? 0)).toBe(column.versions[row.leaves]);
      expect(await isSettled(held)).toBe(true);
    });

    it("reaches the reseller's endpoint", async () => {
      const { held } = outcomeOf(name);
      await until(async () => {
        const { notifications } = await held.history();
        expect(notifications.filter(({ state }) => state !== "delivered")).toEqual([]);
      });
    });

    it("has its cause in the history", async () => {
      const { cell, held } = outcomeOf(name);
      const { outcome, detail } = await firstCall(held, cell);
      if (cell.row.leaves === "answered") expect([outcome, detail]).toEqual([cell.column.clear, null]);
      else expect([outcome, detail]).toEqual(["unknown", expect.stringMatching(cell.row.cause)]);
    });

    it("takes effect at the merchant once where it is done, and never twice", async () => {
      const { cell, held } = outcomeOf(name);
      const { operations } = await held.history();
      for (const { requestId } of operations) expect(counted[requestId] ?? 0).toBeLessThanOrEqual(1);
      const { requestId } = await firstCall(held, cell);
      const reached = cell.row.leaves !== "not done" || cell.verb === "revoke";
      expect(counted[requestId] ?? 0).toBe(reached ? 1 : 0);
    });
  });
});

const having = (operation: string, leaves: Leaves): (Outcome & { cell: Cell })[] =>
  [...cells]
    .filter(([, { verb: name, row }]) => name === operation && row.leaves === leaves)
    .map(([name]) => outcomeOf(name));

const NOT_FOUND_APART_MS = 5 * MINUTE;

describe("afterwards", () => {
  it("a create is given up for not found only where the merchant said so twice, minutes apart", async () => {
    for (const operation of ["create", "create with a sign-up"])
      for (const { held } of having(operation, "not done")) {
        const { operations } = await held.history();
        const words = operations.filter(({ outcome }) => outcome === "rejected");
        for (const { detail } of words) expect(detail).toMatch(/^NOT_FOUND/);
        const dates = words.map(({ date }) => Date.parse(date));
        expect(Math.max(...dates) - Math.min(...dates)).toBeGreaterThanOrEqual(NOT_FOUND_APART_MS);
        const { terminationReason } = await read(held.id);
        expect(terminationReason).toMatchObject({ code: "NOT_FOUND_AT_MERCHANT" });
      }
  });

  it("a product has changed where the merchant changed it, and nowhere else", async () => {
    const products = { answered: "STREAM_PLUS", done: "STREAM_PLUS", "not done": "CODE" } as const;
    for (const leaves of ["answered", "done", "not done"] as const)
      for (const { held } of having("update", leaves))
        expect(await read(held.id)).toMatchObject({ productKey: products[leaves] });
  });

  it("a customer was sent to a new page where there was one, else to the page from before", async () => {
    for (const leaves of ["answered", "done", "not done"] as const)
      for (const { answer, cell } of having("activationInfo", leaves)) {
        expect(answer.body.parameters?.url).toContain("/sign-up/");
        expect(answer.body.parameters?.url === cell.page).toBe(leaves !== "answered");
      }
  });

  it("a wait that was dropped says so", async () => {
    for (const operation of ["update", "suspend", "resume", "cancel", "undo"])
      for (const { held } of having(operation, "not done")) {
        const last = (await held.history()).events.at(-1);
        expect(last).toMatchObject({
          command: "resolve",
          reason: null,
          note: expect.stringMatching(operation),
        });
      }
  });
});
