// Which report files there are, for lists: newest first, per owner. A row is written when its file is complete, so what is
// listed can be downloaded; the file itself is the truth about its content.
import * as z from "zod";
import { DEFAULT_HOME, databaseOf } from "../shared/homes";

/** A file of reports; times are epoch milliseconds. */
export interface ReportFile {
  partner: string;
  name: string;
  type: string;
  frequency: string;
  from: number;
  to: number;
  /** Lines, without the header. */
  rows: number;
  size: number;
  created: number;
}

/** Whose files: the party's name for itself in the list. */
export const ownerOf = (environment: string, party: string, key: string): string =>
  `${environment}:${party}:${key}`;

const RECORD = `
INSERT INTO report (owner, partner, name, type, frequency, period_from, period_to, row_count, size, created)
SELECT json_extract(value, '$.owner'), json_extract(value, '$.partner'), json_extract(value, '$.name'),
       json_extract(value, '$.type'), json_extract(value, '$.frequency'), json_extract(value, '$.from'),
       json_extract(value, '$.to'), json_extract(value, '$.rows'), json_extract(value, '$.size'),
       json_extract(value, '$.created')
FROM json_each(?1) WHERE true
ON CONFLICT (owner, period_from, name, partner)
DO UPDATE SET row_count = excluded.row_count, size = excluded.size, created = excluded.created`;

/** Lists files that are complete, each in place of what was known of it before. */
export async function recordReports(
  env: Pick<Env, "DB">,
  files: readonly (ReportFile & { owner: string })[],
): Promise<void> {
  await databaseOf(env, DEFAULT_HOME).prepare(RECORD).bind(JSON.stringify(files)).run();
}

const RESIZE =
  "UPDATE report SET size = ?5 WHERE owner = ?1 AND period_from = ?2 AND name = ?3 AND partner = ?4";

/** Notes that a file that is listed has another size now. */
export async function resizeReport(
  env: Pick<Env, "DB">,
  { owner, from, name, partner }: Pick<ReportFile, "from" | "name" | "partner"> & { owner: string },
  size: number,
): Promise<void> {
  await databaseOf(env, DEFAULT_HOME).prepare(RESIZE).bind(owner, from, name, partner, size).run();
}

/** After this file, newest period first. */
export const ReportPosition = z.strictObject({
  owner: z.string(),
  from: z.number(),
  name: z.string(),
  partner: z.string(),
});
export type ReportPosition = z.infer<typeof ReportPosition>;

/** What may be asked for; null is everything. Periods that begin in `[from, to)`. */
export interface ReportFilter {
  owner: string;
  partner: string | null;
  type: string | null;
  frequency: string | null;
  from: number | null;
  to: number | null;
}

const PAGE = `
SELECT partner, name, type, frequency, period_from AS "from", period_to AS "to", row_count AS "rows", size, created
FROM report
WHERE owner = ?1 AND (period_from, name, partner) < (?2, ?3, ?4) AND period_from >= ?5
  AND (?6 IS NULL OR partner = ?6) AND (?7 IS NULL OR type = ?7) AND (?8 IS NULL OR frequency = ?8)
ORDER BY period_from DESC, name DESC, partner DESC LIMIT ?9`;

/** A page of files, and where the next begins. */
export async function listReports(
  env: Pick<Env, "DB">,
  { owner, partner, type, frequency, from, to }: ReportFilter,
  after: ReportPosition | null,
  limit: number,
): Promise<{ files: ReportFile[]; next: ReportPosition | null }> {
  const before = after ?? { from: to ?? Number.MAX_SAFE_INTEGER, name: "", partner: "" };
  const page = databaseOf(env, DEFAULT_HOME)
    .prepare(PAGE)
    .bind(owner, before.from, before.name, before.partner, from ?? 0, partner, type, frequency, limit + 1);
  const { results } = await page.all<ReportFile>();
  const files = results.slice(0, limit);
  const last = files.at(-1);
  const next =
    results.length > limit && last
      ? { owner, from: last.from, name: last.name, partner: last.partner }
      : null;
  return { files, next };
}
