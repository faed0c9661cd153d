// The reseller's side of an entitlement by hand: the queue is cut off, and the test takes and reports as a consumer
// would, in any order it likes.
import { runInDurableObject } from "cloudflare:test";
import type { Entry } from "../../src/entitlement/entry";
import { hooks } from "../../src/shared/hooks";
import { clock } from "../../src/shared/clock";
import type { Held } from "./world";

/** Every message to a callback queue is lost from now on. */
export function loseMessages(): void {
  hooks.beforeSend = () => {
    throw new Error("the queue is away");
  };
}

/** What the object has written, oldest version first. */
export const entriesOf = (held: Held): Promise<Entry[]> =>
  runInDurableObject(held.stub, (_, { storage }) =>
    [...storage.kv.list<string>({ prefix: "entry:" })].map(([, text]): Entry => JSON.parse(text)),
  );

/** When the object will be awake again, in the test's time; null when nothing is set. */
export const alarmOf = (held: Held): Promise<number | null> =>
  runInDurableObject(held.stub, (_, { storage }) => storage.getAlarm());

/** One dispatch, as a message names it. */
export interface Ticket {
  notificationId: string;
  dispatchId: string;
}

/** The one dispatch that is in flight. */
export async function flying(held: Held): Promise<Ticket> {
  const inFlight = (await entriesOf(held)).flatMap(({ notification }) =>
    notification?.state === "in_flight" ? [notification] : [],
  );
  const [one, another] = inFlight;
  if (!one?.dispatchId || another) throw new Error(`${inFlight.length} notifications are in flight`);
  return { notificationId: one.id, dispatchId: one.dispatchId };
}

/** What a consumer would post for a dispatch; null when there is nothing to post. */
export async function taken(
  held: Held,
  { notificationId, dispatchId }: Ticket,
): Promise<Record<string, unknown> | null> {
  const dispatch = await held.stub.take(notificationId, dispatchId);
  return dispatch === null ? null : { to: dispatch.url, ...JSON.parse(dispatch.body) };
}

/** Reports an attempt: an HTTP status, or null for no answer at all. */
export async function reports(
  held: Held,
  { notificationId, dispatchId }: Ticket,
  status: number | null,
  {
    retryAfter = null,
    url = "https://reseller.invalid/hook",
  }: { retryAfter?: string | null; url?: string } = {},
): Promise<void> {
  const ok = status !== null && status >= 200 && status < 300;
  const error = ok ? null : status === null ? "CONNECT" : status < 500 ? "CLIENT_ERROR" : "SERVER_ERROR";
  const result = { ok, status, error, retryAfter, url, durationMs: 5, at: clock.now() };
  await held.stub.report(notificationId, dispatchId, result);
}

/** The states of all notifications, oldest first: `delivered in_flight waiting`. */
export const statesOf = async (held: Held): Promise<string> =>
  (await held.history()).notifications.map(({ state }) => state).join(" ");
