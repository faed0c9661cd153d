// Who changed what, and why: one entry per change, never changed itself, without secrets.
import { clock, iso } from "../shared/clock";
import { extensionPoint } from "../shared/extension";
import type { Json } from "../shared/json";
import { errorText, log } from "../shared/log";

export interface AuditEntry {
  /** Organisation of the credential that made the call. */
  actor: string;
  /** `subject.verb`, for example `credential.rotate`. */
  action: string;
  subject: string;
  reason: string;
  detail: Json;
}

/** Where the host Worker wants every entry as well. */
export const auditSink = extensionPoint<(entry: AuditEntry & { date: string }) => void | Promise<void>>();

/** Tells the sink of an entry that is written. The deed is done: a sink that fails is logged and undoes nothing. */
export async function tellSink(env: object, entry: AuditEntry): Promise<void> {
  const sink = auditSink.of(env);
  if (sink === undefined) return;
  try {
    await sink({ ...entry, date: iso(clock.now()) });
  } catch (error) {
    const { action, subject } = entry;
    log("audit.sink_failed", { action, subject, error: errorText(error) });
  }
}

const INSERT =
  "INSERT INTO audit (at, actor, action, subject, reason, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/** The statement that adds an entry, for the batch that makes the change. */
export function auditStatement(database: D1Database, entry: AuditEntry): D1PreparedStatement {
  const { actor, action, subject, reason, detail } = entry;
  return database.prepare(INSERT).bind(clock.now(), actor, action, subject, reason, JSON.stringify(detail));
}

interface Row {
  id: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  reason: string;
  detail: string;
}

const PAGE = "SELECT * FROM audit WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2";

/** Entries before an id (null: from the newest), newest first, and the id to go on from. */
export async function listAudit(database: D1Database, before: number | null, limit: number) {
  const { results } = await database
    .prepare(PAGE)
    .bind(before, limit + 1)
    .all<Row>();
  const rows = results.slice(0, limit);
  const entries = rows.map(({ at, detail, ...row }) => {
    const parsed: unknown = JSON.parse(detail);
    return { ...row, date: iso(at), detail: parsed };
  });
  return { entries, next: results.length > limit ? (rows.at(-1)?.id ?? null) : null };
}
