// One call: sent, repeated where that helps, and read. It answers with a value in any case but one: a call that its caller
// has aborted throws the signal's reason, as `fetch` does.
import type { Answer, Call, Failure, NoAnswer, NotModified } from "./answer";
import { basic } from "./basic";
import { waitBefore } from "./retry";

/** Where the platform is, and how to call it. */
export interface Connection {
  /** Its address, with the prefix if it has one: `https://resale.example.com`. */
  url: string;
  /**
   * `id:secret` of your credential; a function is asked before each try, so that a new secret is used at once. Its time is
   * part of the try's.
   */
  credential: string | (() => string | Promise<string>);
  /** Instead of the global one: a service binding's, or a test's. */
  fetch?: (request: Request) => Promise<Response>;
  /** Of one try, in milliseconds. 30 seconds by default: merchants have 10 of them. */
  timeoutMs?: number;
  /** How often a call is made at most; 4 by default, 1 for never again. */
  tries?: number;
  /** The longest `Retry-After` that is waited for, in milliseconds; a minute by default. */
  longestRetryAfterMs?: number;
}

/** What a single call may say. */
export interface CallOptions {
  /** Ends the call, waits between tries included; it then throws the signal's reason. */
  signal?: AbortSignal;
  /** Of one try, for this call. */
  timeoutMs?: number;
  /** Sent as they are, `traceparent` or `X-Magic-Number` for example. */
  headers?: Record<string, string>;
}

/** A call as it is sent. */
export interface Sending {
  method: "GET" | "POST" | "PATCH" | "PUT";
  path: string;
  query?: object | undefined;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of a body. Nothing that can be read only once: a repeat sends it again. */
  file?: { content: string | Uint8Array | Blob; contentType: string } | undefined;
  /** Null for a read. */
  idempotencyKey: string | null;
  headers?: Record<string, string>;
}

/** What every answer of ours has. */
interface Answered {
  responseCode: string;
  metadata?: { reason: string };
}

const NOT_MODIFIED = 304;
const TIMEOUT_MS = 30_000;
const TRIES = 4;
const LONGEST_RETRY_AFTER_MS = 60_000;

type Fault = NoAnswer["metadata"]["reason"];

type Result =
  | { response: Response; body: Answered | null; fault?: undefined }
  | { fault: Exclude<Fault, "UNREADABLE">; message: string };

/** Makes a call and reads its answer. `T` is what the route answers; it is taken on trust. */
export async function send<T>(
  connection: Connection,
  sending: Sending,
  options: CallOptions = {},
): Promise<T | NoAnswer> {
  const { result, call } = await exchange(connection, sending, options, false);
  if (result.fault !== undefined) return noAnswer(result.fault, result.message, call);
  return isOurs<T & object>(result.body) ? { ...result.body, call } : unreadable(result.response, call);
}

/** The same for a read with `If-None-Match`. */
export async function sendConditional<T>(
  connection: Connection,
  sending: Sending,
  options: CallOptions = {},
): Promise<T | NoAnswer | NotModified> {
  const { result, call } = await exchange(connection, sending, options, false);
  if (result.fault !== undefined) return noAnswer(result.fault, result.message, call);
  if (result.response.status === NOT_MODIFIED) return { responseCode: "NOT_MODIFIED", call };
  return isOurs<T & object>(result.body) ? { ...result.body, call } : unreadable(result.response, call);
}

/** The same for a file: the body of a success is left for the caller to read, without a timeout. */
export async function download(
  connection: Connection,
  sending: Sending,
  options: CallOptions = {},
): Promise<Answer<{ response: Response }>> {
  const { result, call } = await exchange(connection, sending, options, true);
  if (result.fault !== undefined) return noAnswer(result.fault, result.message, call);
  const { response, body } = result;
  if (response.ok) return { responseCode: "OK", responseMessage: "Success", response, call };
  return isOurs<Failure>(body) ? { ...body, call } : unreadable(response, call);
}

/** Whatever is an answer of ours is what its route answers. */
const isOurs = <T extends object>(body: object | null): body is T => body !== null;

