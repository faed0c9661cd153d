// One stock of codes: each is given out exactly once, whatever is repeated, races or dies.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { stockOf } from "../../src/connectors/voucher";
import type { Taker, Voucher } from "../../src/vouchers/codes";
import { portionsOf } from "../../src/vouchers/load";
import { hooks } from "../../src/shared/hooks";
import { clock } from "../../src/shared/clock";
import { HOUR, pass } from "../support/world";

const newStock = () =>
  stockOf(env, { environment: "sandbox", merchantAccountKey: "CODES", productKey: crypto.randomUUID() });
type Stock = ReturnType<typeof newStock>;

const plain = (...codes: string[]): Voucher[] => codes.map((code) => ({ code, expiry: null }));
const somebody = (): Taker => ({ requestId: crypto.randomUUID(), entitlementId: crypto.randomUUID() });
const codeOf = async (stock: Stock, taker = somebody()) => (await stock.take(taker)).code;

async function stocked(...codes: string[]): Promise<Stock> {
  const stock = newStock();
  await stock.load(plain(...codes));
  return stock;
}

/** Counts the rows themselves, and checks what the object says of them. */
async function counted(stock: Stock) {
  const level = await stock.level();
  const rows = await runInDurableObject(stock, (_, { storage }) =>
    storage.sql
      .exec<{ state: string; n: number }>("SELECT state, count(*) AS n FROM code GROUP BY state")
      .toArray(),
  );
  const of = (state: string) => rows.find((row) => row.state === state)?.n ?? 0;
  const { loaded, given, free, expired } = level;
  expect({ given, all: given + free + expired }).toEqual({ given: of("given"), all: loaded });
  expect(loaded).toBe(of("given") + of("free") + of("expired"));
  return { loaded, given, free, expired };
}

describe("taking", () => {
  it("gives what was loaded first", async () => {
    const stock = await stocked("Z", "M");
    await stock.load(plain("A"));
    const got = [await codeOf(stock), await codeOf(stock), await codeOf(stock), await codeOf(stock)];
    expect(got).toEqual(["Z", "M", "A", null]);
    expect(await counted(stock)).toEqual({ loaded: 3, given: 3, free: 0, expired: 0 });
  });

  it("gives the same code to the same request, and to the same entitlement", async () => {
    const stock = await stocked("A", "B", "C");
    const taker = somebody();
    expect(await stock.take(taker)).toEqual({ code: "A", free: 2 });
    expect(await stock.take(taker)).toEqual({ code: "A", free: 2 });
    expect(await codeOf(stock, { ...somebody(), requestId: taker.requestId })).toBe("A");
    expect(await codeOf(stock, { ...somebody(), entitlementId: taker.entitlementId })).toBe("A");
    expect(await codeOf(stock)).toBe("B");
    expect(await counted(stock)).toEqual({ loaded: 3, given: 2, free: 1, expired: 0 });
  });

  it("gives fifty at once fifty codes, and each of them its own again", async () => {
    const codes = Array.from({ length: 50 }, (_, at) => `C-${at}`);
    const stock = await stocked(...codes);
    const takers = codes.map(somebody);
    const got = await Promise.all(takers.map((taker) => codeOf(stock, taker)));
    expect(new Set(got)).toEqual(new Set(codes));
    expect(await Promise.all(takers.map((taker) => codeOf(stock, taker)))).toEqual(got);
    expect(await counted(stock)).toEqual({ loaded: 50, given: 50, free: 0, expired: 0 });
  });

  it("gives fifty that race for thirty codes thirty of them, and the rest nothing", async () => {
    const stock = await stocked(...Array.from({ length: 30 }, (_, at) => `C-${at}`));
    const got = await Promise.all(Array.from({ length: 50 }, () => codeOf(stock)));
    expect(new Set(got.filter((code) => code !== null)).size).toBe(30);
    expect(got.filter((code) => code === null)).toHaveLength(20);
  });

  it("gives one request that comes twenty times at once one code", async () => {
    const stock = await stocked("A", "B", "C");
    const taker = somebody();
    const got = await Promise.all(Array.from({ length: 20 }, () => codeOf(stock, taker)));
    expect(new Set(got)).toEqual(new Set(["A"]));
    expect(await counted(stock)).toMatchObject({ given: 1, free: 2 });
  });

  it("that found nothing leaves no trace: after a load the same request succeeds", async () => {
    const stock = newStock();
    const taker = somebody();
    expect(await stock.take(taker)).toEqual({ code: null, free: 0 });
    expect(await stock.given(taker)).toBeNull();
    await stock.load(plain("A"));
    expect(await codeOf(stock, taker)).toBe("A");
  });

  it("is what giving knows of: a question gives nothing", async () => {
    const stock = await stocked("A");
    const taker = somebody();
    expect(await stock.given(taker)).toBeNull();
    await stock.take(taker);
    expect(await stock.given(taker)).toBe("A");
    expect(await counted(stock)).toMatchObject({ given: 1 });
  });
});

