// Few numbers out of many.

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** One run of one side. */
export interface Run {
  /** Operations per second; for a pair of latencies, one connection's. */
  perSecond: number;
  /** Milliseconds of each. */
  latencies: number[];
}

/** All runs of one side. */
export interface Summary {
  perSecond: number;
  p50: number;
  p95: number;
  p99: number;
}

export function summary(runs: readonly Run[]): Summary {
  const latencies = runs.flatMap((run) => run.latencies);
  return {
    perSecond: median(runs.map((run) => run.perSecond)),
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
  };
}
