// The API's own routes, called in process as whoever is signed in: what a page shows or does is validated, allowed,
// answered and audited as it is there, and nothing can be done here that cannot be done there.
import { dispatch } from "../api/router";
import type { SignedIn } from "./page";

/** Why the API did not do it, in its own words. */
export interface Refused {
  status: number;
  message: string;
  reason: string;
  issues: { path: string; message: string }[];
  merchant: { status: number | null; code: string | null; message: string | null } | null;
}

export type Reply<T> = { ok: true; code: string; body: T } | { ok: false; refused: Refused };

interface Envelope {
  responseCode: string;
  responseMessage: string;
  metadata?: {
    reason: string;
    issues?: Refused["issues"];
    merchant?: NonNullable<Refused["merchant"]>;
  };
}

type House = Pick<SignedIn, "env" | "ctx" | "seed" | "request" | "requestId" | "url" | "who">;

type Method = "GET" | "POST" | "PUT" | "PATCH";

interface Sent {
  body?: unknown;
  /** Sent as it is, instead of a body. */
  file?: { content: Blob; type: string } | undefined;
  key?: string | null;
}

/** One call to the API; `T` is what the route answers beside the envelope. */
export async function ask<T>(house: House, method: Method, path: string, sent: Sent = {}): Promise<Reply<T>> {
  const response = await send(house, method, path, sent);
  if (!response.ok) return { ok: false, refused: await refusedIn(response) };
  const body = await response.json<T & Envelope>();
  return { ok: true, code: body.responseCode, body };
}

/** One call to the API, and the answer as it is: for what is passed on, not shown. */
export function send(house: House, method: Method, path: string, sent: Sent = {}): Promise<Response> {
  const { env, ctx, seed, request, requestId, url, who } = house;
  const headers = new Headers({ "X-Request-Id": requestId });
  const ip = request.headers.get("CF-Connecting-IP");
  if (ip !== null) headers.set("CF-Connecting-IP", ip);
  if (sent.key) headers.set("Idempotency-Key", sent.key);
  if (sent.body !== undefined) headers.set("Content-Type", "application/json");
  if (sent.file !== undefined) headers.set("Content-Type", sent.file.type);
  const content = sent.file?.content.stream() ?? (sent.body === undefined ? null : JSON.stringify(sent.body));
  const body = content === null ? {} : { body: content };
  const call = new Request(new URL(path, url.origin), { method, headers, ...body });
  return dispatch(call, env, ctx, seed, who);
}

/** What an answer that is no success says. */
export async function refusedIn(response: Response): Promise<Refused> {
  const { responseCode, responseMessage: message, metadata } = await response.json<Envelope>();
  const { reason = responseCode, issues = [], merchant = null } = metadata ?? {};
  return { status: response.status, message, reason, issues, merchant };
}
