// Durations as people read them.

const UNITS = [
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const;

/** Milliseconds in the largest unit that leaves no rest. */
export function duration(ms: number): string {
  const [size, unit] = UNITS.find(([unitMs]) => ms >= unitMs && ms % unitMs === 0) ?? [1, "ms"];
  return `${ms / size} ${unit}`;
}
