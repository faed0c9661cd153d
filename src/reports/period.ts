// Days, weeks and months in UTC, and the names of the files about them. A day is its midnight in epoch milliseconds.

export const DAY_MS = 86_400_000;

export const TYPES = ["AR", "CR", "ER", "SR"] as const;
export type ReportType = (typeof TYPES)[number];

export const FREQUENCIES = ["D", "W", "M"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** The folder of a frequency. */
export const FOLDERS: Record<Frequency, string> = { D: "daily", W: "weekly", M: "monthly" };

export interface Period {
  frequency: Frequency;
  /** Inclusive and exclusive, epoch milliseconds. */
  from: number;
  to: number;
}

/** The day that a moment belongs to. */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS) * DAY_MS;

/** `yyyy-MM-dd`. */
export const dateOf = (day: number): string => new Date(day).toISOString().slice(0, 10);

/** Midnight of `yyyy-MM-dd`, or null where that is no date. */
export function dayFrom(date: string): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN;
  return Number.isFinite(at) && dateOf(at) === date ? at : null;
}

/** The day, week or month that begins on a day; weeks begin on Mondays, months on their first. */
function periodFrom(frequency: Frequency, from: number): Period | null {
  const start = new Date(from);
  if (frequency === "W" && start.getUTCDay() !== 1) return null;
  if (frequency === "M" && start.getUTCDate() !== 1) return null;
  const month = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1);
  const to = { D: from + DAY_MS, W: from + 7 * DAY_MS, M: month }[frequency];
  return { frequency, from, to };
}

/** What is over when a day is over: the day itself, the week on a Sunday, the month on its last day. */
export function periodsEndingWith(day: number): Period[] {
  const end = new Date(day + DAY_MS);
  const month = Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - 1, 1);
  return [
    { frequency: "D", from: day, to: day + DAY_MS },
    ...(end.getUTCDay() === 1 ? [{ frequency: "W" as const, from: day - 6 * DAY_MS, to: day + DAY_MS }] : []),
    ...(end.getUTCDate() === 1 ? [{ frequency: "M" as const, from: month, to: day + DAY_MS }] : []),
  ];
}

/** `AR_V1_D_2026-11-01.csv`: the date is the first day of the period. */
export const nameOf = (type: ReportType, { frequency, from }: Pick<Period, "frequency" | "from">): string =>
  `${type}_V1_${frequency}_${dateOf(from)}.csv`;

const NAME = /^(AR|CR|ER|SR)_V1_([DWM])_(\d{4}-\d\d-\d\d)\.csv$/;

/** What a file's name says, or null where nothing has such a name. */
export function named(name: string): { type: ReportType; period: Period } | null {
  const [, word, letter, date = ""] = NAME.exec(name) ?? [];
  const type = TYPES.find((one) => one === word);
  const frequency = FREQUENCIES.find((one) => one === letter);
  const from = dayFrom(date);
  if (type === undefined || frequency === undefined || from === null) return null;
  const period = periodFrom(frequency, from);
  return period && { type, period };
}