describe("loading", () => {
  it("leaves out what the stock has had, given or not", async () => {
    const stock = await stocked("A", "B");
    await stock.take(somebody());
    expect(await stock.load(plain("A", "B", "C", "C"))).toBe(1);
    expect(await stock.load(plain("A", "B", "C"))).toBe(0);
    expect(await counted(stock)).toEqual({ loaded: 3, given: 1, free: 2, expired: 0 });
  });

  it("is remembered with its time, unless nothing came of it", async () => {
    const stock = newStock();
    expect((await stock.level()).lastLoadedAt).toBeNull();
    const before = clock.now();
    await stock.load(plain("A"));
    const { lastLoadedAt } = await stock.level();
    expect(lastLoadedAt).toBeGreaterThanOrEqual(before);
    pass(HOUR);
    await stock.load(plain("A"));
    expect((await stock.level()).lastLoadedAt).toBe(lastLoadedAt);
  });

  it("is all or nothing: a portion with something impossible in it adds nothing", async () => {
    const stock = await stocked("A");
    const portion = [...plain("B"), { code: null, expiry: null }] as unknown as Voucher[];
    await expect(async () => stock.load(portion)).rejects.toThrow("NOT NULL");
    expect(await counted(stock)).toEqual({ loaded: 1, given: 0, free: 1, expired: 0 });
    expect(await codeOf(stock)).toBe("A");
    expect(await codeOf(stock)).toBeNull();
  });

  it("takes 20,000 codes, and the last of them is found", async () => {
    const stock = newStock();
    const codes = Array.from({ length: 20_000 }, (_, at) => `BULK-${at}`);
    for (const portion of portionsOf(plain(...codes))) await stock.load(portion);
    expect(await counted(stock)).toMatchObject({ loaded: 20_000, free: 20_000 });
    expect(await codeOf(stock)).toBe("BULK-0");
  });

  it("keeps codes as they are written", async () => {
    const codes = ["007", "1e5", 'a"b\\c', "äöü€😀", "null"];
    const stock = await stocked(...codes);
    for (const code of codes) expect(await codeOf(stock)).toBe(code);
  });
});

describe("codes that expire", () => {
  const inHours = (hours: number) => clock.now() + hours * HOUR;

  it("are passed over when they have, and counted; what was given stays given", async () => {
    const stock = newStock();
    await stock.load([
      { code: "GONE", expiry: inHours(-1) },
      { code: "SOON", expiry: inHours(1) },
      { code: "LATER", expiry: inHours(2) },
      { code: "EVER", expiry: null },
    ]);
    expect(await counted(stock)).toEqual({ loaded: 4, given: 0, free: 3, expired: 1 });
    const first = somebody();
    expect(await codeOf(stock, first)).toBe("SOON");
    pass(3 * HOUR);
    expect(await stock.take(somebody())).toEqual({ code: "EVER", free: 0 });
    expect(await codeOf(stock, first)).toBe("SOON");
    expect(await codeOf(stock)).toBeNull();
    expect(await counted(stock)).toEqual({ loaded: 4, given: 2, free: 0, expired: 2 });
  });

  it("by the ten thousand in one moment: counts are right at once, nothing of them is given", async () => {
    const stock = newStock();
    const expiry = inHours(1);
    const codes = Array.from({ length: 25_000 }, (_, at): Voucher => ({ code: `OLD-${at}`, expiry }));
    for (const portion of portionsOf([...codes, ...plain("GOOD")])) await stock.load(portion);
    expect(await counted(stock)).toMatchObject({ free: 25_001, expired: 0 });
    pass(2 * HOUR);
    expect(await stock.take(somebody())).toEqual({ code: "GOOD", free: 0 });
    for (let call = 0; call < 3; call++)
      expect(await counted(stock)).toEqual({ loaded: 25_001, given: 1, free: 0, expired: 25_000 });
    expect(await codeOf(stock)).toBeNull();
  });
});

