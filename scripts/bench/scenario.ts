// What the simulation stands on: a reseller, its traffic, what was measured of sizes, and the platform's limits. Change a
// figure here and run `npm run bench -- --simulate` again.

const DOCS = "https://developers.cloudflare.com";

/** Entitlements in place, and how many customers they belong to. */
export const STOCK = { entitlements: 50_000_000, customers: 30_000_000 };

/**
 * Operations per month, by their names in the bill. 4 % of the stock comes and 4 % goes; each entitlement is read a few
 * times, by its reseller's shop and care desk; everything is reconciled once a week; the feed is read every 10 s.
 */
export const MONTHLY_OPERATIONS: Readonly<Record<string, number>> = {
  create: 800_000,
  "life: create, PENDING": 1_200_000,
  "life: until the sign-up": 1_200_000,
  "life: confirm": 1_200_000,
  "life: until the cancel": 1_200_000,
  "life: cancel with an end date": 1_500_000,
  "life: until the end, which is reached": 1_500_000,
  revoke: 500_000,
  suspend: 500_000,
  "change of a field": 500_000,
  "change of the product": 500_000,
  get: 150_000_000,
  "report of a customer": 50_000_000,
  "report page of 50": 4_330_000,
  "feed page of 50": 260_000,
  products: 5_000_000,
};

/** Versions per month, hence feed events: one each but for a product change and a create with a sign-up. */
export const EVENTS_PER_MONTH = 800_000 + 1_200_000 * 2 + 1_500_000 * 2 + 500_000 * 4;

/** The busiest hour of an ordinary day against the average of the month, and a campaign on top of it. */
export const BUSIEST_HOUR = 3;
export const CAMPAIGN = { day: 15, hour: 18, creates: 300_000 };

/** Measured locally (bytes; SQLite pages of 4 KiB): `meta.size_after` of D1, `databaseSize` of objects. */
export const SIZES = {
  d1RowOfEntitlement: 4_900,
  d1RowOfEvent: 4_700,
  /** An active entitlement with one version above its first entry, and an object with four. */
  entitlementObject: 24_000,
  customerObject: 8_200,
};

/** Assumed, because it cannot be measured here: time that an object is billed per request, CPU of a Worker request. */
export const ASSUMED = { objectMsPerRequest: 50, workerCpuMs: 4, feedRetentionDays: 35, fillOfHome: 0.7 };

export const LIMITS = {
  d1DatabaseBytes: { limit: 10e9, source: `${DOCS}/d1/platform/limits/` },
  d1AccountBytes: { limit: 1e12, source: `${DOCS}/d1/platform/limits/` },
  queueMessagesPerSecond: { limit: 5_000, source: `${DOCS}/queues/platform/limits/` },
  consumersPerQueue: { limit: 250, source: `${DOCS}/queues/platform/limits/` },
  queueBacklogBytes: { limit: 25e9, source: `${DOCS}/queues/platform/limits/` },
  /** Of ours: the home is one byte of the id. */
  homes: { limit: 256, source: "docs/design.md" },
} as const;
