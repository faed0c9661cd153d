// Histograms on a doubling scale. What is kept is how many fell between two bounds, never the single values, so a
// percentile is an estimate: within its bucket the values are taken as spread evenly on that scale.

/** Bounds of the time from a sign-up's creation to its activation: a second to 48 days, in milliseconds. */
export const WAIT_BOUNDS_MS: readonly number[] = Array.from({ length: 23 }, (_, at) => 1_000 * 2 ** at);

/** Bounds of a merchant's answer time, milliseconds; a call ends at 10 s. */
export const CALL_BOUNDS_MS: readonly number[] = Array.from({ length: 11 }, (_, at) => 5 * 2 ** at);

/** The bucket of a value: how many bounds it has reached. */
export const bucketOf = (bounds: readonly number[], value: number): number =>
  bounds.filter((bound) => bound <= value).length;

/** Where a share (0 to 1) of the values lies below, estimated; null where there are no values. */
export function percentile(
  bounds: readonly number[],
  counts: readonly number[],
  share: number,
): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let left = share * total;
  const bucket = counts.findIndex((count, at) => {
    if (count >= left && count > 0) return true;
    left -= count;
    return at === counts.length - 1;
  });
  // The first bucket has no lower bound and the last no upper one: both are taken to span a doubling, like the others.
  const low = bounds[bucket - 1] ?? (bounds[0] ?? 1) / 2;
  return Math.round(low * 2 ** (left / Math.max(counts[bucket] ?? 1, 1)));
}
