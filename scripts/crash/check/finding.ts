// What the checks work on, and how they say what they found.
import type { Arrival } from "../endpoint.ts";
import type { MerchantEffect } from "../merchants.ts";
import type { Reseller, Sale } from "../record.ts";
import type { FeedEvent, Seen } from "../view.ts";
import type { Body } from "../client.ts";

/** Everything that is known in the end. */
export interface Evidence {
  sales: Sale[];
  seen: Map<Sale, Seen>;
  feeds: Map<Reseller, FeedEvent[]>;
  lists: Map<Reseller, Body[]>;
  arrivals: Arrival[];
  effects: Map<string, MerchantEffect[] | null>;
}

/** One entitlement with all that is known of it. */
export interface Case {
  sale: Sale;
  seen: Seen;
  /** Its events in the feed, in the feed's order. */
  feed: FeedEvent[];
  arrivals: Arrival[];
}

/** Sentences about what is wrong, each with its evidence. */
export type Check = (evidence: Evidence, cases: Case[]) => string[];

const byId = <T extends { entitlementId: string }>(all: T[]): Map<string, T[]> =>
  Map.groupBy(all, ({ entitlementId }) => entitlementId);

export function casesOf({ seen, feeds, arrivals }: Evidence): Case[] {
  const events = byId([...feeds.values()].flat());
  const posts = byId(arrivals);
  return [...seen].map(([sale, one]) => {
    const id = sale.entitlementId ?? "";
    return { sale, seen: one, feed: events.get(id) ?? [], arrivals: posts.get(id) ?? [] };
  });
}
