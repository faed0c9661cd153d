// One change of the catalogue, written whole or not at all: items, definitions, the audit entry and the revision, in one
// batch that fails when somebody else has written since the change was decided.
import { outdate } from "../catalogue/cache";
import { sealedReseller } from "../catalogue/resellerSecrets";
import { keyOf, readRevision, type Entry } from "../catalogue/store";
import { clock } from "../shared/clock";
import { auditStatement, tellSink, type AuditEntry } from "./audit";
import { readStored, type Stored, type Version } from "./stored";

export interface Writing {
  put: Entry[];
  remove: Entry[];
  /** Versions that have to exist afterwards. */
  versions: Version[];
  audit: AuditEntry;
}

/** Violates the table's CHECK exactly when the revision has moved, and the batch fails with it. */
const GUARD = "INSERT INTO revision (id, number) SELECT 0, 0 FROM revision WHERE number <> ?1";

/** Bulk writes take one JSON parameter each, so that a batch stays a handful of statements (D1 counts them). */
const PUT = `
INSERT INTO item (kind, key, body)
SELECT json_extract(value, '$.kind'), json_extract(value, '$.key'), json_extract(value, '$.body')
FROM json_each(?1) WHERE true
ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body`;

const REMOVE = `
DELETE FROM item WHERE (kind, key) IN (
  SELECT json_extract(value, '$.kind'), json_extract(value, '$.key') FROM json_each(?1)
)`;

const ADD_VERSIONS = `
INSERT INTO definition (environment, merchant_account_key, version, connector, digest, body, created)
SELECT json_extract(value, '$.environment'), json_extract(value, '$.merchantAccountKey'),
       json_extract(value, '$.version'), json_extract(value, '$.connector'), json_extract(value, '$.digest'),
       json_extract(value, '$.body'), ?2
FROM json_each(?1) WHERE true
ON CONFLICT DO NOTHING`;

type Catalogue = Pick<Env, "CATALOGUE" | "CATALOGUE_KEY">;

/** Writes a change that was decided by a revision; false, and nothing written, when that is no longer the newest. */
export async function write(env: Catalogue, revision: number, writing: Writing): Promise<boolean> {
  const { CATALOGUE: database } = env;
  const { put, remove, versions, audit } = writing;
  const rows = await Promise.all(put.map((entry) => rowOf(env, entry)));
  const gone = remove.map(({ kind, item }) => ({ kind, key: keyOf(kind, item) }));
  try {
    await database.batch([
      database.prepare(GUARD).bind(revision),
      database.prepare(PUT).bind(JSON.stringify(rows)),
      database.prepare(REMOVE).bind(JSON.stringify(gone)),
      database.prepare(ADD_VERSIONS).bind(JSON.stringify(versions), clock.now()),
      database.prepare("UPDATE revision SET number = number + 1"),
      auditStatement(database, audit),
    ]);
  } catch (error) {
    if ((await readRevision(database)) !== revision) return false;
    throw error;
  }
  outdate(database);
  await tellSink(env, audit);
  return true;
}

/** What release 0.1.0 stored in clear is sealed when its item is written next. */
async function rowOf({ CATALOGUE_KEY }: Catalogue, { kind, item }: Entry) {
  const stored = kind === "reseller" ? await sealedReseller(CATALOGUE_KEY, item) : item;
  return { kind, key: keyOf(kind, item), body: JSON.stringify(stored) };
}

/** A change that is decided again when somebody was faster, unlike the application of a file. */
export async function change<T>(
  env: Catalogue,
  decide: (stored: Stored) => Promise<{ writing: Writing | null; result: T }>,
): Promise<T> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const stored = await readStored(env.CATALOGUE);
    const { writing, result } = await decide(stored);
    if (writing === null || (await write(env, stored.catalogue.revision, writing))) return result;
  }
  throw new Error(`the catalogue moved ${MOST_ATTEMPTS} times while one change was decided`);
}

/** Operators are few: more than this means that something writes all the time. */
const MOST_ATTEMPTS = 8;
