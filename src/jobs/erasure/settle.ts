// Before anything is erased, what is open is ended (where that was asked for), and what is owed is given time: a
// notification that waits for its endpoint, a termination that a merchant has not confirmed. Whatever is ready is erased
// at once; the rest after an hour at the latest.
import { publicUrlOf } from "../../shared/basePath";
import * as z from "zod";
import type { Asking } from "../../entitlement/machine/begin";
import { DEFAULT_REASONS } from "../../entitlement/machine/termination";
import { entitlementStub } from "../../entitlement/locate";
import { run } from "../../operations/run";
import { clock } from "../../shared/clock";
import type { Json } from "../../shared/json";
import { waitUntil } from "cloudflare:workers";
import { idsOf, type Done, type Work } from "./work";

const MINUTE_MS = 60_000;
/** Tries at 0, 5 s, 5 min and 30 min fit into it, of a notification as of a termination. */
const PATIENCE_MS = 60 * MINUTE_MS;
const FIRST_LOOK_MS = 2_000;

const Place = z
  .strictObject({ round: z.number(), behind: z.string(), waiting: z.number() })
  .nullable()
  .transform((place) => place ?? { round: 0, behind: "", waiting: 0 });

export async function settle(work: Work, at: Json): Promise<Done> {
  const { round, behind, waiting: before } = Place.parse(at);
  let waiting = before;
  for (const entitlementId of await idsOf(work, behind)) {
    if (!(await isSettled(work, entitlementId))) waiting++;
    if (clock.now() >= work.until) return { place: { round, behind: entitlementId, waiting } };
  }
  const now = clock.now();
  const deadline = work.job.created + PATIENCE_MS;
  if (waiting === 0 || now >= deadline) return { place: null };
  const pause = Math.min(FIRST_LOOK_MS * 2 ** round, MINUTE_MS);
  return {
    place: { round: round + 1, behind: "", waiting: 0 },
    notBefore: Math.min(now + pause, deadline),
  };
}

async function isSettled(work: Work, entitlementId: string): Promise<boolean> {
  const { env, options, job } = work;
  const { customerIdentifier } = options;
  const entitlement = entitlementStub(env, entitlementId);
  const erased = await entitlement.erase({ customerIdentifier, before: job.created, giveUp: false });
  if (erased.kind === "open" && options.revoke) await revoke(work, entitlementId);
  return erased.kind !== "owes" && !(erased.kind === "open" && options.revoke);
}

/** Ends it on the way that every revoke goes: the merchant is told, the reseller is notified. */
async function revoke({ env, job }: Work, entitlementId: string): Promise<void> {
  const caller = { side: "OPERATOR", name: job.by.name, environment: null } as const;
  const asking: Asking = {
    actor: { side: caller.side, name: caller.name },
    now: clock.now(),
    requestId: crypto.randomUUID(),
    idempotency: null,
    magicNumber: null,
    traceparent: null,
    ifMatch: null,
  };
  const command = { verb: "revoke", reason: DEFAULT_REASONS.REVOKED, extensionData: null } as const;
  const answer = await entitlementStub(env, entitlementId).begin(command, caller, asking, false);
  // A refusal says that it is being revoked, or has ended, already: the next round sees.
  if (answer.kind === "call")
    await run({ env, ctx: { waitUntil }, publicUrl: publicUrlOf(env, null) }, answer, caller.side);
}
