// A Worker has six connections at a time; more would wait for one another and be measured as slow.

export const MOST_AT_A_TIME = 6;

export type Slots = <T>(work: () => Promise<T>) => Promise<T>;

/** Runs what it is given, six at a time, in the order in which it came. */
export function slots(): Slots {
  const waiting: (() => void)[] = [];
  let free = MOST_AT_A_TIME;
  return async (work) => {
    // Whoever ends hands its slot on, so that nobody who comes just then takes it.
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
