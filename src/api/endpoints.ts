// Endpoints and operational events, for the reseller they belong to and for the operator.
import type * as z from "zod";
import type { EndpointView } from "../callbacks/endpoint";
import { wakeAll } from "../operations/wake";
import {
  heldCounts,
  latestEvents,
  listEndpoints,
  type EndpointRow,
  type OperationalEvent,
} from "../projection/endpoints";
import { scopeOf } from "../projection/project";
import { iso } from "../shared/clock";
import type { EndpointEvent, EndpointHealth } from "../wire/answers";
import { audited } from "./audited";
import { environmentOf, magicNumberOf, type Context } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";
import type { EndpointsQuery, OperatorBody } from "./operatorSchemas";

/** Operational events shown; older ones are rarely worth more than a look at the endpoint itself. */
const MOST_EVENTS = 50;

const ENDPOINT_ID = /^[0-9a-f]{32}$/;

/** GET /v1/endpoints */
export const listOwn = (context: Context): Promise<Response> =>
  list(context.env, scopeOf(environmentOf(context), context.caller.name));

/** GET /admin/v1/endpoints: one reseller's, or everybody's */
export const listAny = ({
  env,
  query: { environment, resellerKey },
}: Context<unknown, z.infer<typeof EndpointsQuery>>): Promise<Response> =>
  list(env, environment && resellerKey ? scopeOf(environment, resellerKey) : null);

/** POST /v1/endpoints/{endpointId}/resume and the operator's */
export async function resume(context: Context<z.infer<typeof OperatorBody>>): Promise<Response> {
  magicNumberOf(context, null);
  const { env, caller, params, body } = context;
  const id = params["endpointId"] ?? "";
  if (!ENDPOINT_ID.test(id)) throw unknown();
  const stub = stubOf(env, id);
  const found = await stub.view();
  const foreign =
    caller.environment !== null &&
    (found?.environment !== caller.environment || found.resellerKey !== caller.name);
  if (found === null || foreign) throw unknown();
  const resumed = await stub.resume(body.reason, { side: caller.side, name: caller.name });
  await wakeAll(env, id);
  if (caller.side === "OPERATOR") {
    const subject = `endpoint ${id}`;
    await audited(context, { action: "endpoint.resume", subject, reason: body.reason, detail: {} });
  }
  const held = (await heldCounts(env, [id])).get(id) ?? 0;
  return success({ ...shown(resumed ?? found, held) });
}

async function list(env: Env, scope: string | null): Promise<Response> {
  const [rows, events] = await Promise.all([
    listEndpoints(env, scope),
    latestEvents(env, scope, MOST_EVENTS),
  ]);
  const held = await heldCounts(
    env,
    rows.map(({ id }) => id),
  );
  const views = await Promise.all(rows.map((row) => viewOf(env, row)));
  const endpoints = views.map((view) => shown(view, held.get(view.endpointId) ?? 0));
  return success({ endpoints, events: events.map(eventShown) });
}

/** As it is now where something is wrong; a closed one as it was told. */
async function viewOf(env: Env, { id, state, body }: EndpointRow): Promise<EndpointView> {
  const told: EndpointView = JSON.parse(body);
  return state === "CLOSED" ? told : ((await stubOf(env, id).view()) ?? told);
}

const shown = (view: EndpointView, held: number): EndpointHealth => ({
  endpointId: view.endpointId,
  environment: view.environment,
  resellerKey: view.resellerKey,
  origin: view.origin,
  state: view.state,
  since: iso(view.since),
  failures: view.failures,
  nextProbe: view.nextProbe === null ? null : iso(view.nextProbe),
  reason: view.reason,
  held,
});

const eventShown = ({ at, type, endpointId, entitlementId, detail }: OperationalEvent): EndpointEvent => ({
  date: iso(at),
  type,
  endpointId,
  entitlementId,
  detail: JSON.parse(detail),
});

const stubOf = (env: Env, id: string) => env.ENDPOINT.get(env.ENDPOINT.idFromName(id));

const unknown = (): Failure => new Failure("UNKNOWN_ENDPOINT", "There is no such endpoint.");
