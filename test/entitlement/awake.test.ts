// Nothing sleeps for ever: random lives of real objects, with a merchant that answers anything or nothing, a queue that
// loses every message, a query store that comes and goes, and evictions. After every turn an alarm is set that is not
// later than what is open, owed, due or unprojected; and when everything works again, the object comes to rest.
import { evictDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { Outcome } from "../../src/connectors/contract";
import type { CallAnswer } from "../../src/entitlement/answer";
import type { Entry } from "../../src/entitlement/entry";
import type { VerbCommand } from "../../src/entitlement/machine/begin";
import { clock } from "../../src/shared/clock";
import { hooks } from "../../src/shared/hooks";
import { downAt, feedOf } from "../support/failpoint";
import { alarmOf, entriesOf, loseMessages, reports } from "../support/outbox";
import { active, HOUR, type Held, MINUTE, opened, pass, SECOND, TERMS } from "../support/world";

const RUNS = 60;
/** The longest pause of a shipment, with its jitter. */
const LONGEST_PAUSE = 18 * MINUTE;

/** One life: the entitlement, the calls that wait for an answer, the newest first. */
interface Life {
  held: Held;
  calls: CallAnswer[];
}

type Move = { run: (life: Life) => Promise<unknown>; [fc.toStringMethod]: () => string };
const move = (name: string, run: Move["run"]): Move => ({ run, [fc.toStringMethod]: () => name });

const REASON = { category: "CUSTOMER_CANCELLED", code: "SUBSCRIPTION_CANCELLED", description: null };
const COMMANDS: VerbCommand[] = [
  { verb: "suspend" },
  { verb: "resume" },
  { verb: "undo" },
  { verb: "update", change: { offerKey: "BUNDLE" } },
  { verb: "cancel", reason: REASON, extensionData: null },
  { verb: "revoke", reason: REASON, extensionData: null },
];

const begins = (command: VerbCommand): Move =>
  move(`begins ${command.verb}`, async (life) => {
    const answer = await life.held.begin(command);
    if (answer.kind === "call") life.calls.unshift(answer);
  });

const FIELDS: (() => VerbCommand)[] = [
  () => ({ verb: "update", change: { externalEntitlementId: crypto.randomUUID() } }),
  () => ({ verb: "update", change: { dateExpiry: clock.now() + HOUR } }),
  () => ({ verb: "update", change: { customerIdentifier: crypto.randomUUID() } }),
];

const OUTCOMES: ((now: number) => Outcome)[] = [
  () => ({ kind: "completed" }),
  (now) => ({ kind: "completed", terminationDate: now + HOUR }),
  () => ({ kind: "actionRequired", url: "https://merchant.invalid/sign-up" }),
  () => ({ kind: "accepted" }),
  () => ({ kind: "rejected", reason: "NOT_FOUND" }),
  () => ({ kind: "unknown", cause: "TIMEOUT" }),
];

const answers = (outcome: (typeof OUTCOMES)[number]): Move =>
  move(`the merchant: ${outcome.toString()}`, async ({ held, calls }) => {
    const [call] = calls;
    if (call) await held.answer(call, outcome(clock.now()));
  });

/** The one dispatch in flight, if there is one. */
const inFlight = (entries: Entry[]) =>
  entries.flatMap(({ notification: one }) =>
    one?.state === "in_flight" && one.dispatchId
      ? [{ notificationId: one.id, dispatchId: one.dispatchId }]
      : [],
  )[0];

const told = (status: number | null): Move =>
  move(`the endpoint: ${status}`, async ({ held }) => {
    const ticket = inFlight(await entriesOf(held));
    if (ticket) await reports(held, ticket, status);
  });

const holds = (ms: number): Move =>
  move(`the endpoint takes nothing for ${ms} ms`, async ({ held }) => {
    const ticket = inFlight(await entriesOf(held));
    const why = { endpointId: "an endpoint", until: clock.now() + ms, because: "it is failing" };
    if (ticket) await held.stub.hold(ticket.notificationId, ticket.dispatchId, why);
  });

const rings = move("the alarm rings when it is due", async ({ held }) => {
  const alarm = await alarmOf(held);
  if (alarm === null) return;
  pass(Math.max(alarm - clock.now(), 0) + 10);
  await held.alarm();
});

const moves: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...COMMANDS.map(begins)) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...FIELDS)
      .map((fields) => move(fields.toString(), ({ held }) => held.begin(fields()))),
  },
  { weight: 5, arbitrary: fc.constantFrom(...OUTCOMES.map(answers)) },
  { weight: 6, arbitrary: fc.constantFrom(...[200, 200, 200, 200, 500, 410, null].map(told)) },
  { weight: 2, arbitrary: fc.constantFrom(...[MINUTE, HOUR].map(holds)) },
  { weight: 6, arbitrary: fc.constant(rings) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(SECOND, MINUTE, HOUR).map((ms) => move(`${ms} ms pass`, async () => pass(ms))),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      move("the merchant suspends", ({ held }) => held.confirm({ type: "suspend", reasonDescription: null })),
      move("the merchant activates", ({ held }) => held.confirm({ type: "activate" })),
    ),
  },
  { weight: 1, arbitrary: fc.constant(move("evicted", ({ held }) => evictDurableObject(held.stub))) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      move("the query store goes", async () => void downAt("beforeProjection")),
      move("the query store comes back", async () => void delete hooks.beforeProjection),
      move("nothing is shipped any more", async () => void downAt("afterCommit")),
      move("what is committed is shipped again", async () => void delete hooks.afterCommit),
    ),
  },
);

