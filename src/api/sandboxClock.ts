// The test clock: an entitlement, or all that a sandbox customer has, is moved forward in time. The objects do it; here is
// who is moved, and some patience until they have arrived. A move goes on without whoever asked for it.
import { customerName } from "../customer/locate";
import { targetOf, type ClockMove } from "../entitlement/machine/clock";
import type { ClockReading } from "../entitlement/moving";
import { clock, iso } from "../shared/clock";
import { entitlementOf } from "./carry";
import { customerIn } from "./customerHeader";
import { askingOf, environmentOf, type Context } from "./context";
import { success } from "./envelope";
import { once } from "./once";
import { Failure } from "./reasons";
import { inSandbox } from "./sandboxOnly";
import type { ClockBody, ClockQuery } from "./sandboxSchemas";

/** How long a caller waits for the end of a move; longer than notifications and a merchant's confirmation mostly take. */
const PATIENCE_MS = 10_000;
const FIRST_LOOK_MS = 20;
const SLOWEST_LOOK_MS = 320;

/** Each is a call to an object of its own. */
const MOST_ENTITLEMENTS = 500;
const PAGE = 25;

interface Standing {
  /** Null: a customer's. */
  entitlementId: string | null;
  time: string;
  aheadSeconds: number;
  status: "READY" | "ADVANCING";
  advancingTo: string | null;
}

/** POST /v1/sandbox/clock */
export async function moveClock(context: Context<ClockBody>): Promise<Response> {
  inSandbox(context, "The test clock");
  const { entitlementId, customerIdentifier = "", advanceSeconds, advanceTo = null } = context.body;
  const move = { by: advanceSeconds === undefined ? null : advanceSeconds * 1_000, to: advanceTo };
  const asking = await askingOf(context, "clock", { scope: "clock" });
  if (entitlementId === undefined)
    return once(context, asking, () => moveCustomer(context, customerIdentifier, move));
  const until = clock.now() + PATIENCE_MS;
  return once(context, asking, async () => ({ ...(await arrived(context, entitlementId, move, until)) }));
}

/** GET /v1/sandbox/clock */
export async function readClock(context: Context<unknown, ClockQuery>): Promise<Response> {
  inSandbox(context, "The test clock");
  const { entitlementId } = context.query;
  const customerIdentifier = customerIn(context.request);
  if ((entitlementId === undefined) === (customerIdentifier === null)) {
    const message = "Name an entitlement here, or a customer in X-CustomerIdentifier; one of the two.";
    const issues = [{ path: "entitlementId", message }];
    throw new Failure("VALIDATION", `entitlementId: ${message}`, { issues });
  }
  if (entitlementId !== undefined) return success({ ...(await standing(context, entitlementId, null)) });
  return success(await customerStanding(context, customerIdentifier ?? ""));
}

/** Asks one entitlement to move, or where it is. */
async function standing(context: Context, id: string, move: ClockMove | null): Promise<Standing> {
  const answer = await entitlementOf(context.env, id).moveClock(move, context.caller);
  if (answer.kind === "clock") return shown(id, answer);
  const { reason, message, ...detail } = answer.refusal;
  throw new Failure(reason, message, detail);
}

const shown = (entitlementId: string | null, { now, aheadMs, movingTo }: ClockReading): Standing => ({
  entitlementId,
  time: iso(now),
  aheadSeconds: Math.round(aheadMs / 1_000),
  status: movingTo === null ? "READY" : "ADVANCING",
  advancingTo: iso(movingTo),
});

/** Moves one and waits for it; one that takes longer is still on its way in the answer. */
async function arrived(
  context: Context,
  id: string,
  move: ClockMove | null,
  until: number,
): Promise<Standing> {
  let at = await standing(context, id, move);
  for (let wait = FIRST_LOOK_MS; at.status === "ADVANCING" && clock.now() < until; wait *= 2) {
    await scheduler.wait(Math.min(wait, SLOWEST_LOOK_MS));
    at = await standing(context, id, null);
  }
  return at;
}

async function customerOf(context: Context, customerIdentifier: string) {
  const { env, caller } = context;
  const name = await customerName(environmentOf(context), caller.name, customerIdentifier);
  return env.CUSTOMER.get(env.CUSTOMER.idFromName(name));
}

/**
 * All of a customer's, to one time. The customer's own clock, at which new ones begin, comes after them, so that a request
 * that dies half-way can be made again; what came in between is looked for once more.
 */
async function moveCustomer(
  context: Context,
  customerIdentifier: string,
  move: ClockMove,
): Promise<Record<string, unknown>> {
  const customer = await customerOf(context, customerIdentifier);
  const aheadMs = await customer.aheadMs();
  const target = targetOf(move, clock.now() + aheadMs, aheadMs);
  if (typeof target !== "number")
    throw new Failure(target.reason, target.message, { issues: target.issues ?? [] });
  const to = { by: null, to: target };
  const before = await idsOf(customer);
  await inPages(before, (id) => reached(context, id, to));
  await customer.moveClock(target - clock.now());
  const later = (await idsOf(customer)).filter((id) => !before.includes(id));
  await inPages(later, (id) => reached(context, id, to));
  const until = clock.now() + PATIENCE_MS;
  return customerStanding(context, customerIdentifier, (id) => arrived(context, id, null, until));
}

/** One that is that far already stays where it is; one whose create came to nothing is none. */
async function reached(context: Context, id: string, to: ClockMove): Promise<void> {
  await entitlementOf(context.env, id).moveClock(to, context.caller);
}

async function customerStanding(
  context: Context,
  customerIdentifier: string,
  look: (id: string) => Promise<Standing> = (id) => standing(context, id, null),
): Promise<Record<string, unknown>> {
  const customer = await customerOf(context, customerIdentifier);
  const aheadMs = await customer.aheadMs();
  const found = await inPages(await idsOf(customer), (id) => look(id).catch(unlessUnknown));
  const entitlements = found.filter((one) => one !== null);
  const own = shown(null, { kind: "clock", now: clock.now() + aheadMs, aheadMs, movingTo: null });
  const isReady = entitlements.every(({ status }) => status === "READY");
  return { ...own, status: isReady ? "READY" : "ADVANCING", entitlements };
}

function unlessUnknown(error: unknown): null {
  if (error instanceof Failure && error.reason === "UNKNOWN_ENTITLEMENT") return null;
  throw error;
}

type Customer = Awaited<ReturnType<typeof customerOf>>;

/** The ids of what a customer has; too many cannot be moved in one request. */
async function idsOf(customer: Customer): Promise<string[]> {
  const { slots, more } = await customer.list(null, MOST_ENTITLEMENTS);
  if (!more) return slots.map(({ entitlementId }) => entitlementId);
  const message = `The customer has more than ${MOST_ENTITLEMENTS} entitlements; move them one by one.`;
  throw new Failure("VALIDATION", `customerIdentifier: ${message}`, {
    issues: [{ path: "customerIdentifier", message }],
  });
}

async function inPages<T>(ids: readonly string[], run: (id: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let at = 0; at < ids.length; at += PAGE)
    results.push(...(await Promise.all(ids.slice(at, at + PAGE).map(run))));
  return results;
}
