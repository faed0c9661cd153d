// The one place that reads the time, so that a test can move it.

export const clock = {
  /** Epoch milliseconds. */
  now: (): number => Date.now(),
};

/** UTC ISO 8601 with milliseconds and `Z`; null stays null. */
export const iso = <T extends number | null>(at: T): T extends number ? string : string | null =>
  (at === null ? null : new Date(at).toISOString()) as T extends number ? string : string | null;
