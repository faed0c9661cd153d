// What a reseller can see and do about its notifications: which are in trouble, and send them once more.
import type * as z from "zod";
import type { Answer } from "../entitlement/answer";
import { entitlementStub } from "../entitlement/locate";
import type { Asking } from "../entitlement/machine/begin";
import { decodeCursor, encodeCursor, TroublePosition } from "../projection/cursor";
import { listTrouble, type ListedTrouble } from "../projection/trouble";
import { iso } from "../shared/clock";
import type { TroubledNotification } from "../wire/answers";
import { entitlementOf } from "./carry";
import { audited } from "./audited";
import { askingOf, environmentOf, type Context } from "./context";
import { answered, success } from "./envelope";
import { once } from "./once";
import { Failure } from "./reasons";
import type { OperatorReplayBody } from "./operatorSchemas";
import { type NotificationsQuery, type ReplayBody, TROUBLE_STATES } from "./schemas";

/** A page of what was given up: each entitlement in it is a call to an object of its own. */
const REPLAY_PAGE = 25;

/** GET /v1/notifications */
export async function listNotifications(context: Context<unknown, NotificationsQuery>): Promise<Response> {
  const { env, query, caller } = context;
  const filter = {
    environment: environmentOf(context),
    resellerKey: caller.name,
    statuses: query.status === undefined ? TROUBLE_STATES : [query.status],
    since: query.since ?? null,
  };
  const { rows, next } = await listTrouble(env, filter, positionOf(query.cursor), query.limit);
  return success({ notifications: rows.map(shown), nextCursor: next && encodeCursor({ ...next }) });
}

/** Where a cursor of a list of trouble leads to; null for the beginning. */
export function positionOf(cursor: string | undefined): TroublePosition | null {
  if (cursor === undefined) return null;
  const position = decodeCursor(cursor, TroublePosition);
  if (position !== null) return position;
  const issues = [{ path: "cursor", message: "Not a cursor of these notifications." }];
  throw new Failure("INVALID_CURSOR", "cursor: not a cursor of these notifications.", { issues });
}

function shown({
  entitlementId,
  subject,
  status,
  since,
  nextAt,
  detail,
}: ListedTrouble): TroubledNotification {
  const { reason = null, version = null, stateReason = null, url = null } = JSON.parse(detail);
  return {
    notificationId: subject,
    entitlementId,
    reason,
    version,
    state: status,
    stateReason,
    since: iso(since),
    // What is held looks again by itself; the row does not know when.
    nextAttempt: status === "held" ? null : iso(nextAt),
    url,
  };
}

/** POST /v1/notifications/replay */
export async function replay(context: Context<ReplayBody>): Promise<Response> {
  const { entitlementId, notificationId, since = 0, reason } = context.body;
  if (entitlementId === undefined) return replayExhausted(context, since, reason);
  return answered(await replayOne(context, entitlementId, notificationId, reason), context.requestId);
}

/** POST /admin/v1/entitlement/replay/{entitlementId} */
export async function operatorReplay(
  context: Context<z.infer<typeof OperatorReplayBody>>,
): Promise<Response> {
  const { notificationId = null, reason } = context.body;
  const id = context.params["entitlementId"];
  const answer = await replayOne(context, id, notificationId ?? undefined, reason);
  const deed = { action: "entitlement.replay", subject: `entitlement ${id}`, reason };
  // A repeated request is answered again, and nothing is done again.
  if (answer.kind === "sentAgain" && !answer.again)
    await audited(context, { ...deed, detail: { notificationId } });
  return answered(answer, context.requestId);
}

async function replayOne(
  context: Context,
  entitlementId: string | undefined,
  notificationId: string | undefined,
  reason: string,
): Promise<Answer> {
  const asking = await askingOf(context, "replay");
  const notificationIds = notificationId === undefined ? null : [notificationId.toLowerCase()];
  const which = { notificationIds, onlyExhausted: false, reason };
  const entitlement = entitlementOf(context.env, entitlementId);
  return entitlement.replay(which, context.caller, asking);
}

/** The query store says where to look, the entitlements decide: what has been delivered meanwhile is left alone. */
async function replayExhausted(
  context: Context<ReplayBody>,
  since: number,
  reason: string,
): Promise<Response> {
  const { env, caller, body } = context;
  const environment = environmentOf(context);
  const filter = { environment, resellerKey: caller.name, statuses: ["exhausted"], since };
  const after = positionOf(body.cursor);
  // Each entitlement remembers the key, too: a page that died on its way repeats nothing.
  const asking = { ...(await askingOf(context, "replay", { scope: "exhausted" })), ifMatch: null };
  return once(context, asking, async () => {
    const { rows, next } = await listTrouble(env, filter, after, body.limit ?? REPLAY_PAGE);
    const counts = await Promise.all(
      [...byEntitlement(rows)].map(([id, notificationIds]) =>
        replayedOf(context, id, { notificationIds, onlyExhausted: true, reason }, asking),
      ),
    );
    const replayed = counts.reduce((sum, count) => sum + count, 0);
    return { replayed, held: 0, nextCursor: next && encodeCursor({ ...next }) };
  });
}

function byEntitlement(rows: ListedTrouble[]): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { entitlementId, subject } of rows)
    ids.set(entitlementId, [...(ids.get(entitlementId) ?? []), subject]);
  return ids;
}

async function replayedOf(
  { env, caller }: Context,
  entitlementId: string,
  which: { notificationIds: string[]; onlyExhausted: boolean; reason: string },
  asking: Asking,
): Promise<number> {
  const answer: Answer = await entitlementStub(env, entitlementId).replay(which, caller, asking);
  return answer.kind === "sentAgain" ? answer.replayed : 0;
}