/** Tries until there is an answer that stands, or the tries are used up. */
async function exchange(
  connection: Connection,
  sending: Sending,
  options: CallOptions,
  raw: boolean,
): Promise<{ result: Result; call: Call }> {
  const { tries = TRIES, longestRetryAfterMs = LONGEST_RETRY_AFTER_MS } = connection;
  for (let made = 1; ; made++) {
    options.signal?.throwIfAborted();
    const result = await once(connection, sending, options, raw);
    options.signal?.throwIfAborted();
    const response = result.fault === undefined ? result.response : null;
    const tried = {
      status: response?.status ?? null,
      reason: (result.fault === undefined && result.body?.metadata?.reason) || null,
      retryAfter: response?.headers.get("Retry-After") ?? null,
    };
    const stands = response !== null && (response.ok || response.status === NOT_MODIFIED);
    const policy = { made, tries, longestRetryAfterMs };
    const wait = stands ? null : waitBefore(tried, policy, Math.random(), Date.now());
    if (wait === null) return { result, call: callOf(response, sending, made) };
    await pause(wait, options.signal);
  }
}

async function once(
  connection: Connection,
  sending: Sending,
  { signal, timeoutMs = connection.timeoutMs ?? TIMEOUT_MS, headers }: CallOptions,
  raw: boolean,
): Promise<Result> {
  const timeout = new AbortController();
  const ends = signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal;
  const request = requestOf(connection.url, sending, headers, ends);
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  let fault: "CREDENTIAL" | "NETWORK" = "CREDENTIAL";
  try {
    await unlessAborted(authorize(request, connection), ends);
    fault = "NETWORK";
    return await unlessAborted(answerTo(request, connection, raw), ends);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { fault: timeout.signal.aborted ? "TIMEOUT" : fault, message };
  } finally {
    clearTimeout(timer);
  }
}

/** A header of the caller's own stays. */
async function authorize({ headers }: Request, { credential }: Connection): Promise<void> {
  if (headers.has("Authorization")) return;
  headers.set("Authorization", basic(typeof credential === "string" ? credential : await credential()));
}

async function answerTo(request: Request, connection: Connection, raw: boolean): Promise<Result> {
  const response = await (connection.fetch ? connection.fetch(request) : fetch(request));
  return { response, body: raw && response.ok ? null : await bodyOf(response) };
}

/** What the caller has given us may hang whatever the signal says: then it is left alone. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    void promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function requestOf(
  url: string,
  { method, path, query = {}, body, file, idempotencyKey, headers }: Sending,
  more: Record<string, string> | undefined,
  signal: AbortSignal,
): Request {
  const target = new URL(url.replace(/\/+$/, "") + path);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) target.searchParams.set(name, String(value));
  const { content = null, contentType = null } =
    file ?? (body === undefined ? {} : { content: JSON.stringify(body), contentType: "application/json" });
  return new Request(target, {
    method,
    headers: {
      Accept: "application/json",
      ...(contentType !== null && { "Content-Type": contentType }),
      ...(idempotencyKey !== null && { "Idempotency-Key": idempotencyKey }),
      ...headers,
      ...more,
    },
    body: content,
    redirect: "manual",
    signal,
  });
}

/** Null for what is no answer of the platform's: a proxy's page, half a body. */
async function bodyOf(response: Response): Promise<Answered | null> {
  const text = await response.text();
  try {
    const body: unknown = JSON.parse(text);
    return isAnswer(body) ? body : null;
  } catch {
    return null;
  }
}

/** What tells an answer of ours from a proxy's. */
const isAnswer = (body: unknown): body is Answered =>
  typeof body === "object" &&
  body !== null &&
  "responseCode" in body &&
  typeof body.responseCode === "string";

const callOf = (response: Response | null, { idempotencyKey }: Sending, attempts: number): Call => ({
  status: response?.status ?? null,
  requestId: response?.headers.get("X-Request-Id") ?? null,
  idempotencyKey,
  attempts,
  replayed: response?.headers.get("Idempotent-Replayed") === "true",
  etag: response?.headers.get("ETag") ?? null,
});

const unreadable = ({ status }: Response, call: Call): NoAnswer =>
  noAnswer("UNREADABLE", `HTTP ${status} with a body that is no answer of the platform.`, call);

const noAnswer = (reason: Fault, responseMessage: string, call: Call): NoAnswer => ({
  responseCode: "NO_ANSWER",
  responseMessage,
  metadata: { requestId: null, origin: "PLATFORM", reason },
  call,
});

/** Waits, or throws the reason of a signal that is aborted meanwhile. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
