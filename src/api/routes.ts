// The API as a table of contents: method, path, who may call, what is sent, who handles it. The router and the
// documentation come from it; a path that is not here, in a table that is spread below, or among the operator's, does
// not exist.
import { activationInfo } from "./activation";
import { CERTIFICATION_ROUTES } from "./certificationRoutes";
import { createEntitlement } from "./create";
import * as endpoints from "./endpoints";
import { JOB_ROUTES } from "./jobRoutes";
import * as merchant from "./merchant";
import * as notifications from "./notifications";
import { OPERATOR_ROUTES } from "./operatorRoutes";
import { OperatorBody } from "./operatorSchemas";
import { echo, getEntitlement, getHistory, listEvents, listProducts } from "./reads";
import { report } from "./report";
import { REPORT_ROUTES } from "./reportRoutes";
import { by, type NameOf, type Route } from "./route";
import { SANDBOX_ROUTES } from "./sandboxRoutes";
import * as schema from "./schemas";
import { merchantStatistics, ownStatistics } from "./statistics";
import { MerchantStatisticsQuery, StatisticsQuery } from "./statisticsSchemas";
import { simpleVerb, termination, updateEntitlement } from "./verbs";
import { ownKeys, testNotification } from "./webhooks";

const reseller = by("RESELLER");
const seller = by("MERCHANT");
const query = schema.DryRunQuery;
const ID = ":entitlementId";

