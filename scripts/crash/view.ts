// Everything that can be seen from outside once it is quiet: each entitlement by itself, the lists, the feed.
import * as z from "zod";
import { ask, Body } from "./client.ts";
import type { Power } from "./power.ts";
import type { Reseller, Sale } from "./record.ts";

const Attempt = z.looseObject({ date: z.string(), status: z.int().nullable(), error: z.string().nullable() });
const Notification = z.looseObject({
  notificationId: z.string(),
  reason: z.string(),
  version: z.int(),
  previousVersion: z.int().nullable(),
  state: z.string(),
  stateReason: z.string().nullable(),
  nextAttempt: z.string().nullable(),
  attempts: z.array(Attempt),
});
export const Event = z.looseObject({
  version: z.int(),
  date: z.string(),
  actor: z.looseObject({ side: z.string(), name: z.string() }),
  command: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  reason: z.string().nullable(),
});
export type Event = z.infer<typeof Event>;
const Operation = z.looseObject({
  requestId: z.string(),
  operation: z.string(),
  outcome: z.string(),
  detail: z.string().nullable(),
});
const History = z.looseObject({
  events: z.array(Event),
  notifications: z.array(Notification),
  operations: z.array(Operation),
});
export type History = z.infer<typeof History>;

const FeedEvent = z.looseObject({
  entitlementId: z.string(),
  version: z.int(),
  status: z.string(),
  dateEnded: z.string().nullable(),
  notificationId: z.string().nullable(),
  notificationReason: z.string().nullable(),
  notificationDate: z.string(),
  previousVersion: z.int().nullable(),
});
export type FeedEvent = z.infer<typeof FeedEvent>;

/** One entitlement as it is; null where there is none. */
export interface Seen {
  record: Body;
  history: History;
}

export async function look(power: Power, { reseller, entitlementId }: Sale): Promise<Seen | null> {
  const as = reseller.credentials;
  const [record, history] = await Promise.all([
    sure(power, `/v1/entitlement/${entitlementId}`, as),
    sure(power, `/v1/entitlement/history/${entitlementId}`, as),
  ]);
  if (record.responseCode === "NOT_FOUND") return null;
  return { record, history: History.parse(history) };
}

/** Finds what became of a create whose key can no longer be repeated. */
export async function find(power: Power, sale: Sale): Promise<void> {
  const { customerIdentifier, orderNumber: externalEntitlementId } = sale;
  const Page = z.looseObject({ entitlements: z.array(Body) });
  const body = { customerIdentifier, externalEntitlementId };
  const found = await sure(power, "/v1/entitlement/report", sale.reseller.credentials, body);
  const [one] = Page.parse(found).entitlements;
  if (one?.entitlementId === undefined) return;
  sale.entitlementId = one.entitlementId;
}

/** The whole feed of a reseller, page by page, in its order. */
export async function feedOf(power: Power, { credentials }: Reseller): Promise<FeedEvent[]> {
  const Page = z.looseObject({ events: z.array(FeedEvent), nextCursor: z.string(), hasMore: z.boolean() });
  const events: FeedEvent[] = [];
  for (let after = ""; ;) {
    const page = Page.parse(await sure(power, `/v1/events?limit=100${after}`, credentials));
    events.push(...page.events);
    if (!page.hasMore) return events;
    after = `&after=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** Every entitlement that the query store lists for a reseller. */
export async function listOf(power: Power, { credentials }: Reseller): Promise<Body[]> {
  const Page = z.looseObject({ entitlements: z.array(Body), nextCursor: z.string().nullable() });
  const all: Body[] = [];
  for (let cursor: string | null = null; ;) {
    const body = { limit: 100, ...(cursor !== null && { cursor }) };
    const page = Page.parse(await sure(power, "/v1/entitlement/report", credentials, body));
    all.push(...page.entitlements);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
}

/** An answer that has to come: nobody breaks anything any more. */
async function sure(power: Power, path: string, as: string, body?: object): Promise<Body> {
  const reply = await ask(power, path, body ? { as, body } : { as, method: "GET" });
  if (reply === null) throw new Error(`${path} has no answer although all is healed`);
  return reply.body;
}

/** The fields of the record itself: what an answer, an event, a list and a notification have in common. */
const AROUND = [
  "responseCode",
  "responseMessage",
  "notificationId",
  "notificationReason",
  "notificationDate",
  "previousVersion",
  "parameters",
  "waitingOn",
  "waitingUntil",
  "allowedActions",
  "metadata",
  "idempotencyReplayed",
];

/** Names of the record's fields in which two views of one version differ. */
export function differences(one: Record<string, unknown>, other: Record<string, unknown>): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter(
    (name) => !AROUND.includes(name) && JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  );
}
