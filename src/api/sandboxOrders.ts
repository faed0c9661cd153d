// The sandbox reseller at a merchant's command: it orders, and uses its verbs, through the handlers that every reseller's
// requests go through. A merchant can so test its side alone. It reaches orders of its own only.
import { SANDBOX_RESELLER } from "../catalogue/builtIn";
import type { Caller } from "../entitlement/caller";
import { entitlementStub } from "../entitlement/locate";
import type { Order } from "../sandbox/resellerBook";
import { iso } from "../shared/clock";
import { activationInfo } from "./activation";
import { entitlementOf, viewed } from "./carry";
import type { Context } from "./context";
import { createEntitlement } from "./create";
import { success } from "./envelope";
import { Failure } from "./reasons";
import { moveClock } from "./sandboxClock";
import { INBOX_PATH, sandboxResellerOf } from "./sandboxInbox";
import { inSandbox } from "./sandboxOnly";
import type { OrderBody, OrderChangeBody, OrderClockBody } from "./sandboxSchemas";
import type { TerminationBody } from "./schemas";
import { simpleVerb, termination, updateEntitlement } from "./verbs";

const WHAT = "The sandbox reseller";
const RESELLER: Caller = { side: "RESELLER", name: SANDBOX_RESELLER, environment: "sandbox" };

/** The request as the sandbox reseller makes it; the keys of two merchants are two keys. */
function asReseller<B>(context: Context, body: B): Context<B, Record<string, never>> {
  const { key, caller } = context;
  return {
    ...context,
    caller: RESELLER,
    credentialId: SANDBOX_RESELLER,
    key: key === null ? null : `${caller.name}:${key}`,
    body,
    query: {},
  };
}

/** POST /merchant/v1/sandbox/orders */
export async function placeOrder(context: Context<OrderBody>): Promise<Response> {
  inSandbox(context, WHAT);
  const { body, caller, publicUrl } = context;
  const sale = {
    ...body,
    customerIdentifier: body.customerIdentifier ?? `sandbox-${crypto.randomUUID()}`,
    merchantAccountKey: caller.name,
    notificationUrl: publicUrl + INBOX_PATH,
  };
  const response = await createEntitlement(asReseller(context, sale));
  const { entitlementId }: { entitlementId?: string } = await response.clone().json();
  if (entitlementId !== undefined) {
    const { productKey, customerIdentifier } = sale;
    const order = { entitlementId, productKey, customerIdentifier };
    await sandboxResellerOf(context.env, caller.name).ordered(order);
  }
  return response;
}

/** GET /merchant/v1/sandbox/orders */
export async function listOrders(context: Context): Promise<Response> {
  inSandbox(context, WHAT);
  const orders = await sandboxResellerOf(context.env, context.caller.name).list();
  return success({ orders: orders.map((one) => ({ ...shown(one), notifications: one.received.length })) });
}

/** GET /merchant/v1/sandbox/orders/{entitlementId}: what the reseller sees, and what it was told. */
export async function showOrder(context: Context): Promise<Response> {
  const id = await ownOrder(context);
  const entitlement = entitlementStub(context.env, id);
  const [order, answer, history] = await Promise.all([
    sandboxResellerOf(context.env, context.caller.name).order(id),
    viewed({ ...context, caller: RESELLER }, entitlement),
    entitlement.history(RESELLER),
  ]);
  if (answer.kind !== "record" || history === null) throw unknownOrder();
  const received = new Map((order?.received ?? []).map((one) => [one.notificationId, one]));
  const notifications = history.notifications.map((sent) => {
    const came = received.get(sent.notificationId);
    return {
      ...sent,
      arrivals: came?.arrivals.map((at) => iso(at)) ?? [],
      body: came ? JSON.parse(came.body) : null,
    };
  });
  const { record, parameters } = answer;
  return success({ ...(order && shown(order)), entitlement: { ...record, parameters }, notifications });
}

const shown = ({ entitlementId, productKey, customerIdentifier, orderedAt }: Order) => ({
  entitlementId,
  productKey,
  customerIdentifier,
  dateOrdered: iso(orderedAt),
});

/** A verb on an order; `run` gets the request as the reseller's. */
const commanded =
  <B>(run: (context: Context<B, Record<string, never>>) => Promise<Response>) =>
  async (context: Context<B>): Promise<Response> => {
    await ownOrder(context);
    return run(asReseller(context, context.body));
  };

export const cancelOrder = commanded<TerminationBody>(termination("cancel"));
export const revokeOrder = commanded<TerminationBody>(termination("revoke"));
export const suspendOrder = commanded(simpleVerb("suspend"));
export const resumeOrder = commanded(simpleVerb("resume"));
export const undoOrder = commanded(simpleVerb("undo"));
export const changeOrder = commanded<OrderChangeBody>(updateEntitlement);
export const orderActivationInfo = commanded(activationInfo);

/** The test clock of an order. */
export const moveOrder = commanded<OrderClockBody>((context) => {
  const body = { ...context.body, entitlementId: context.params["entitlementId"] };
  return moveClock({ ...context, body });
});

/** The id in the path, of an order for this merchant; anything else is unknown to it. */
async function ownOrder(context: Context): Promise<string> {
  inSandbox(context, WHAT);
  const answer = await viewed(context, entitlementOf(context.env, context.params["entitlementId"]));
  if (answer.kind !== "record" || answer.record.resellerKey !== SANDBOX_RESELLER) throw unknownOrder();
  return answer.record.entitlementId;
}

const unknownOrder = (): Failure => new Failure("UNKNOWN_ENTITLEMENT", "There is no such entitlement.");
