// The catalogue in its database: read whole, one item, or written as a set.
import type * as z from "zod";
import { builtIn } from "./builtIn";
import { Credential, Merchant, Product, Reseller, Route } from "./schema";
import { errorText, log } from "../shared/log";

const SCHEMAS = {
  reseller: Reseller,
  merchant: Merchant,
  product: Product,
  route: Route,
  credential: Credential,
};
export type Kind = keyof typeof SCHEMAS;
export type Item<K extends Kind> = z.infer<(typeof SCHEMAS)[K]>;

/** Every item of one revision, by kind and key. */
export class Catalogue {
  readonly revision: number;
  readonly #items = new Map<string, unknown>();

  constructor(revision = 0) {
    this.revision = revision;
  }

  get<K extends Kind>(kind: K, ...key: string[]): Item<K> | null {
    const found = this.#items.get(name(kind, key)) ?? builtIn(kind, key);
    return found as Item<K> | null;
  }

  all<K extends Kind>(kind: K): Item<K>[] {
    const found = [...this.#items].filter(([key]) => key.startsWith(`${kind}\n`));
    return found.map(([, item]) => item as Item<K>);
  }

  /** Takes in a row; one that does not fit its schema is left out and logged, not fatal for the others. */
  add({ kind, key, body }: Row): void {
    const schema = Object.hasOwn(SCHEMAS, kind) ? SCHEMAS[kind as Kind] : null;
    const parsed = schema?.safeParse(JSON.parse(body));
    if (parsed?.success) this.#items.set(`${kind}\n${key}`, parsed.data);
    else log("catalogue.item_skipped", { kind, error: errorText(parsed?.error) });
  }
}

interface Row {
  kind: string;
  key: string;
  body: string;
}

const name = (kind: Kind, key: string[]): string => `${kind}\n${key.join("\n")}`;

/** The parts of an item's key, the same in every look-up. */
export function keyOf<K extends Kind>(kind: K, item: Item<K>): string {
  const part: Record<string, unknown> = item;
  const parts: Record<Kind, string[]> = {
    reseller: ["environment", "resellerKey"],
    merchant: ["environment", "merchantAccountKey"],
    product: ["environment", "merchantAccountKey", "productKey"],
    route: ["environment", "resellerKey", "merchantAccountKey"],
    credential: ["id"],
  };
  return parts[kind].map((field) => String(part[field])).join("\n");
}

export async function readRevision(database: D1Database): Promise<number> {
  return (await database.prepare("SELECT number FROM revision").first<number>("number")) ?? 0;
}

/** Everything, as of one moment. */
export async function readCatalogue(database: D1Database): Promise<Catalogue> {
  const [revision, items] = await database.batch<Row & { number: number }>([
    database.prepare("SELECT number FROM revision"),
    database.prepare("SELECT kind, key, body FROM item"),
  ]);
  const results = items?.results ?? [];
  const catalogue = new Catalogue(revision?.results[0]?.number ?? 0);
  for (const row of results) catalogue.add(row);
  return catalogue;
}

/** One item past every copy, for what a copy does not know yet. */
export async function readItem<K extends Kind>(
  database: D1Database,
  kind: K,
  ...key: string[]
): Promise<Item<K> | null> {
  const statement = database.prepare("SELECT kind, key, body FROM item WHERE kind = ?1 AND key = ?2");
  const row = await statement.bind(kind, key.join("\n")).first<Row>();
  if (row === null) return null;
  const catalogue = new Catalogue();
  catalogue.add(row);
  return catalogue.get(kind, ...key);
}

export type Entry = { [K in Kind]: { kind: K; item: Item<K> } }[Kind];

/** Writes items, each replacing its namesake, as one transaction. */
export async function writeItems(database: D1Database, entries: Entry[]): Promise<void> {
  const put = database.prepare(
    "INSERT INTO item (kind, key, body) VALUES (?1, ?2, ?3) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
  );
  const rows = entries.map(({ kind, item }) => put.bind(kind, keyOf(kind, item), JSON.stringify(item)));
  await database.batch([...rows, database.prepare("UPDATE revision SET number = number + 1")]);
}
