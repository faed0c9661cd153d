// Everything that is stored anywhere, as texts: rows of every object (keys, values, tables), of every table of every
// database, and every file with its name and what it says of itself. Through the platform's own doors: what lies in freed
// pages or in a log of writes is not ours to read.
import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";

/** Where it was found, and the text. */
export type Copy = [where: string, text: string];

type Namespace = DurableObjectNamespace<Rpc.DurableObjectBranded>;

const TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";

async function ofObjects(name: string, namespace: Namespace): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const id of await listDurableObjectIds(namespace))
    await runInDurableObject(namespace.get(id), (_, { storage }) => {
      for (const [key, value] of storage.kv.list())
        copies.push([`${name} ${id} ${key}`, typeof value === "string" ? value : JSON.stringify(value)]);
      for (const { name: table } of storage.sql.exec<{ name: string }>(TABLES))
        for (const row of storage.sql.exec(`SELECT * FROM "${table}"`))
          copies.push([`${name} ${id} ${table}`, JSON.stringify(row)]);
    });
  return copies;
}

async function ofTables(name: string, database: D1Database): Promise<Copy[]> {
  const copies: Copy[] = [];
  const { results } = await database.prepare(TABLES).all<{ name: string }>();
  for (const { name: table } of results) {
    const rows = await database.prepare(`SELECT * FROM "${table}"`).all();
    for (const row of rows.results) copies.push([`${name} ${table}`, Object.values(row).join("\n")]);
  }
  return copies;
}

async function ofFiles(): Promise<Copy[]> {
  const copies: Copy[] = [];
  let cursor: string | undefined;
  do {
    const page: R2Objects = await env.FILES.list({
      ...(cursor !== undefined && { cursor }),
      include: ["customMetadata"],
    });
    for (const { key, customMetadata } of page.objects) {
      const text = (await (await env.FILES.get(key))?.text()) ?? "";
      copies.push([`file ${key}`, `${key}\n${JSON.stringify(customMetadata)}\n${text}`]);
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return copies;
}

/** Every binding that stores: one that is missing here fails in the test of this list. */
export const STORES = {
  ENTITLEMENT: () => ofObjects("entitlement", env.ENTITLEMENT),
  CUSTOMER: () => ofObjects("customer", env.CUSTOMER),
  SANDBOX_MERCHANT: () => ofObjects("sandbox", env.SANDBOX_MERCHANT),
  SANDBOX_RESELLER: () => ofObjects("sandbox reseller", env.SANDBOX_RESELLER),
  VOUCHER_STOCK: () => ofObjects("vouchers", env.VOUCHER_STOCK),
  ENDPOINT: () => ofObjects("endpoint", env.ENDPOINT),
  JOB: () => ofObjects("job", env.JOB),
  DB: () => ofTables("query store", env.DB),
  CATALOGUE: () => ofTables("catalogue", env.CATALOGUE),
  FILES: ofFiles,
};

/** All of it. */
export async function everyCopy(): Promise<Copy[]> {
  const copies: Copy[] = [];
  for (const read of Object.values(STORES)) copies.push(...(await read()));
  return copies;
}

/** Where any of these texts is found, as they are or as JSON and CSV write them. */
export const placesOf = (copies: readonly Copy[], ...texts: string[]): string[] => [
  ...new Set(copies.filter(([, copy]) => texts.some((text) => copy.includes(text))).map(([where]) => where)),
];
