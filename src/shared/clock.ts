// The one place that reads the time, so that a test can move it.

export const clock = {
  /** Epoch milliseconds. */
  now: (): number => Date.now(),
};

/** The last time that was written: a record's dates are often one and the same. */
const last = { at: Number.NaN, text: "" };

/** UTC ISO 8601 with milliseconds and `Z`; null stays null. */
export const iso = <T extends number | null>(at: T): T extends number ? string : string | null =>
  (at === null ? null : written(at)) as T extends number ? string : string | null;

function written(at: number): string {
  if (at !== last.at) Object.assign(last, { at, text: new Date(at).toISOString() });
  return last.text;
}
