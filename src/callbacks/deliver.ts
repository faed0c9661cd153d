// One attempt: posts a notification once and says in plain data how it went. It never throws and never retries;
// what follows from a result is decided in schedule.ts.
//
// The status alone decides. The answer's body is read so that the connection can be used again and a human can see what
// the endpoint said, and no further than a small bound: one that answers 200 and then dribbles has accepted it.
import { refuseTarget } from "../shared/target";
import { Excerpt } from "./excerpt";

/** Promised to resellers: long enough for a slow gateway, short enough for a batch in one queue invocation. */
export const CALLBACK_TIMEOUT_MS = 15_000;

/** Answers to a notification are a few bytes; beyond this a new connection is cheaper than reading on. */
const MAX_DRAINED_BYTES = 16_384;

/** Why an attempt was none: contract §5, and `TOKEN` where the reseller's own OAuth2 server gave no token. */
export type AttemptError =
  | "CONNECT"
  | "TLS"
  | "TIMEOUT"
  | "REDIRECT"
  | "CLIENT_ERROR"
  | "SERVER_ERROR"
  | "REFUSED_BY_GUARD"
  | "TOKEN";

/** What the edge answers where its handshake with the endpoint fails; a Worker sees it as if the endpoint had said so. */
const EDGE_TLS_STATUSES = [525, 526];

/** Where the runtime names the reason at all. Locally it does not: a failed handshake is an "internal error" there. */
const TLS_TEXT = /\b(tls|ssl|certificate|handshake)\b/i;

/** How one attempt went; `status` is null where no answer came. */
export interface AttemptResult {
  ok: boolean;
  status: number | null;
  error: AttemptError | null;
  /** The answer's `Retry-After` header as it came. */
  retryAfter: string | null;
  /** The beginning of the answer's body, or what else is known of a failure. */
  answer: string | null;
  durationMs: number;
  url: string;
}

export interface Attempt {
  url: string;
  body: string;
  headers: Record<string, string>;
  /** The development switch of the target guard. */
  allowLoopback: boolean;
  now: () => number;
  fetcher?: typeof fetch;
}

type Answer = Pick<AttemptResult, "status" | "error" | "retryAfter" | "answer">;

/** Posts once; a redirect is a failure and never followed. */
export async function deliver(attempt: Attempt, timeoutMs = CALLBACK_TIMEOUT_MS): Promise<AttemptResult> {
  const { url, allowLoopback, now } = attempt;
  const startedAt = now();
  const refusal = refuseTarget(url, { allowLoopback });
  const answer: Answer =
    refusal === null
      ? await post(attempt, AbortSignal.timeout(timeoutMs))
      : { status: null, error: "REFUSED_BY_GUARD", retryAfter: null, answer: refusal };
  return { ok: answer.error === null, ...answer, durationMs: now() - startedAt, url };
}

async function post({ url, body, headers, fetcher = fetch }: Attempt, signal: AbortSignal): Promise<Answer> {
  try {
    const sent = new Headers(headers);
    sent.set("Content-Type", "application/json");
    sent.set("User-Agent", "resale-edge/1");
    const response = await fetcher(url, { method: "POST", body, headers: sent, redirect: "manual", signal });
    signal.throwIfAborted();
    const answer = await drained(response);
    return {
      status: response.status,
      error: errorOf(response),
      retryAfter: response.headers.get("Retry-After"),
      answer,
    };
  } catch (fault) {
    return {
      status: null,
      error: signal.aborted ? "TIMEOUT" : faultOf(fault),
      retryAfter: null,
      answer: null,
    };
  }
}

const faultOf = (fault: unknown): AttemptError =>
  fault instanceof Error && TLS_TEXT.test(fault.message) ? "TLS" : "CONNECT";

function errorOf({ ok, status }: Response): AttemptError | null {
  if (ok) return null;
  if (status >= 300 && status < 400) return "REDIRECT";
  if (EDGE_TLS_STATUSES.includes(status)) return "TLS";
  return status >= 400 && status < 500 ? "CLIENT_ERROR" : "SERVER_ERROR";
}

/**
 * Reads the body until its end or the bound and keeps the beginning; how that goes changes nothing, the status has
 * arrived. The signal given to `fetch` ends the body too; given to `pipeTo` as well, workerd lets a rejection escape.
 */
async function drained({ body }: Response): Promise<string | null> {
  const excerpt = new Excerpt();
  let left = MAX_DRAINED_BYTES;
  const bounded = new WritableStream<Uint8Array>({
    write(chunk) {
      excerpt.add(chunk);
      left -= chunk.byteLength;
      if (left <= 0) throw new Error("read enough");
    },
  });
  await body?.pipeTo(bounded).catch(() => undefined);
  return excerpt.text();
}
