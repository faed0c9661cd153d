// How figures, shares, durations and days are written.

const FIGURES = new Intl.NumberFormat("en");
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** 12,345 */
export const figure = (value: number): string => FIGURES.format(value);

/** 12.3K: where there is no room for more. */
export const compact = (value: number): string => COMPACT.format(value);

/** 12.3 %, or a dash where there is nothing to take a share of. */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 0.1 ? "< 0.1" : FIGURES.format(Math.round(percent * 10) / 10)} %`;
}

/** 340 ms, 2.4 s, 12 min, 5 h, 3 days; a dash where there is none. */
export function duration(ms: number | null): string {
  if (ms === null) return "–";
  const [unit, size] = UNITS.find(([, ofUnit]) => ms >= (ofUnit === 1_000 ? 1 : 2) * ofUnit) ?? ["ms", 1];
  const value = ms / size;
  return `${FIGURES.format(value < 10 && unit !== "ms" ? Math.round(value * 10) / 10 : Math.round(value))} ${unit}`;
}

/** The unit, and how many milliseconds it has. */
const UNITS: [unit: string, ms: number][] = [
  ["days", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
];

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 24 Nov */
export const shortDate = (date: string): string =>
  `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ""}`;

/** SUBSCRIPTION_CANCELLED as "Subscription cancelled". */
export const spoken = (code: string): string => {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};
