// A reseller's client for the Resale API: every call with a typed answer, repeated under one idempotency key where that
// helps. No dependency, nothing kept between calls; it works wherever `fetch` does.
import { headerText } from "./headerText";
import { jobCalls } from "./jobs";
import { feed, listed } from "./pages";
import type { ResaleClient, Verb } from "./reseller";
import { download, send, sendConditional, type CallOptions, type Connection, type Sending } from "./send";
import type { WriteOptions } from "./input";
import { at, writing } from "./writing";

export { ResaleError, succeeded } from "./answer";
export type {
  Accepted,
  Answer,
  Call,
  DryRunAnswer,
  Failure,
  FailureCode,
  Metadata,
  NoAnswer,
  NotModified,
  ReasonOf,
  RecordAnswer,
  RecordSuccess,
} from "./answer";
export type {
  CreateInput,
  FeedOptions,
  NotificationsQuery,
  ProductsQuery,
  RangeQuery,
  ReplayInput,
  ReportEncoding,
  ReportFilter,
  ReportsQuery,
  StatisticsQuery,
  TerminationInput,
  UpdateInput,
  WriteOptions,
} from "./input";
export type { JobCalls, JobOrder, JobsQuery } from "./jobs";
export type { FeedPage, Page, ResaleClient, Verb } from "./reseller";
export type { CallOptions, Connection, Sending } from "./send";
export type * from "../wire/answers";
export type * from "../wire/history";
export type * from "../wire/job";
export type * from "../wire/notification";
export type * from "../wire/record";
export type * from "../wire/statistics";

const ENTITLEMENT = "/v1/entitlement";

const customerHeader = (customer: string) => ({
  "X-CustomerIdentifier": headerText("customerIdentifier", customer),
});

/** Connects a reseller; nothing is sent yet. */
export function resaleClient(connection: Connection): ResaleClient {
  const get = <T>(path: string, query?: object, options?: CallOptions, headers = {}) =>
    send<T>(connection, { method: "GET", path, query, idempotencyKey: null, headers }, options);
  const post = <T>(path: string, body: unknown, options?: CallOptions) =>
    send<T>(connection, { method: "POST", path, body, idempotencyKey: null }, options);
  const write = <T>(method: Sending["method"], path: string, body: unknown, options?: WriteOptions) =>
    send<T>(connection, writing(method, path, body, options), options);
  const file = (path: string, query?: object, options?: CallOptions) =>
    download(connection, { method: "GET", path, query, idempotencyKey: null }, options);
  const verb = (name: string): Verb<[entitlementId: string]> => {
    return <T>(id: string, options?: WriteOptions) =>
      write<T>("POST", `${ENTITLEMENT}/${name}${at(id)}`, undefined, options);
  };
  const ending = (name: string): Verb<[entitlementId: string, input?: object | undefined]> => {
    return <T>(id: string, input?: object, options?: WriteOptions) =>
      write<T>("POST", `${ENTITLEMENT}/${name}${at(id)}`, input, options);
  };

  const client: ResaleClient = {
    echo: (text, options) => get(`/v1/echo${at(text)}`, {}, options),
    create: <T>(input: object, options?: WriteOptions) => write<T>("POST", ENTITLEMENT, input, options),
    get: (id, options) => get(ENTITLEMENT + at(id), {}, options),
    getIfChanged: (id, etag, options) => {
      const headers = { "If-None-Match": etag };
      const reading = { method: "GET", path: ENTITLEMENT + at(id), idempotencyKey: null, headers } as const;
      return sendConditional(connection, reading, options);
    },
    update: <T>(id: string, input: object, options?: WriteOptions) =>
      write<T>("PATCH", ENTITLEMENT + at(id), input, options),
    cancel: ending("cancel"),
    revoke: ending("revoke"),
    suspend: verb("suspend"),
    resume: verb("resume"),
    undo: verb("undo"),
    activationInfo: (id, options) => get(`${ENTITLEMENT}/activationInfo${at(id)}`, {}, options),
    history: (id, options) => get(`${ENTITLEMENT}/history${at(id)}`, {}, options),

    report: (filter, options) => post(`${ENTITLEMENT}/report`, filter, options),
    entitlements: (filter, options) => listed((cursor) => client.report({ ...filter, ...cursor }, options)),
    products: async ({ customerIdentifier: customer } = {}, options) =>
      get("/v1/product", {}, options, customer === undefined ? {} : customerHeader(customer)),
    events: (query, options) => get("/v1/events", query, options),
    feed: (options) => feed(client, options),

    notifications: (query, options) => get("/v1/notifications", query, options),
    replayNotifications: (input, options) => write("POST", "/v1/notifications/replay", input, options),
    testNotification: (input, options) => post("/v1/notifications/test", input, options),
    notificationKeys: (options) => get("/v1/notifications/keys", {}, options),
    endpoints: (options) => get("/v1/endpoints", {}, options),
    resumeEndpoint: (id, input, options) => write("POST", `/v1/endpoints${at(id)}/resume`, input, options),

    reports: (query, options) => get("/v1/reports", query, options),
    reportFile: (merchant, name, encoding, options) =>
      file(`/v1/reports${at(merchant, name)}`, encoding, options),
    reportRange: (type, query, options) => file(`/v1/reports${at(type)}`, query, options),
    statistics: (query, options) => get("/v1/statistics", query, options),

    ...jobCalls(connection, "/v1/jobs"),

    call: (sending, options) => send(connection, sending, options),
  };
  return client;
}
