// Sums over the days that are shown.
import type { StatisticsDay } from "../../statistics/statistics";

/** The figures of a day that can be added up. */
export type DayFigure = Exclude<keyof StatisticsDay, "date" | "statuses">;

export const sumOf = (days: readonly StatisticsDay[], figure: DayFigure): number =>
  days.reduce((sum, day) => sum + day[figure], 0);

/** The day as a row's name: today is not over yet. */
export const dayName = (day: StatisticsDay, days: readonly StatisticsDay[]): string =>
  day === days.at(-1) ? `${day.date}, so far` : day.date;
