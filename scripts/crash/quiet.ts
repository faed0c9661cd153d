// After the last kill: everybody is well again. Creates without an answer are repeated, what only waits for its schedule
// is hurried where the API has a way, and then everything has to come to rest by itself.
import { setTimeout as sleep } from "node:timers/promises";
import { orderOf } from "./commands.ts";
import { send, sendAgain } from "./load.ts";
import type { Power } from "./power.ts";
import type { Random } from "./random.ts";
import type { Sale } from "./record.ts";
import { find, look, type Seen } from "./view.ts";

const POLL_MS = 2_000;
const REPEAT_MS = 5_000;
/** A create in progress has a deadline of 45 s; then it has a version, and its repetition is answered. */
const CALL_DEADLINE_MS = 50_000;
const AT_ONCE = 6;
/** How near a date has to be to wait for it. */
const NEAR_MS = 120_000;

export interface Rest {
  /** Those that exist, as they are now. */
  seen: Map<Sale, Seen>;
  /** What did not come to rest in time, and why. */
  stuck: string[];
  settled: number;
  tookMs: number;
}

/** Learns what became of creates without an answer: by their keys, or where a date has passed meanwhile, by the customer. */
export async function repeatCreates(power: Power, sales: Sale[], until: number): Promise<void> {
  const settled = Date.now() + CALL_DEADLINE_MS;
  const lost = sales.filter(isLost);
  const open = (): Sale[] => lost.filter((sale) => isLost(sale) && !isLate(sale));
  while (open().length > 0 && Date.now() < until) {
    await inTurns(open(), async (sale) => {
      const [create] = sale.commands;
      if (create) await sendAgain(power, sale, create);
    });
    if (open().length > 0) await sleep(REPEAT_MS);
  }
  const late = lost.filter(isLate);
  // What is still on its way is not listed yet.
  if (late.length > 0) await sleep(Math.max(settled - Date.now(), 0));
  await inTurns(late, (sale) => find(power, sale));
}

const isLost = ({ entitlementId, commands: [create] }: Sale): boolean =>
  entitlementId === null && create?.outcome === "unknown";

/** Its date has passed meanwhile. */
const isLate = ({ commands: [create] }: Sale): boolean =>
  create?.reply?.body.metadata?.reason === "VALIDATION";

/** Looks at everything until all of it rests, or the time is up. */
export async function comeToRest(power: Power, sales: Sale[], random: Random, until: number): Promise<Rest> {
  const startedAt = Date.now();
  const rest: Rest = { seen: new Map(), stuck: [], settled: 0, tookMs: 0 };
  let waiting = sales.filter(({ entitlementId }) => entitlementId !== null);
  for (;;) {
    const why = new Map<Sale, string>();
    await inTurns(waiting, async (sale) => {
      const seen = await look(power, sale);
      if (seen === null) return;
      rest.seen.set(sale, seen);
      const open = openIn(seen, sale);
      if (open === null) return;
      why.set(sale, `${sale.entitlementId}: ${open}`);
      if (await helped(power, sale, seen, random)) rest.settled++;
    });
    waiting = [...why.keys()];
    rest.tookMs = Date.now() - startedAt;
    rest.stuck = [...why.values()];
    if (waiting.length === 0 || Date.now() > until) return rest;
    await sleep(POLL_MS);
  }
}

const isOver = (status: unknown): boolean => status === "CANCELLED" || status === "REVOKED";
const near = (date: unknown): boolean => typeof date === "string" && Date.parse(date) < Date.now() + NEAR_MS;

/** What is still open in an entitlement; null where it rests. */
function openIn({ record, history }: Seen, { merchantAccountKey }: Sale): string | null {
  const { waitingOn, status, version = 0 } = record;
  const owed = history.notifications.find(({ state }) => state !== "delivered");
  if (owed) return `notification of version ${owed.version} is ${owed.state} (${owed.stateReason})`;
  if (waitingOn === "MERCHANT" || waitingOn === "PLATFORM") return `waits on ${waitingOn}`;
  if (version === 0) return "has no version yet";
  if (!isOver(status) && near(record["dateExpiry"])) return "is about to expire";
  if (status === "ACTIVE-ENDING" && near(record["dateEnded"])) return "is about to end";
  const owes = history.events.some(({ command }) => command === "expire" || command === "revoke");
  const told = history.operations.some(
    ({ operation, outcome }) =>
      operation === "terminate" && ["completed", "accepted", "rejected"].includes(outcome),
  );
  return isOver(status) && owes && !told ? `${merchantAccountKey} was not told of its end` : null;
}

/** An operator settles what the merchant has never heard of; a new change hurries what waits. Whether it was settled. */
async function helped(power: Power, sale: Sale, { record, history }: Seen, random: Random): Promise<boolean> {
  const answer = history.operations.at(-1);
  if (record.status === "FAILED" && record.waitingOn === "PLATFORM") {
    if (!answer?.detail?.includes("NOT_FOUND")) return false;
    const path = `/admin/v1/entitlement/settle/${sale.entitlementId}`;
    const body = { outcome: "CANCELLED", reason: "the merchant does not know it" };
    const settle = { effect: "settle", path, magic: null, ask: { as: OPERATOR, body } } as const;
    return (await send(power, sale, settle, random)).reply?.status === 200;
  }
  const late = history.notifications.some(
    ({ state, nextAttempt }) =>
      state === "waiting" && Date.parse(nextAttempt ?? "") > Date.now() + POLL_MS * 4,
  );
  if (late && !isOver(record.status)) await send(power, sale, orderOf("fields", sale, random), random);
  return false;
}

const OPERATOR = "operator:operator-secret";

/** A few at a time: what is looked at is to come to rest meanwhile. */
async function inTurns<T>(list: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  const queue = [...list];
  const worker = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await each(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
