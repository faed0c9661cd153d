// What the tour finds when it looks back: the notifications, the feed and the report tell the same story.
import { setTimeout as sleep } from "node:timers/promises";
import { type Api, Feed, type FeedEvent, Report } from "./api.ts";
import { check } from "./check.ts";
import { line } from "./print.ts";
import type { Receiver } from "./receiver.ts";

/** The query store is normally under a second behind. */
const FEED_TIMEOUT_MS = 10_000;
const FEED_POLL_MS = 100;
const DAY_MS = 86_400_000;

interface Looking {
  api: Api;
  receiver: Receiver;
}

/** Each notification names the version of the one before: a gap would show. */
export function chain({ receiver }: Looking, entitlementId: string, versions: number[]): void {
  const startedAt = performance.now();
  const notifications = receiver.of(entitlementId);
  const links = notifications.map(({ previousVersion, version }) => [previousVersion, version]);
  const expected = versions.map((version, index) => [versions[index - 1] ?? null, version]);
  check("The chain of notifications", { links }, { links: expected });
  const tookMs = performance.now() - startedAt;
  line({ text: `notifications: ${versions.length}, in order, no gap`, ...notifications.at(-1), tookMs });
}

/** The feed tells every version of the entitlement, in order, in the words of the notifications. */
export async function feed(
  looking: Looking,
  after: string,
  entitlementId: string,
  versions: number,
): Promise<void> {
  const startedAt = performance.now();
  const own = await feedOnce(looking, after, entitlementId, versions);
  const numbers = Array.from({ length: versions }, (_, index) => index + 1);
  check("The feed", { versions: own.map(({ version }) => version) }, { versions: numbers });
  for (const notification of looking.receiver.of(entitlementId)) {
    const event = own.find(({ version }) => version === notification.version);
    check(`Version ${notification.version} in the feed`, event ?? {}, notification);
  }
  const tookMs = performance.now() - startedAt;
  line({ text: `feed: ${versions} versions, equal to the notifications`, ...own.at(-1), tookMs });
}

/** An entitlement's events as soon as there are so many, or what there is when the time is up. */
async function feedOnce(
  looking: Looking,
  after: string,
  entitlementId: string,
  count: number,
): Promise<FeedEvent[]> {
  const deadline = performance.now() + FEED_TIMEOUT_MS;
  for (;;) {
    const { events } = await readFeed(looking, after);
    const own = events.filter((event) => event.entitlementId === entitlementId);
    if (own.length >= count || performance.now() > deadline) return own;
    await sleep(FEED_POLL_MS);
  }
}

/** Today's events as a report: a line for every version of what the tour has sold. */
export async function report({ api }: Looking, versions: Record<string, number>): Promise<void> {
  const from = new Date(Date.now() - DAY_MS).toISOString();
  const { body, tookMs } = await api(Report, "GET", `/v1/reports/event?from=${from}&format=ndjson`, 200);
  const lines = Object.keys(versions).map((id) => [
    id,
    body.filter(({ BangoEntitlementId }) => BangoEntitlementId === id).length,
  ]);
  check("The report of events", Object.fromEntries(lines), versions);
  line({ text: `report: ${body.length} events, theirs among them`, tookMs });
}

/** Where the feed ends now, so that the tour later reads its own part. */
export const endOfFeed = async (looking: Looking): Promise<string> => (await readFeed(looking, null)).cursor;

async function readFeed(
  { api }: Looking,
  after: string | null,
): Promise<{ events: FeedEvent[]; cursor: string }> {
  const events: FeedEvent[] = [];
  for (let cursor = after; ;) {
    const query = cursor === null ? "" : `&after=${encodeURIComponent(cursor)}`;
    const { body } = await api(Feed, "GET", `/v1/events?limit=100${query}`, 200);
    events.push(...body.events);
    cursor = body.nextCursor;
    if (!body.hasMore) return { events, cursor };
  }
}
