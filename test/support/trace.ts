// Everything that is stored: every object's rows and alarm, every row of both databases. Two dumps that are equal
// prove that nothing in between left a trace.
import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";

type Rows = Record<string, unknown>;

async function objects(
  name: string,
  namespace: DurableObjectNamespace<Rpc.DurableObjectBranded>,
): Promise<Rows> {
  const dump: Rows = {};
  for (const id of await listDurableObjectIds(namespace)) {
    const held = await runInDurableObject(namespace.get(id), async (_, { storage }) => ({
      rows: [...storage.kv.list()],
      alarm: await storage.getAlarm(),
    }));
    // An object that was only looked at holds nothing: no trace.
    if (held.rows.length > 0 || held.alarm !== null) dump[`${name} ${id}`] = held;
  }
  return dump;
}

async function tables(name: string, database: D1Database): Promise<Rows> {
  const list = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";
  const { results } = await database.prepare(list).all<{ name: string }>();
  const dump: Rows = {};
  for (const table of results)
    dump[`${name} ${table.name}`] = (await database.prepare(`SELECT * FROM "${table.name}"`).all()).results;
  return dump;
}

/** A dump of all that is stored. */
export async function everythingStored(): Promise<Rows> {
  return {
    ...(await objects("entitlement", env.ENTITLEMENT)),
    ...(await objects("customer", env.CUSTOMER)),
    ...(await objects("merchant", env.SANDBOX_MERCHANT)),
    ...(await tables("projection", env.DB)),
    ...(await tables("catalogue", env.CATALOGUE)),
  };
}

/** Until nothing is on its way any more: two equal looks, and no notification between the queue and its endpoint. */
export async function stillness(): Promise<Rows> {
  let before = "";
  return vi.waitFor(
    async () => {
      const now = await everythingStored();
      const text = JSON.stringify(now);
      const still = text === before && !text.includes('\\"state\\":\\"in_flight\\"');
      before = text;
      if (!still) throw new Error("something is still on its way");
      return now;
    },
    { timeout: 10_000, interval: 100 },
  );
}
