// Whether a notification is the platform's, and what it says: Standard Webhooks over the exact bytes of the body. What is
// wrong is a value with a reason; only a key that is none throws.
import type { Notification } from "../wire/notification";
import { parseNotification } from "./parse";
import { fitsAny } from "./signature";

/** What a receiver has to know. */
export interface VerifyOptions {
  /**
   * `whsec_…` secrets (`v1`) and `whpk_…` public keys (`v1a`), in any order: the old one and the new one while they are
   * rotated. One signature that fits one of them is enough.
   */
  keys: string | readonly string[];
  /** How far `webhook-timestamp` may be from now, in seconds either way; 300 by default. */
  toleranceSeconds?: number;
  /** Epoch milliseconds; the clock by default. */
  now?: () => number;
}

/** Why a request is no notification of the platform's. */
export type Unverified =
  | "HEADERS_MISSING"
  | "TIMESTAMP_OUTSIDE_TOLERANCE"
  | "SIGNATURE_MISMATCH"
  | "UNREADABLE";

/** What became of it. */
export type Verified =
  | { ok: true; notification: Notification; /** Of this attempt, epoch milliseconds. */ sentAt: number }
  | { ok: false; reason: Unverified };

/** Headers as a request has them: a `Headers`, or an object as Node has it. */
export type HeadersLike = Pick<Headers, "get"> | Readonly<Record<string, string | string[] | undefined>>;

const TOLERANCE_SECONDS = 300;

/** Verifies a body as it came, before anything parses it, and reads it. */
export async function verifyNotification(
  body: string,
  headers: HeadersLike,
  { keys, toleranceSeconds = TOLERANCE_SECONDS, now = Date.now }: VerifyOptions,
): Promise<Verified> {
  const id = headerOf(headers, "webhook-id");
  const timestamp = headerOf(headers, "webhook-timestamp");
  const signatures = headerOf(headers, "webhook-signature");
  if (!id || !timestamp || !signatures) return { ok: false, reason: "HEADERS_MISSING" };
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now() / 1_000 - seconds) <= toleranceSeconds))
    return { ok: false, reason: "TIMESTAMP_OUTSIDE_TOLERANCE" };
  if (!(await fitsAny(signatures, `${id}.${timestamp}.${body}`, keys)))
    return { ok: false, reason: "SIGNATURE_MISMATCH" };
  const notification = parseNotification(body);
  return notification === null
    ? { ok: false, reason: "UNREADABLE" }
    : { ok: true, notification, sentAt: seconds * 1_000 };
}

const hasGet = (headers: HeadersLike): headers is Pick<Headers, "get"> =>
  typeof headers["get"] === "function";

function headerOf(headers: HeadersLike, name: string): string | null {
  if (hasGet(headers)) return headers.get(name);
  const key = Object.keys(headers).find((one) => one.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === "string" ? value : null;
}
