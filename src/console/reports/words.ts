// Reports, periods and encodings in the words of the page.
import { DAY_MS, type Frequency, type ReportType } from "../../reports/period";

/** A report: how the API calls it in a range, and what it is about. */
export const REPORTS: Record<ReportType, { word: string; name: string; about: string }> = {
  AR: { word: "active", name: "Active", about: "what has the service at the end" },
  CR: { word: "change", name: "Change", about: "what has another status at the end than at the start" },
  ER: { word: "event", name: "Event", about: "every version that was made" },
  SR: { word: "summary", name: "Summary", about: "counts per product" },
};

export const FREQUENCY_WORDS: Record<Frequency, string> = { D: "daily", W: "weekly", M: "monthly" };

interface Encoding {
  label: string;
  /** Where it stands beside the others. */
  short: string;
  query: Record<string, string>;
}

/** The ways to encode a report, as the API is asked for them. */
export const ENCODINGS: Record<string, Encoding> = {
  csv: { label: "CSV", short: "CSV", query: {} },
  "csv-1252": { label: "CSV, Windows-1252", short: "Windows-1252", query: { charset: "windows-1252" } },
  ndjson: { label: "NDJSON", short: "NDJSON", query: { format: "ndjson" } },
};

const PARTS: Record<Frequency, Intl.DateTimeFormatOptions> = {
  D: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  W: { day: "numeric", month: "short", year: "numeric" },
  M: { month: "long", year: "numeric" },
};

/** "Mon, 23 Nov 2026", "16 – 22 Nov 2026", "November 2026"; bounds are ISO 8601, the second exclusive. */
export function periodWords(frequency: Frequency, from: string, to: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { ...PARTS[frequency], timeZone: "UTC" });
  const first = Date.parse(from);
  return frequency === "W" ? format.formatRange(first, Date.parse(to) - DAY_MS) : format.format(first);
}
