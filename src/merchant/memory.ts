// What a merchant remembers of requests: so that a repeat is answered as the first one was, and the platform can be told
// what became of a request whose answer it never got.
import type { OperationOutcome, OperationRequest } from "./request";

/** A request that has come; plain JSON. */
export interface Remembered {
  request: OperationRequest;
  /** Epoch milliseconds. */
  begunAt: number;
  /** Of whoever works on it, so that of two only one does. */
  worker: string;
  /** Null until there is an answer that stands. */
  outcome: OperationOutcome | null;
}

/** Where that is kept: a table with the request's id as its key. Repeats come for two days at most. */
export interface Memory {
  /** Puts it in unless there is one of that id, in one step, and gives what is there then. */
  begin: (requestId: string, entry: Remembered) => Remembered | Promise<Remembered>;
  /**
   * Replaces what is there if it is still this worker's, in one step, and says whether it did: `UPDATE … WHERE worker = ?`,
   * and whether a row was changed. Of two who take an open request over at once only one may be told yes.
   */
  replace: (requestId: string, entry: Remembered, worker: string) => boolean | Promise<boolean>;
  /** What is there, or null. */
  find: (requestId: string) => Remembered | null | Promise<Remembered | null>;
}

const MOST_KEPT = 10_000;

/** A memory that ends with the process: for trying things out, and for tests. */
export function memoryInProcess(): Memory {
  const entries = new Map<string, Remembered>();
  return {
    begin(requestId, entry) {
      const known = entries.get(requestId);
      if (known) return known;
      const [oldest] = entries.keys();
      if (entries.size >= MOST_KEPT && oldest !== undefined) entries.delete(oldest);
      entries.set(requestId, entry);
      return entry;
    },
    replace(requestId, entry, worker) {
      if (entries.get(requestId)?.worker !== worker) return false;
      entries.set(requestId, entry);
      return true;
    },
    find: (requestId) => entries.get(requestId) ?? null,
  };
}
