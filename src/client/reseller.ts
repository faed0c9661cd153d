// The client of a reseller, as it is seen: one method per call of the API. client.ts makes it.
import type {
  EndpointEvent,
  EndpointHealth,
  ListedProduct,
  ListedReport,
  NotificationTest,
  PublicKey,
  TroubledNotification,
} from "../wire/answers";
import type { History } from "../wire/history";
import type { FeedEvent } from "../wire/notification";
import type { EntitlementView } from "../wire/record";
import type { Statistics } from "../wire/statistics";
import type { Answer, DryRunAnswer, NotModified, RecordAnswer } from "./answer";
import type {
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
import type { JobCalls } from "./jobs";
import type { CallOptions, Sending } from "./send";

/** A verb; with `dryRun: true` everything is checked and decided and nothing is done. */
export interface Verb<Input extends unknown[]> {
  (...input: [...Input, options: WriteOptions & { dryRun: true }]): Promise<DryRunAnswer>;
  (...input: [...Input, options?: WriteOptions]): Promise<RecordAnswer>;
}

/** A page of a list; `nextCursor` is null on the last one. */
export type Page<T> = T & { nextCursor: string | null };

/** A page of the feed; keep `nextCursor` once its events are dealt with. */
export interface FeedPage {
  events: FeedEvent[];
  nextCursor: string;
  hasMore: boolean;
}

/** Every call of a reseller. */
export interface ResaleClient extends JobCalls {
  /** Proves credentials, URL and availability. */
  echo(text: string, options?: CallOptions): Promise<Answer<{ echo: string }>>;

  /** Sells a product to a customer. */
  create: Verb<[input: CreateInput]>;
  /** The record as it is now. */
  get(entitlementId: string, options?: CallOptions): Promise<RecordAnswer>;
  /** The same, or `NOT_MODIFIED` while it has the version that an earlier answer's `call.etag` names. */
  getIfChanged(
    entitlementId: string,
    etag: string,
    options?: CallOptions,
  ): Promise<RecordAnswer | NotModified>;
  /** Changes fields; a product or offer also at the merchant. */
  update: Verb<[entitlementId: string, input: UpdateInput]>;
  /** Ends it at the end of the paid period where the merchant does that, else at once. */
  cancel: Verb<[entitlementId: string, input?: TerminationInput | undefined]>;
  /** Ends it at once, whatever the merchant says. */
  revoke: Verb<[entitlementId: string, input?: TerminationInput | undefined]>;
  suspend: Verb<[entitlementId: string]>;
  /** Ends a suspension of your own. */
  resume: Verb<[entitlementId: string]>;
  /** Takes a cancellation of your own back, before `dateEnded`. */
  undo: Verb<[entitlementId: string]>;
  /** A fresh link for the customer, while it is `PENDING`. */
  activationInfo(entitlementId: string, options?: CallOptions): Promise<RecordAnswer>;
  /** Everything that happened to it. */
  history(entitlementId: string, options?: CallOptions): Promise<Answer<History & { entitlementId: string }>>;

  /** One page of your entitlements. */
  report(
    filter?: ReportFilter & { cursor?: string },
    options?: CallOptions,
  ): Promise<Answer<Page<{ entitlements: EntitlementView[] }>>>;
  /** All of them, page by page as they are asked for. A failure is thrown as a `ResaleError`. */
  entitlements(filter?: ReportFilter, options?: CallOptions): AsyncGenerator<EntitlementView, void>;
  /** What you can sell. */
  products(query?: ProductsQuery, options?: CallOptions): Promise<Answer<{ products: ListedProduct[] }>>;
  /** One page of your feed: one event per version, in order, without gaps. */
  events(query?: { after?: string; limit?: number }, options?: CallOptions): Promise<Answer<FeedPage>>;
  /** The feed page by page, on from a cursor. A failure is thrown as a `ResaleError`. */
  feed(options?: FeedOptions): AsyncGenerator<FeedPage, void>;

  /** One page of the notifications that are in trouble, oldest first. */
  notifications(
    query?: NotificationsQuery,
    options?: CallOptions,
  ): Promise<Answer<Page<{ notifications: TroubledNotification[] }>>>;
  /** Sends notifications once more. With `status` page by page, each under a key of its own. */
  replayNotifications(
    input: ReplayInput,
    options?: WriteOptions,
  ): Promise<Answer<{ replayed: number; held: number; nextCursor?: string | null }>>;
  /** Sends a signed sample to a URL, or to your default one, and says what happened. */
  testNotification(input?: { url?: string }, options?: CallOptions): Promise<Answer<NotificationTest>>;
  /** What your notifications are signed with; the keys of `v1a` signatures, newest first. */
  notificationKeys(options?: CallOptions): Promise<Answer<{ signatures: string[]; keys: PublicKey[] }>>;
  /** Where your notifications go, and how that is. */
  endpoints(options?: CallOptions): Promise<Answer<{ endpoints: EndpointHealth[]; events: EndpointEvent[] }>>;
  /** Your endpoint is back: what is held follows. */
  resumeEndpoint(
    endpointId: string,
    input: { reason: string },
    options?: WriteOptions,
  ): Promise<Answer<EndpointHealth>>;

  /** One page of the report files that have been written. */
  reports(query?: ReportsQuery, options?: CallOptions): Promise<Answer<Page<{ reports: ListedReport[] }>>>;
  /** A report file; read `response.body`. */
  reportFile(
    merchantAccountKey: string,
    name: string,
    encoding?: ReportEncoding,
    options?: CallOptions,
  ): Promise<Answer<{ response: Response }>>;
  /** A report about any range, made on demand; read `response.body`. */
  reportRange(
    type: "active" | "change" | "event" | "summary",
    query?: RangeQuery,
    options?: CallOptions,
  ): Promise<Answer<{ response: Response }>>;
  /** What you sell, day by day. */
  statistics(query?: StatisticsQuery, options?: CallOptions): Promise<Answer<Statistics>>;

  /** Any other call, with the same retries: `T` is what it answers beside the envelope. */
  call<T>(sending: Omit<Sending, "headers">, options?: CallOptions): Promise<Answer<T>>;
}
