// A caller of the API: requests with credentials through the Worker's own fetch handler, and the few calls that most
// stories begin with.
import { exports } from "cloudflare:workers";
import { expect, vi } from "vitest";
import { inbox } from "../receiver";
import { violationsOf } from "./openapi/exchange";

export const TELCO = "telco-sandbox:telco-sandbox-secret";
export const BANK = "bank-sandbox:bank-sandbox-secret";
export const TELCO_LIVE = "telco-live:telco-live-secret";
export const MUSIC = "music-sandbox:music-sandbox-secret";
export const OPERATOR = "operator:operator-secret";

/** An answer's body: what every answer may have, and whatever else is in it. */
export interface Body {
  responseCode: string;
  responseMessage: string;
  metadata: {
    requestId: string;
    origin: string;
    reason: string;
    issues?: { path: string; message: string }[];
    merchant?: { status: number | null; code: string | null; message: string | null };
    allowedActions?: string[];
    entitlementId?: string;
  };
  entitlementId: string;
  status: string;
  version: number;
  waitingOn: string | null;
  allowedActions: string[];
  parameters: { action: string; url: string; urlExpiry: string | null } | null;
  entitlements: Body[];
  nextCursor: string | null;
  [field: string]: unknown;
}

export interface Reply {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Options {
  /** `user:password`, or null for a request without credentials. */
  as?: string | null;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: BodyInit;
  headers?: Record<string, string>;
}

/** UTF-8 and Base64, as RFC 7617 has it. */
export const basic = (credentials: string): string =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(credentials)))}`;

const contentOf = ({ body, raw }: Options): BodyInit | null =>
  raw ?? (body === undefined ? null : JSON.stringify(body));

/** The request of `call`, for those who send it another way. */
export function requestOf(method: string, path: string, options: Options = {}): Request {
  const { as = TELCO, headers } = options;
  const content = contentOf(options);
  return new Request(`https://resale.invalid${path}`, {
    method,
    headers: {
      ...(as !== null && { Authorization: basic(as) }),
      ...(content !== null && { "Content-Type": "application/json" }),
      ...headers,
    },
    body: content,
  });
}

/** One request to the Worker, whose answer is held against the API's document; TELCO's in the sandbox unless told otherwise. */
export async function call(method: string, path: string, options: Options = {}): Promise<Reply> {
  const response = await exports.default.fetch(requestOf(method, path, options));
  const { status, headers } = response;
  const text = new TextDecoder().decode(await response.arrayBuffer());
  const content = contentOf(options);
  const sent = { method, path, body: typeof content === "string" ? content : null };
  expect(violationsOf(sent, { status, headers, text })).toEqual([]);
  return replyFrom(status, headers, text);
}

export const replyOf = async (response: Response): Promise<Reply> =>
  replyFrom(response.status, response.headers, await response.text());

function replyFrom(status: number, headers: Headers, text: string): Reply {
  const isJson = headers.get("Content-Type")?.startsWith("application/json") ?? false;
  return { status, headers, body: isJson && text !== "" ? JSON.parse(text) : {} };
}

/** `400 BAD_REQUEST VALIDATION RESELLER productKey`: a refusal in one line, with the fields that it names. */
export function refusalOf({ status, body }: Reply): string {
  const { reason, origin, issues = [] } = body.metadata ?? {};
  return [status, body.responseCode, reason, origin, ...issues.map(({ path }) => path || "(body)")].join(" ");
}

let customers = 0;
export const newCustomer = (): string => `customer-${++customers}`;

/** The body of a valid create by a customer nobody has seen before. */
export const sale = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  customerIdentifier: newCustomer(),
  merchantAccountKey: "MUSIC",
  productKey: "MUSIC_INSTANT",
  notificationUrl: inbox().url,
  ...changes,
});

export const create = (changes: Record<string, unknown> = {}, options: Options = {}): Promise<Reply> =>
  call("POST", "/v1/entitlement", { body: sale(changes), ...options });

/** A new entitlement as its reseller sees it: `ACTIVE`, or `PENDING` where the product needs a sign-up. */
export async function entitled(changes: Record<string, unknown> = {}, options: Options = {}): Promise<Body> {
  const { status, body } = await create(changes, options);
  expect([200, 202], JSON.stringify(body)).toContain(status);
  return body;
}

export const read = async (entitlementId: string, as = TELCO): Promise<Body> =>
  (await call("GET", `/v1/entitlement/${entitlementId}`, { as })).body;

export const verb = (name: string, entitlementId: string, options: Options = {}): Promise<Reply> =>
  call("POST", `/v1/entitlement/${name}/${entitlementId}`, options);

export const patch = (entitlementId: string, body: unknown, options: Options = {}): Promise<Reply> =>
  call("PATCH", `/v1/entitlement/${entitlementId}`, { body, ...options });

/** A merchant's call about one of its entitlements. */
export const tell = (name: string, entitlementId: string, body?: unknown, options: Options = {}) =>
  call("POST", `/merchant/v1/entitlement/${name}/${entitlementId}`, { as: MUSIC, body, ...options });

/** Asks again until what is asked holds. */
export const until = <T>(ask: () => Promise<T>, timeout = 10_000): Promise<T> =>
  vi.waitFor(ask, { timeout, interval: 50 });

/** The record once it has a status. */
export const reached = (entitlementId: string, status: string, timeout = 10_000): Promise<Body> =>
  until(async () => {
    const body = await read(entitlementId);
    expect(body.status).toBe(status);
    return body;
  }, timeout);
