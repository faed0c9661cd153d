// GET /admin/v1/trouble: every notification and operation that is in trouble, the longest first. What the backlog counts,
// one by one.
import type * as z from "zod";
import { encodeCursor } from "../projection/cursor";
import { listAnyTrouble, type AnyTrouble } from "../projection/trouble";
import { iso } from "../shared/clock";
import type { Context } from "./context";
import { success } from "./envelope";
import { positionOf } from "./notifications";
import { ANY_TROUBLE, type TroubleQuery } from "./operatorSchemas";

export async function listTrouble({
  env,
  query,
}: Context<unknown, z.infer<typeof TroubleQuery>>): Promise<Response> {
  const statuses = query.status === undefined ? ANY_TROUBLE : [query.status];
  const { rows, next } = await listAnyTrouble(env, statuses, positionOf(query.cursor), query.limit);
  return success({ trouble: rows.map(shown), nextCursor: next && encodeCursor({ ...next }) });
}

function shown({ entitlementId, subject, kind, status, since, nextAt, detail, ...scopes }: AnyTrouble) {
  const [environment, resellerKey] = partsOf(scopes.resellerScope);
  const [, merchantAccountKey] = partsOf(scopes.merchantScope);
  const told: Record<string, unknown> = JSON.parse(detail);
  return {
    entitlementId,
    kind,
    ...(kind === "notification" ? { notificationId: subject } : { requestId: subject }),
    status,
    environment,
    resellerKey,
    merchantAccountKey,
    since: iso(since),
    nextAttempt: iso(nextAt),
    detail: told,
  };
}

/** "environment:key"; a key may hold colons of its own. */
function partsOf(scope: string): [environment: string, key: string] {
  const colon = scope.indexOf(":");
  return [scope.slice(0, colon), scope.slice(colon + 1)];
}
