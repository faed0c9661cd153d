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

/** One call to the API; `T` is what the route answers beside the envelope. */
export async function ask<T>(
  house: House,
  method: "GET" | "POST" | "PUT" | "PATCH",
  path: string,
  sent: { body?: unknown; key?: string | null } = {},
): Promise<Reply<T>> {
  const { env, ctx, seed, request, requestId, url, who } = house;
  const headers = new Headers({ "X-Request-Id": requestId });
  const ip = request.headers.get("CF-Connecting-IP");
  if (ip !== null) headers.set("CF-Connecting-IP", ip);
  if (sent.key) headers.set("Idempotency-Key", sent.key);
  if (sent.body !== undefined) headers.set("Content-Type", "application/json");
  const body = sent.body === undefined ? {} : { body: JSON.stringify(sent.body) };
  const call = new Request(new URL(path, url.origin), { method, headers, ...body });
  const response = await dispatch(call, env, ctx, seed, who);
  const answer = await response.json<T & Envelope>();
  const { responseCode: code, responseMessage: message, metadata } = answer;
  if (response.ok) return { ok: true, code, body: answer };
  const { reason = code, issues = [], merchant = null } = metadata ?? {};
  return { ok: false, refused: { status: response.status, message, reason, issues, merchant } };
}
