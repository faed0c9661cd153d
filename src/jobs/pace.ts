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
 * the list. Items of one key wait for each other, and what is behind one that waits waits as well: none is begun whose
 * result would be lost. What goes wrong with one goes wrong with all, and nothing begins after it.
 */
export async function paced<T, R>(
  items: readonly T[],
  { perSecond, atOnce, until }: Pace,
  keyOf: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: Promise<R>[] = [];
  const last = new Map<string, Promise<void>>();
  const underWay = new Set<Promise<void>>();
  const startedAt = clock.now();
  let isOver = false;
  for (const [at, item] of items.entries()) {
    await last.get(keyOf(item));
    if (underWay.size >= atOnce) await Promise.race(underWay);
    const early = startedAt + (at * 1_000) / perSecond - clock.now();
    if (early > 0) await scheduler.wait(early);
    if (isOver || (at > 0 && clock.now() >= until)) break;
    const result = work(item);
    results.push(result);
    const ended = result.then(nothing, () => void (isOver = true)).finally(() => underWay.delete(ended));
    underWay.add(ended);
    last.set(keyOf(item), ended);
  }
  return Promise.all(results);
}

const nothing = (): void => undefined;
