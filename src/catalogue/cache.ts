// Each isolate's copy of the catalogue. Older than 25 s it is refreshed before use, so that a revoked credential
// stops within 30 s; while the database is away the last good copy serves, up to a day. Nothing is remembered as
// missing: what the copy does not know is read through.
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { type Catalogue, readCatalogue, readItem, readRevision, type Item, type Kind } from "./store";

const FRESH_MS = 25_000;
const LAST_RESORT_MS = 24 * 3_600_000;

interface Copy {
  catalogue: Catalogue;
  checkedAt: number;
}

const copies = new WeakMap<D1Database, Copy>();

/** Fills an empty catalogue, where there is something to fill it with: the demo on a developer's machine. */
export type Seed = (database: D1Database) => Promise<void>;

/** The database is away, and there is no copy that could serve instead. */
export class CatalogueUnavailable extends Error {}

/** The current catalogue. Throws `CatalogueUnavailable` when the database is away and no copy is young enough. */
export async function currentCatalogue(database: D1Database, seed: Seed | null = null): Promise<Catalogue> {
  const copy = copies.get(database);
  const now = clock.now();
  if (copy && now - copy.checkedAt < FRESH_MS) return copy.catalogue;
  try {
    const revision = await readRevision(database);
    if (revision === 0 && seed !== null) {
      await seed(database);
      return currentCatalogue(database);
    }
    const catalogue = copy?.catalogue.revision === revision ? copy.catalogue : await readCatalogue(database);
    copies.set(database, { catalogue, checkedAt: now });
    return catalogue;
  } catch (error) {
    log("catalogue.refresh_failed", { error: errorText(error) });
    if (copy && now - copy.checkedAt < LAST_RESORT_MS) return copy.catalogue;
    throw unavailable(error);
  }
}

/** What the database could not say; a mistake in the code stays one. */
const unavailable = (error: unknown): unknown =>
  error instanceof TypeError ? error : new CatalogueUnavailable(errorText(error));

/** An item from the copy, else from the database itself: something new works at once. */
export async function findItem<K extends Kind>(
  database: D1Database,
  catalogue: Catalogue,
  kind: K,
  ...key: string[]
): Promise<Item<K> | null> {
  return catalogue.get(kind, ...key) ?? latestItem(database, kind, ...key);
}

/** An item from the database itself. Throws `CatalogueUnavailable` when it is away. */
export async function latestItem<K extends Kind>(
  database: D1Database,
  kind: K,
  ...key: string[]
): Promise<Item<K> | null> {
  try {
    return await readItem(database, kind, ...key);
  } catch (error) {
    throw unavailable(error);
  }
}
