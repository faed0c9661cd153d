// The reseller's side of the API: one request, its answer checked at the door, and how long it took.
import * as z from "zod";
import { Difference } from "./check.ts";

/** TELCO in the sandbox, as the demo catalogue has it (local only). */
const CREDENTIALS = "telco-sandbox:telco-sandbox-secret";

/** A create may wait for the merchant: 10 s there, and room for a busy machine. */
const REQUEST_TIMEOUT_MS = 20_000;

/** What the tour reads of a record; the rest is kept as it came. */
export const Entitlement = z.looseObject({
  responseCode: z.string(),
  entitlementId: z.uuid(),
  status: z.string(),
  version: z.int(),
  dateEnded: z.iso.datetime().nullable(),
  parameters: z.object({ action: z.string(), url: z.url(), urlExpiry: z.string().nullable() }).nullable(),
});
export type Entitlement = z.infer<typeof Entitlement>;

export const Echo = z.looseObject({ responseCode: z.string(), echo: z.string() });

export const Products = z.looseObject({
  products: z.array(z.looseObject({ productKey: z.string(), eligible: z.boolean().optional() })),
});

/** One event of the feed; the notification's body, so far as there was one. */
export const FeedEvent = z.looseObject({
  entitlementId: z.string(),
  version: z.int(),
  status: z.string(),
  notificationId: z.string().nullable(),
  notificationReason: z.string().nullable(),
  previousVersion: z.int().nullable(),
});
export type FeedEvent = z.infer<typeof FeedEvent>;

export const Feed = z.looseObject({
  events: z.array(FeedEvent),
  nextCursor: z.string(),
  hasMore: z.boolean(),
});

/** A report as NDJSON: a line per version of an entitlement. */
export const Report = z.array(z.looseObject({ BangoEntitlementId: z.string(), Status: z.string() }));

interface Reply<T> {
  status: number;
  body: T;
  tookMs: number;
}

interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
}

export type Api = <T>(
  schema: z.ZodType<T>,
  method: string,
  path: string,
  expectedStatus: number,
  ask?: Ask,
) => Promise<Reply<T>>;

/** Requests to the service at `origin`; another status or an unreadable body is a difference. */
export const apiAt =
  (origin: string): Api =>
  async (schema, method, path, expectedStatus, { body, headers } = {}) => {
    const startedAt = performance.now();
    const response = await fetch(`${origin}${path}`, {
      method,
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      headers: {
        Authorization: `Basic ${Buffer.from(CREDENTIALS).toString("base64")}`,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const tookMs = performance.now() - startedAt;
    const { status } = response;
    if (status !== expectedStatus)
      throw new Difference(`${method} ${path} answered ${status}, expected ${expectedStatus}: ${text}`);
    const isNdjson = response.headers.get("Content-Type") === "application/x-ndjson";
    const parsed = schema.safeParse(isNdjson ? text.trimEnd().split("\n").map(jsonOf) : jsonOf(text));
    if (!parsed.success)
      throw new Difference(
        `${method} ${path} answered something else than expected: ${z.prettifyError(parsed.error)}`,
      );
    return { status, body: parsed.data, tookMs };
  };

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