export const ROUTES = [
  reseller("GET", "/v1/echo/:echoRequestId", "Prove credentials, URL and availability", { handler: echo }),
  reseller("POST", "/v1/entitlement", "Create an entitlement", {
    body: schema.CreateBody,
    query,
    handler: createEntitlement,
  }),
  reseller("PATCH", "/v1/entitlement", "Change an entitlement (id in the body)", {
    body: schema.UpdateBody,
    query,
    handler: updateEntitlement,
  }),
  reseller("PATCH", `/v1/entitlement/${ID}`, "Change an entitlement", {
    body: schema.UpdateBody,
    query,
    handler: updateEntitlement,
  }),
  reseller("POST", "/v1/entitlement/report", "List entitlements", {
    body: schema.ReportBody,
    bodyOptional: true,
    writes: false,
    handler: report,
  }),
  reseller("GET", `/v1/entitlement/${ID}`, "Read an entitlement", { handler: getEntitlement }),
  reseller("GET", `/v1/entitlement/activationInfo/${ID}`, "A fresh activation URL", {
    handler: activationInfo,
  }),
  reseller("GET", `/v1/entitlement/history/${ID}`, "Everything that happened to an entitlement", {
    handler: getHistory,
  }),
  reseller("POST", `/v1/entitlement/cancel/${ID}`, "End at the end of the paid period", {
    body: schema.TerminationBody,
    bodyOptional: true,
    query,
    handler: termination("cancel"),
  }),
  reseller("POST", `/v1/entitlement/revoke/${ID}`, "End at once", {
    body: schema.TerminationBody,
    bodyOptional: true,
    query,
    handler: termination("revoke"),
  }),
  reseller("POST", `/v1/entitlement/suspend/${ID}`, "Suspend", {
    body: schema.EmptyBody,
    bodyOptional: true,
    query,
    handler: simpleVerb("suspend"),
  }),
  reseller("POST", `/v1/entitlement/resume/${ID}`, "Resume what you suspended", {
    body: schema.EmptyBody,
    bodyOptional: true,
    query,
    handler: simpleVerb("resume"),
  }),
  reseller("POST", `/v1/entitlement/undo/${ID}`, "Undo your cancellation", {
    body: schema.EmptyBody,
    bodyOptional: true,
    query,
    handler: simpleVerb("undo"),
  }),
  reseller("GET", "/v1/product", "Products you can sell", { handler: listProducts }),
  reseller("GET", "/v1/events", "The feed of all your events", {
    query: schema.EventsQuery,
    handler: listEvents,
  }),
  reseller("GET", "/v1/notifications", "Notifications in trouble", {
    query: schema.NotificationsQuery,
    handler: notifications.listNotifications,
  }),
  reseller("POST", "/v1/notifications/replay", "Send notifications once more", {
    body: schema.ReplayBody,
    handler: notifications.replay,
  }),
  reseller("POST", "/v1/notifications/test", "Send a sample and see what happens", {
    body: schema.TestBody,
    bodyOptional: true,
    writes: false,
    handler: testNotification,
  }),
  reseller("GET", "/v1/notifications/keys", "What your notifications are signed with", { handler: ownKeys }),
  reseller("GET", "/v1/endpoints", "How your notification endpoints are", {
    handler: endpoints.listOwn,
  }),
  reseller("POST", "/v1/endpoints/:endpointId/resume", "Your endpoint is back", {
    body: OperatorBody,
    handler: endpoints.resume,
  }),
  reseller("GET", "/v1/statistics", "What you sell, day by day", {
    query: StatisticsQuery,
    handler: ownStatistics,
  }),

  seller("POST", `/merchant/v1/entitlement/activate/${ID}`, "The customer has access", {
    body: schema.ActivateBody,
    bodyOptional: true,
    handler: merchant.activate,
  }),
  seller("POST", `/merchant/v1/entitlement/reject/${ID}`, "The sign-up came to nothing", {
    body: schema.RejectBody,
    handler: merchant.reject,
  }),
  seller("POST", `/merchant/v1/entitlement/terminate/${ID}`, "The subscription ends", {
    body: schema.TerminateBody,
    handler: merchant.terminate,
  }),
  seller("POST", `/merchant/v1/entitlement/suspend/${ID}`, "Suspended", {
    body: schema.ReasonBody,
    bodyOptional: true,
    handler: merchant.benefits("suspend"),
  }),
  seller("POST", `/merchant/v1/entitlement/resume/${ID}`, "Resumed", {
    body: schema.ReasonBody,
    bodyOptional: true,
    handler: merchant.benefits("resume"),
  }),
  seller("POST", `/merchant/v1/entitlement/update/${ID}`, "The product or your data changed", {
    body: schema.MerchantUpdateBody,
    handler: merchant.update,
  }),
  seller("POST", `/merchant/v1/entitlement/notify/${ID}`, "A new activation URL, or news", {
    body: schema.NotifyBody,
    bodyOptional: true,
    handler: merchant.notify,
  }),
  seller("POST", `/merchant/v1/entitlement/acknowledge/${ID}`, "A queued operation is done, or is not", {
    body: schema.AcknowledgeBody,
    handler: merchant.acknowledge,
  }),
  seller("POST", "/merchant/v1/entitlement/resolve", "Who has come with a landing token", {
    body: schema.ResolveBody,
    writes: false,
    handler: merchant.resolve,
  }),
  seller("GET", `/merchant/v1/entitlement/${ID}`, "Read an entitlement", { handler: getEntitlement }),
  seller("GET", `/merchant/v1/entitlement/history/${ID}`, "Everything that happened to an entitlement", {
    handler: getHistory,
  }),
  seller("GET", "/merchant/v1/entitlement", "Find by your own id", {
    query: schema.MerchantFindQuery,
    handler: merchant.find,
  }),
  seller("GET", "/merchant/v1/statistics", "What is sold of yours, day by day", {
    query: MerchantStatisticsQuery,
    handler: merchantStatistics,
  }),

  ...SANDBOX_ROUTES,
  ...CERTIFICATION_ROUTES,
  ...REPORT_ROUTES,
  ...JOB_ROUTES,
  ...OPERATOR_ROUTES,
] as const satisfies readonly Route[];

/** The name of every row. What is said about each of them elsewhere is a record over these. */
export type RouteName = NameOf<(typeof ROUTES)[number]>;