describe("a stock that dies", () => {
  it("after it wrote and before it answered: the same request gets the code it was given", async () => {
    const stock = await stocked("A", "B");
    const taker = somebody();
    hooks.afterTake = () => {
      throw new Error("died");
    };
    await expect(async () => stock.take(taker)).rejects.toThrow("died");
    delete hooks.afterTake;
    await evictDurableObject(stock);
    expect(await codeOf(stock, taker)).toBe("A");
    expect(await codeOf(stock)).toBe("B");
    expect(await counted(stock)).toEqual({ loaded: 2, given: 2, free: 0, expired: 0 });
  });

  it("between any two calls goes on as if it had not", async () => {
    const stock = newStock();
    const takers = [somebody(), somebody(), somebody()];
    await stock.load(plain("A", "B"));
    await evictDurableObject(stock);
    expect(await stock.load(plain("B", "C"))).toBe(1);
    for (const [at, taker] of takers.entries()) {
      await evictDurableObject(stock);
      expect(await codeOf(stock, taker)).toBe(["A", "B", "C"][at]);
      await evictDurableObject(stock);
      expect(await stock.given(taker)).toBe(["A", "B", "C"][at]);
      expect(await counted(stock)).toMatchObject({ loaded: 3, given: at + 1, free: 2 - at });
    }
  });

  it("in the middle of a crowd: nobody's code is another's, and nobody who asks again gets a second", async () => {
    const codes = Array.from({ length: 60 }, (_, at) => `C-${at}`);
    const stock = await stocked(...codes);
    let count = 0;
    hooks.afterTake = () => {
      if (++count % 3 === 0) throw new Error("died");
    };
    const takers = Array.from({ length: 50 }, somebody);
    const first = await Promise.allSettled(takers.map((taker) => codeOf(stock, taker)));
    delete hooks.afterTake;
    expect(first.filter(({ status }) => status === "rejected").length).toBeGreaterThan(10);
    await evictDurableObject(stock);
    const second = await Promise.all(takers.map((taker) => codeOf(stock, taker)));
    expect(new Set(second).size).toBe(50);
    for (const [at, one] of first.entries())
      if (one.status === "fulfilled") expect(second[at]).toBe(one.value);
    expect(await counted(stock)).toEqual({ loaded: 60, given: 50, free: 10, expired: 0 });
  });
});

describe("what is paid for", () => {
  /** The rows that a call reads and writes, as they are billed. */
  async function cost(stock: Stock, act: () => Promise<unknown>) {
    const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
    const { sql } = await runInDurableObject(stock, (_, { storage }) => {
      const exec = storage.sql.exec.bind(storage.sql);
      storage.sql.exec = ((query: string, ...bindings: unknown[]) => {
        const cursor = exec(query, ...bindings);
        cursors.push(cursor);
        return cursor;
      }) as typeof exec;
      return { sql: storage.sql };
    });
    await act();
    Reflect.deleteProperty(sql, "exec");
    const sum = (of: "rowsRead" | "rowsWritten") => cursors.reduce((rows, cursor) => rows + cursor[of], 0);
    return { read: sum("rowsRead"), written: sum("rowsWritten") };
  }

  it("does not grow with the codes that there are, nor with those that are gone", async () => {
    const stock = newStock();
    const codes = Array.from({ length: 5_000 }, (_, at) => `C-${at}`);
    await stock.load(plain(...codes));
    const before = await cost(stock, () => stock.take(somebody()));
    for (let at = 0; at < 1_000; at++) await stock.take(somebody());
    const after = await cost(stock, () => stock.take(somebody()));
    expect(after).toEqual(before);
    expect(after.read).toBeLessThan(20);
  });

  it("is the code with its indexes and the count; a repeat writes nothing", async () => {
    const stock = await stocked("A", "B");
    const taker = somebody();
    expect((await cost(stock, () => stock.take(taker))).written).toBe(4);
    expect((await cost(stock, () => stock.take(taker))).written).toBe(0);
    expect((await cost(stock, () => stock.load(plain("C")))).written).toBe(4);
  });
});
