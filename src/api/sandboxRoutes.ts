// The part of the table of contents that exists in the sandbox only.
import { by, type Route } from "./route";
import { moveClock, readClock } from "./sandboxClock";
import * as order from "./sandboxOrders";
import * as schema from "./sandboxSchemas";
import { EmptyBody, TerminationBody } from "./schemas";

const reseller = by("RESELLER");
const seller = by("MERCHANT");
const ORDERS = "/merchant/v1/sandbox/orders";
const ID = ":entitlementId";
const termination = { body: TerminationBody, bodyOptional: true };
const nothing = { body: EmptyBody, bodyOptional: true };

export const SANDBOX_ROUTES = [
  reseller("POST", "/v1/sandbox/clock", "Move an entitlement, or all of a customer, forward in time", {
    body: schema.ClockBody,
    handler: moveClock,
  }),
  reseller("GET", "/v1/sandbox/clock", "Where a test clock stands", {
    query: schema.ClockQuery,
    handler: readClock,
  }),

  seller("POST", ORDERS, "The sandbox reseller orders a product of yours", {
    body: schema.OrderBody,
    handler: order.placeOrder,
  }),
  seller("GET", ORDERS, "What the sandbox reseller has ordered", { handler: order.listOrders }),
  seller("GET", `${ORDERS}/${ID}`, "An order, and the notifications about it", { handler: order.showOrder }),
  seller("POST", `${ORDERS}/cancel/${ID}`, "The sandbox reseller cancels", {
    ...termination,
    handler: order.cancelOrder,
  }),
  seller("POST", `${ORDERS}/revoke/${ID}`, "The sandbox reseller revokes", {
    ...termination,
    handler: order.revokeOrder,
  }),
  seller("POST", `${ORDERS}/suspend/${ID}`, "The sandbox reseller suspends", {
    ...nothing,
    handler: order.suspendOrder,
  }),
  seller("POST", `${ORDERS}/resume/${ID}`, "The sandbox reseller resumes", {
    ...nothing,
    handler: order.resumeOrder,
  }),
  seller("POST", `${ORDERS}/undo/${ID}`, "The sandbox reseller undoes its cancellation", {
    ...nothing,
    handler: order.undoOrder,
  }),
  seller("PATCH", `${ORDERS}/${ID}`, "The sandbox reseller changes product, offer or fields", {
    body: schema.OrderChangeBody,
    handler: order.changeOrder,
  }),
  seller("POST", `${ORDERS}/activationInfo/${ID}`, "The sandbox reseller wants a fresh activation URL", {
    ...nothing,
    handler: order.orderActivationInfo,
  }),
  seller("POST", `${ORDERS}/clock/${ID}`, "Move an order forward in time", {
    body: schema.OrderClockBody,
    handler: order.moveOrder,
  }),
] as const satisfies readonly Route[];