/** When each thing that is open has to be looked at, by what is stored alone. */
async function open(held: Held): Promise<Record<string, number>> {
  const versions = await feedOf(held);
  const entries = await entriesOf(held);
  const head = entries.at(-1);
  if (head === undefined) return {};
  const { operation, tasks, status, dateEnded, dateExpiry, lapsesAt } = head.state;
  const owed = entries.find(
    ({ notification: one }) => one !== null && ["waiting", "in_flight", "held"].includes(one.state),
  );
  const over = status === "CANCELLED" || status === "REVOKED";
  const timed = operation?.phase !== "calling" && !over;
  const times = {
    operation: operation?.dueAt,
    task: tasks.length === 0 ? null : Math.min(...tasks.map(({ dueAt }) => dueAt)),
    end: timed && status === "ACTIVE-ENDING" ? dateEnded : null,
    expiry: timed ? dateExpiry : null,
    lapse: timed && status === "PENDING" ? lapsesAt : null,
    notification: owed?.notification?.dueAt,
    projection: head.version > (versions.at(-1) ?? 0) ? clock.now() + LONGEST_PAUSE : null,
  };
  const due = Object.entries(times).filter((one): one is [string, number] => typeof one[1] === "number");
  return Object.fromEntries(due);
}

async function isAwake(held: Held): Promise<void> {
  const due = await open(held);
  if (Object.keys(due).length === 0) return;
  const alarm = await alarmOf(held);
  expect(alarm, JSON.stringify(due)).not.toBeNull();
  for (const [what, at] of Object.entries(due))
    expect(alarm, what).toBeLessThanOrEqual(Math.max(at, clock.now()));
}

/** Everything works again: the reseller takes what it gets, the merchant has ended the subscription. */
async function comesToRest({ held }: Life): Promise<void> {
  delete hooks.beforeProjection;
  delete hooks.afterCommit;
  for (let turn = 0; turn < 60; turn++) {
    const ticket = inFlight(await entriesOf(held));
    if (ticket) await reports(held, ticket, 200);
    await held.confirm({ type: "terminate", immediate: true, terminationDate: null, reason: {} });
    const tasks = (await entriesOf(held)).at(-1)?.state.tasks ?? [];
    for (const task of tasks.filter(({ kind }) => kind === "terminate"))
      await held.stub.complete(
        task.requestId,
        task.attempt,
        { kind: "completed" },
        { operation: "terminate", at: clock.now(), durationMs: 1 },
        "OPERATOR",
      );
    for (const task of tasks.filter(({ kind }) => kind === "release"))
      await held.stub.takeCall(task.requestId, task.attempt);
    const alarm = await alarmOf(held);
    if (alarm === null) break;
    pass(Math.max(alarm - clock.now(), 0) + 10);
    await held.alarm();
  }
  expect(await open(held)).toEqual({});
  expect(await alarmOf(held)).toBeNull();
}

async function lives(all: Move[]): Promise<void> {
  delete hooks.beforeProjection;
  delete hooks.afterCommit;
  loseMessages();
  hooks.beforeHandOver = () => {
    throw new Error("the queue is away");
  };
  const terms = { ...TERMS, signUpTtlMs: HOUR };
  const life: Life =
    all.length % 3 === 0
      ? { held: await active({ terms }), calls: [] }
      : await opened({ terms }).then(({ held, call }) => ({ held, calls: [call] }));
  await isAwake(life.held);
  for (const one of all) {
    await one.run(life);
    await isAwake(life.held);
  }
  await comesToRest(life);
}

it("whatever happens, the object is awake again in time, and rests when all is done", async () => {
  const property = fc.asyncProperty(fc.array(moves, { maxLength: 20, size: "max" }), lives);
  await fc.assert(property, { numRuns: RUNS });
}, 60_000);
