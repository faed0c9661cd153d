// What the platform needs of the Worker that it runs in, for those who write that Worker's configuration. The names are
// those of our own wrangler.toml; a host that has other names maps them (`bindings` of createResale).

/** The bindings and variables that the platform reads. */
export interface ResaleEnv {
  /** Query store and feed: D1, with the migrations in `migrations/projection`. */
  DB: D1Database;
  /** Who may sell what: D1, with the migrations in `migrations/catalogue`. */
  CATALOGUE: D1Database;
  /** The archive of the feed, the books, the reports. */
  FILES: R2Bucket;
  /** Notifications on their first way, and again. */
  CALLBACKS: Queue;
  CALLBACK_RETRIES: Queue;
  /** Operations that are in doubt. */
  OPERATIONS: Queue;
  /** Steps of jobs. */
  JOBS: Queue;
  /** Objects of the classes that createResale gives. */
  ENTITLEMENT: DurableObjectNamespace;
  CUSTOMER: DurableObjectNamespace;
  ENDPOINT: DurableObjectNamespace;
  VOUCHER_STOCK: DurableObjectNamespace;
  SANDBOX_MERCHANT: DurableObjectNamespace;
  SANDBOX_RESELLER: DurableObjectNamespace;
  JOB: DurableObjectNamespace;
  /** Per credential. */
  RATE_LIMITER: RateLimit;
  /** Secret; ids that idempotency keys lead to are made with it. It must never change. */
  ID_KEY: string;
  /** Secret; encrypts what merchants and resellers are authenticated with. */
  CATALOGUE_KEY: string;
  /** Secret of the sandbox merchant's own credential. */
  SANDBOX_MERCHANT_SECRET: string;
  /** How far the feed reaches back. */
  FEED_RETENTION_DAYS: string;
  /** `on` answers 503 to everything but `/health`. */
  MAINTENANCE?: string;
  /** Origin in links; the prefix is added. Without it links have the origin of the request at hand. */
  PUBLIC_URL?: string;
  /** `on` only on a developer's machine: demo data with public credentials, loopback notification targets. */
  DEMO_CATALOGUE?: string;
  ALLOW_LOOPBACK_TARGETS?: string;
}

/** What has no default. */
type Needed = { [Name in keyof ResaleEnv as undefined extends ResaleEnv[Name] ? never : Name]: true };
const NEEDED: Needed = {
  DB: true,
  CATALOGUE: true,
  FILES: true,
  CALLBACKS: true,
  CALLBACK_RETRIES: true,
  OPERATIONS: true,
  JOBS: true,
  ENTITLEMENT: true,
  CUSTOMER: true,
  ENDPOINT: true,
  VOUCHER_STOCK: true,
  SANDBOX_MERCHANT: true,
  SANDBOX_RESELLER: true,
  JOB: true,
  RATE_LIMITER: true,
  ID_KEY: true,
  CATALOGUE_KEY: true,
  SANDBOX_MERCHANT_SECRET: true,
  FEED_RETENTION_DAYS: true,
};

/** Throws a TypeError that names what is not bound, so that a forgotten binding is seen at once and not by one route. */
export function refuseUnbound(env: object): void {
  const missing = Object.keys(NEEDED).filter((name) => Reflect.get(env, name) === undefined);
  if (missing.length > 0)
    throw new TypeError(
      `Not bound: ${missing.join(", ")}. ResaleEnv says what each is for (docs/embedding.md).`,
    );
}

/** An object class of ours, to be exported and bound; what it does is not for others to call. */
export type ObjectClass<HostEnv> = new (ctx: DurableObjectState, env: HostEnv) => DurableObjectOfOurs;
interface DurableObjectOfOurs extends Rpc.DurableObjectBranded {
  alarm?(): void | Promise<void>;
}

/** The object classes, by the names that ours have. */
export interface ResaleObjects<HostEnv> {
  Entitlement: ObjectClass<HostEnv>;
  Customer: ObjectClass<HostEnv>;
  Endpoint: ObjectClass<HostEnv>;
  VoucherStock: ObjectClass<HostEnv>;
  SandboxMerchant: ObjectClass<HostEnv>;
  SandboxReseller: ObjectClass<HostEnv>;
  Job: ObjectClass<HostEnv>;
}
