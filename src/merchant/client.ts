// A merchant's client for the platform: what happens on the merchant's side, told; and what is sold of its products, asked.
import type * as z from "zod";
import type {
  AcknowledgeBody,
  ActivateBody,
  MerchantUpdateBody,
  NotifyBody,
  ReasonBody,
  RejectBody,
  TerminateBody,
} from "../api/schemas";
import type { Answer, RecordAnswer } from "../client/answer";

import type {
  RangeQuery,
  ReportEncoding,
  ReportsQuery,
  StatisticsQuery,
  WriteOptions,
} from "../client/input";
import { jobCalls, type JobCalls } from "../client/jobs";
import type { Page } from "../client/reseller";
import { download, send, type CallOptions, type Connection, type Sending } from "../client/send";
import { at, writing } from "../client/writing";
import type { ListedReport } from "../wire/answers";
import type { History } from "../wire/history";
import type { EntitlementView } from "../wire/record";
import type { Statistics } from "../wire/statistics";

type Told<Schema extends z.ZodType> = (
  entitlementId: string,
  input: z.input<Schema>,
  options?: WriteOptions,
) => Promise<RecordAnswer>;
type ToldAny<Schema extends z.ZodType> = (
  entitlementId: string,
  input?: z.input<Schema>,
  options?: WriteOptions,
) => Promise<RecordAnswer>;

/** Every call of a merchant. A confirmation that has taken effect may be repeated. */
export interface MerchantClient extends JobCalls {
  /** The customer has access. */
  activate: ToldAny<typeof ActivateBody>;
  /** The sign-up came to nothing. */
  reject: Told<typeof RejectBody>;
  /** It ends on your side, or a queued termination is done. */
  terminate: Told<typeof TerminateBody>;
  suspend: ToldAny<typeof ReasonBody>;
  resume: ToldAny<typeof ReasonBody>;
  /** The product or your data changed. */
  update: Told<typeof MerchantUpdateBody>;
  /** A new sign-up link, or news. */
  notify: ToldAny<typeof NotifyBody>;
  /** An operation that you answered with `accepted` is done, or will not be. */
  acknowledge: Told<typeof AcknowledgeBody>;
  /** Who has come with a landing token. */
  resolve(token: string, options?: CallOptions): Promise<RecordAnswer>;

  get(entitlementId: string, options?: CallOptions): Promise<RecordAnswer>;
  /** Those with an id of yours. */
  find(
    merchantEntitlementId: string,
    options?: CallOptions,
  ): Promise<Answer<{ entitlements: EntitlementView[] }>>;
  history(entitlementId: string, options?: CallOptions): Promise<Answer<History & { entitlementId: string }>>;
  /** What is sold of yours, day by day. */
  statistics(
    query?: Omit<StatisticsQuery, "merchantAccountKey">,
    options?: CallOptions,
  ): Promise<Answer<Statistics>>;
  reports(
    query?: Omit<ReportsQuery, "merchantAccountKey"> & { resellerKey?: string },
    options?: CallOptions,
  ): Promise<Answer<Page<{ reports: ListedReport[] }>>>;
  /** A report file; read `response.body`. */
  reportFile(
    resellerKey: string,
    name: string,
    encoding?: ReportEncoding,
    options?: CallOptions,
  ): Promise<Answer<{ response: Response }>>;
  /** A report about one reseller and any range, made on demand; read `response.body`. */
  reportRange(
    type: "active" | "change" | "event" | "summary",
    query: Omit<RangeQuery, "merchantAccountKey"> & { resellerKey: string },
    options?: CallOptions,
  ): Promise<Answer<{ response: Response }>>;

  /** Any other call, with the same retries: `T` is what it answers beside the envelope. */
  call<T>(sending: Omit<Sending, "headers">, options?: CallOptions): Promise<Answer<T>>;
}

const ROOT = "/merchant/v1";
const ENTITLEMENT = `${ROOT}/entitlement`;

/** Connects a merchant; nothing is sent yet. */
export function merchantClient(connection: Connection): MerchantClient {
  const get = <T>(path: string, query?: object, options?: CallOptions) =>
    send<T>(connection, { method: "GET", path, query, idempotencyKey: null }, options);
  const file = (path: string, query?: object, options?: CallOptions) =>
    download(connection, { method: "GET", path, query, idempotencyKey: null }, options);
  const tell = (verb: string) => (id: string, input?: object, options?: WriteOptions) =>
    send<RecordAnswer>(
      connection,
      writing("POST", `${ENTITLEMENT}/${verb}${at(id)}`, input, options),
      options,
    );
  return {
    activate: tell("activate"),
    reject: tell("reject"),
    terminate: tell("terminate"),
    suspend: tell("suspend"),
    resume: tell("resume"),
    update: tell("update"),
    notify: tell("notify"),
    acknowledge: tell("acknowledge"),
    resolve: (token, options) => {
      const asking = { method: "POST", path: `${ENTITLEMENT}/resolve`, body: { token } } as const;
      return send(connection, { ...asking, idempotencyKey: null }, options);
    },
    get: (id, options) => get(ENTITLEMENT + at(id), {}, options),
    find: (merchantEntitlementId, options) => get(ENTITLEMENT, { merchantEntitlementId }, options),
    history: (id, options) => get(`${ENTITLEMENT}/history${at(id)}`, {}, options),
    statistics: (query, options) => get(`${ROOT}/statistics`, query, options),
    reports: (query, options) => get(`${ROOT}/reports`, query, options),
    reportFile: (reseller, name, encoding, options) =>
      file(`${ROOT}/reports${at(reseller, name)}`, encoding, options),
    reportRange: (type, query, options) => file(`${ROOT}/reports${at(type)}`, query, options),
    ...jobCalls(connection, `${ROOT}/jobs`),
    call: (sending, options) => send(connection, sending, options),
  };
}
