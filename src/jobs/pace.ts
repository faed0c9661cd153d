// Work on many things: a few at a time, so many per second, and what belongs together one after the other.
import { clock } from "../shared/clock";

export interface Pace {
  /** Begun per second at most. */
  perSecond: number;
  /** Under way at a time. */
  atOnce: number;
  /** Nothing new begins after this; the first always does. */
  until: number;
}

/**
 * Works on items in their order, as far as the time reaches; answers the results of those that were begun, a beginning of
 * the list. Items of one key wait for each other.
 */
export async function paced<T, R>(
  items: readonly T[],
  { perSecond, atOnce, until }: Pace,
  keyOf: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: Promise<R>[] = [];
  const last = new Map<string, Promise<unknown>>();
  const startedAt = clock.now();
  const worker = async (): Promise<void> => {
    for (;;) {
      const at = results.length;
      const item = items[at];
      if (item === undefined || (at > 0 && clock.now() >= until)) return;
      const key = keyOf(item);
      const result = begun(startedAt + (at * 1_000) / perSecond, last.get(key), () => work(item));
      results.push(result);
      last.set(key, result);
      await result;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return Promise.all(results);
}

/** Waits for its time, and for the one before it. */
async function begun<R>(
  at: number,
  before: Promise<unknown> | undefined,
  work: () => Promise<R>,
): Promise<R> {
  await before;
  const early = at - clock.now();
  if (early > 0) await scheduler.wait(early);
  return work();
}
