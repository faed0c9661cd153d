// What one step of an erasure tells the next: the stage, the place in it, and which entitlements turned out to be what. The
// customer's identifier is not in it; it stands in the job's options, and only until the job ends.
import * as z from "zod";

/** In this order. Everything that is derived comes after what it is derived from. */
export const STAGES = [
  "reset",
  "find",
  "settle",
  "entitlements",
  "count",
  "feed",
  "files",
  "jobs",
  "late",
  "customer",
] as const;
export type Stage = (typeof STAGES)[number];

const Span = z.strictObject({ first: z.number(), last: z.number(), from: z.number(), to: z.number() });

export const Cursor = z.strictObject({
  stage: z.enum(STAGES),
  /** Where a stage goes on; each has its own. */
  place: z.json(),
  /** Ids on the customer's list at the beginning; null: not noted, by the release before. */
  listed: z.array(z.string()).nullable().default(null),
  /** Ids that may have been the customer's once. */
  candidates: z.array(z.string()),
  /** Those that were, with the versions of that time. */
  moved: z.array(
    z.strictObject({ entitlementId: z.string(), merchantAccountKey: z.string(), spans: z.array(Span) }),
  ),
  /** Ids of both that are not erased as a whole. */
  others: z.array(z.string()),
  /** How many of these have not ended. */
  open: z.number(),
  /** Jobs that began before this may have met the customer: epoch milliseconds. */
  jobsBefore: z.number().default(0),
  /** By the file store's clock: what was stored from then on may have been made of something older. */
  storedSince: z.number(),
});
export type Cursor = z.infer<typeof Cursor>;

export const FIRST: Cursor = {
  stage: "reset",
  place: null,
  listed: [],
  candidates: [],
  moved: [],
  others: [],
  open: 0,
  jobsBefore: 0,
  storedSince: 0,
};

/** The stage after one; null behind the last. */
export const stageAfter = (stage: Stage): Stage | null => STAGES[STAGES.indexOf(stage) + 1] ?? null;

/** How far an erasure is when a stage begins. */
export const percentAt = (stage: Stage): number => Math.floor((100 * STAGES.indexOf(stage)) / STAGES.length);
