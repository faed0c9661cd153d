// Lists and the feed as iterations: a page is asked for when it is needed. There is no place for a failure between two
// items, so here it is thrown.
import { ResaleError, type Answer } from "./answer";
import type { EntitlementView } from "../wire/record";
import type { FeedOptions } from "./input";
import type { FeedPage, Page, ResaleClient } from "./reseller";
import { pause } from "./send";

/** Every entitlement of a report. */
export async function* listed(
  ask: (cursor: { cursor?: string }) => Promise<Answer<Page<{ entitlements: EntitlementView[] }>>>,
): AsyncGenerator<EntitlementView, void> {
  for (let cursor: { cursor?: string } = {}; ;) {
    const { entitlements, nextCursor } = orThrow(await ask(cursor));
    yield* entitlements;
    if (nextCursor === null) return;
    cursor = { cursor: nextCursor };
  }
}

/** The pages of the feed that have events, to its end or for as long as it is followed. */
export async function* feed(
  client: Pick<ResaleClient, "events">,
  { after, limit, followEveryMs, ...options }: FeedOptions = {},
): AsyncGenerator<FeedPage, void> {
  for (let cursor = after; ;) {
    const query = { ...(cursor !== undefined && { after: cursor }), ...(limit !== undefined && { limit }) };
    const page = orThrow(await client.events(query, options));
    if (page.events.length > 0) yield page;
    cursor = page.nextCursor;
    if (page.hasMore) continue;
    if (followEveryMs === undefined) return;
    await pause(followEveryMs, options.signal);
  }
}

/** What was asked for; a failure is thrown. */
function orThrow<T>(answer: Answer<T>): Extract<Answer<T>, { responseCode: "OK" }> {
  if (answer.responseCode === "OK") return answer;
  throw new ResaleError(answer);
}
