// One request over the network: judged by the guard, never redirected, its answer read no further than a bound.
import { refuseTarget } from "../../shared/target";
import type { Outcome } from "../contract";
import { Unbuildable } from "./problem";

/** No answer to one operation is longer; what is, is not read. */
const MAX_ANSWER_BYTES = 256 * 1024;

export interface Sendable {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** An answer as it came; `bytes` ends at the bound, and `complete` says whether that was its end. */
export interface Received {
  status: number;
  headers: Record<string, string>;
  bytes: Uint8Array;
  complete: boolean;
}

type Lost = Extract<Outcome, { kind: "unknown" }>;

export interface Way {
  signal: AbortSignal;
  /** The development switch of the target guard. */
  allowLoopback: boolean;
}

/** Sends once; what came, or in which way nothing did. Throws `Unbuildable` where nothing may be sent. */
export async function send({ url, ...request }: Sendable, way: Way): Promise<Received | Lost> {
  const refusal = refuseTarget(url, way);
  if (refusal !== null) throw new Unbuildable(`the target is refused: ${refusal}`);
  const { signal } = way;
  let status: number | null = null;
  try {
    const response = await fetch(url, { ...request, redirect: "manual", signal });
    ({ status } = response);
    const { bytes, complete } = await read(response);
    signal.throwIfAborted();
    return { status, headers: Object.fromEntries(response.headers), bytes, complete };
  } catch {
    return lost(status, signal);
  }
}

/** Where an answer had begun, its status says more than that it broke off. */
function lost(status: number | null, { aborted }: AbortSignal): Lost {
  const seen = status === null ? "before an answer came" : `while the answer (status ${status}) was read`;
  const detail = aborted ? `the time was up ${seen}` : `the connection failed ${seen}`;
  return { kind: "unknown", cause: aborted ? "TIMEOUT" : "CONNECTION", status, detail };
}

async function read(response: Response): Promise<{ bytes: Uint8Array; complete: boolean }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) break;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return { bytes: bytes.subarray(0, MAX_ANSWER_BYTES), complete: size <= MAX_ANSWER_BYTES };
}
