// What the platform charges, in dollars per million unless said otherwise. List prices of the Workers Paid plan, beyond
// what it includes; looked up on 2026-11-24 in the platform's documentation, whose pages are named beside each price.

/** Everything that is counted; the names are those of the budget file. */
export interface Counts {
  /** HTTP requests to the Worker. */
  workerRequests: number;
  /** Runs of the queue consumer at one message a run, the most there can be. */
  consumerRuns: number;
  /** Calls to objects, alarm runs included. */
  objectRequests: number;
  /** Of those: alarm runs. */
  alarmRuns: number;
  objectRowsRead: number;
  objectRowsWritten: number;
  d1RowsRead: number;
  d1RowsWritten: number;
  queueOperations: number;
}

interface Price {
  perMillion: number;
  what: string;
  source: string;
}

const DOCS = "https://developers.cloudflare.com";

export const PRICES: Record<keyof Counts, Price> = {
  workerRequests: {
    perMillion: 0.3,
    what: "Worker requests",
    source: `${DOCS}/workers/platform/pricing/`,
  },
  consumerRuns: {
    // Billed are "inbound requests"; the page names no price for runs of a consumer beside their CPU time. Should they
    // be billed as requests, a million of them is 0.30 dollars, and a full batch divides that by six.
    perMillion: 0,
    what: "Runs of the queue consumer (at one message each)",
    source: `${DOCS}/workers/platform/pricing/`,
  },
  objectRequests: {
    perMillion: 0.15,
    what: "Object requests (calls and alarm runs)",
    source: `${DOCS}/durable-objects/platform/pricing/`,
  },
  alarmRuns: {
    perMillion: 0,
    what: "  of which alarm runs (counted above)",
    source: `${DOCS}/durable-objects/platform/pricing/`,
  },
  objectRowsRead: {
    perMillion: 0.001,
    what: "Object rows read",
    source: `${DOCS}/durable-objects/platform/pricing/`,
  },
  objectRowsWritten: {
    // Key-value methods "store and query data in a hidden SQLite table and are billed as rows read and rows written";
    // "each setAlarm() is billed as a single row written".
    perMillion: 1,
    what: "Object rows written (alarms set included)",
    source: `${DOCS}/durable-objects/platform/pricing/`,
  },
  d1RowsRead: { perMillion: 0.001, what: "D1 rows read", source: `${DOCS}/d1/platform/pricing/` },
  d1RowsWritten: {
    // "Indexes will add an additional written row when writes include the indexed column."
    perMillion: 1,
    what: "D1 rows written (indexes included)",
    source: `${DOCS}/d1/platform/pricing/`,
  },
  queueOperations: {
    // A message of at most 64 KB is written, read and deleted: three operations.
    perMillion: 0.4,
    what: "Queue operations",
    source: `${DOCS}/queues/platform/pricing/`,
  },
};

/** Not counted per operation; dollars per unit and month. */
export const MONTHLY = {
  plan: { price: 5, source: `${DOCS}/workers/platform/pricing/` },
  d1GigabyteMonth: { price: 0.75, included: 5, source: `${DOCS}/d1/platform/pricing/` },
  objectGigabyteMonth: { price: 0.2, included: 5, source: `${DOCS}/durable-objects/platform/pricing/` },
  /** Per million GB-s: an object that is awake is billed 128 MB, whatever it uses. */
  objectDuration: { price: 12.5, included: 0.4, source: `${DOCS}/durable-objects/platform/pricing/` },
  /** Per million milliseconds of CPU time. */
  cpu: { price: 0.02, included: 30, source: `${DOCS}/workers/platform/pricing/` },
} as const;

/** What the plan includes per month, in millions. */
export const INCLUDED: Record<keyof Counts, number> = {
  workerRequests: 10,
  consumerRuns: 0,
  objectRequests: 1,
  alarmRuns: 0,
  objectRowsRead: 25_000,
  objectRowsWritten: 50,
  d1RowsRead: 25_000,
  d1RowsWritten: 50,
  queueOperations: 1,
};

export const COUNTED = Object.keys(PRICES) as (keyof Counts)[];

/** Dollars for a million times these counts, at list price and nothing included. */
export function dollarsPerMillion(counts: Counts): number {
  return COUNTED.reduce((sum, name) => sum + counts[name] * PRICES[name].perMillion, 0);
}
