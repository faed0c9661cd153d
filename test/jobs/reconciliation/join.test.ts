// The join's table and the partitions, without a store.
import * as fc from "fast-check";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import type { BookRow } from "../../../src/jobs/reconciliation/bookRow";
import { openJoin } from "../../../src/jobs/reconciliation/join";
import type { OurRow } from "../../../src/jobs/reconciliation/ourRow";
import {
  asciiJson,
  layoutsOf,
  partitionLines,
  partitionOf,
  partitionsFor,
  shuffled,
} from "../../../src/jobs/reconciliation/shuffle";

const book = (row: number, changes: Partial<BookRow> = {}): BookRow => ({
  row,
  key: "M-1",
  status: "ACTIVE",
  productKey: "MUSIC",
  ...changes,
});
const ours = (entitlementId: string, status: string): OurRow => ({
  entitlementId,
  ownId: "M-1",
  status,
  partner: "TELCO",
  customer: null,
  productKey: "MUSIC",
  offerKey: null,
  updated: 0,
});

it("an id that is repeated is taken once, and doubted where its rows disagree", () => {
  const join = openJoin();
  expect([join.take(book(1)), join.take(book(2))]).toEqual([true, false]);
  expect([...join.met()]).toEqual([{ book: book(1), ours: null, repeated: true, contradicted: false }]);
  expect(join.take(book(3, { status: "SUSPENDED" }))).toBe(false);
  expect([...join.met()][0]?.contradicted).toBe(true);
});

it.each([
  [["CANCELLED", "ACTIVE"], "b", ["a"]],
  [["ACTIVE", "CANCELLED"], "a", ["b"]],
  [["ACTIVE", "SUSPENDED"], "b", ["a"]],
  [["CANCELLED", "REVOKED"], "b", ["a"]],
])(
  "of several under a merchant's own id, %j, the living one meets the row, else the newest",
  (statuses, met, left) => {
    const join = openJoin();
    join.take(book(1));
    const over = statuses.map((status, at) => join.meet("M-1", ours(at === 0 ? "a" : "b", status)));
    expect([...join.met()][0]?.ours?.entitlementId).toBe(met);
    expect(over.flatMap((one) => one?.entitlementId ?? [])).toEqual(left);
    expect(join.meet("M-2", ours("c", "ACTIVE"))?.entitlementId).toBe("c");
  },
);

it("of several that live the one that the row names meets it, wherever it comes", () => {
  for (const ids of [
    ["a", "b", "c"],
    ["b", "a", "c"],
    ["b", "c", "a"],
  ]) {
    const join = openJoin();
    join.take(book(1, { entitlementId: "a" }));
    const left = ids.flatMap((id) => join.meet("M-1", ours(id, "ACTIVE"))?.entitlementId ?? []);
    expect([...join.met()][0]?.ours?.entitlementId).toBe("a");
    expect(left.sort()).toEqual(["b", "c"]);
  }
});

it("nothing is left over whose id stands in the book more than once, or in a row that is told by itself", () => {
  const join = openJoin();
  for (const number of [1, 2]) join.take(book(number));
  join.name("M-2", 3);
  join.name("M-2", null);
  join.name("M-2", 4);
  expect([join.meet("M-1", ours("a", "ACTIVE")), join.meet("M-1", ours("b", "ACTIVE"))]).toEqual([
    null,
    null,
  ]);
  expect(join.meet("M-2", ours("c", "ACTIVE"))).toBeNull();
});

it("what is named only by a row that stands for another is left over, with that row", () => {
  const join = openJoin();
  join.name("M-1", 7);
  expect(join.meet("M-1", ours("a", "ACTIVE"))?.entitlementId).toBe("a");
  expect([join.elsewhere("M-1"), join.elsewhere("M-2")]).toEqual([7, null]);
});

it("what goes into partitions comes out of them, once, in its order", async () => {
  const id = fc.oneof(fc.uuid(), fc.string({ unit: "grapheme", minLength: 1 }));
  const property = fc.asyncProperty(
    fc.array(fc.array(id), { minLength: 1, maxLength: 4 }),
    fc.uuid(),
    async (objects, job) => {
      const partitions = 4;
      const keys = await Promise.all(
        objects.map(async (ids, number) => {
          const lines = Array.from({ length: partitions }, (): string[] => []);
          for (const one of ids) lines[partitionOf(one, job, partitions)]?.push(asciiJson([one]));
          const key = `shuffle/${job}/${number}`;
          await env.FILES.put(key, shuffled(lines));
          return key;
        }),
      );
      const layouts = await layoutsOf(env.FILES, keys);
      for (let partition = 0; partition < partitions; partition++) {
        const found: string[] = [];
        for await (const lines of partitionLines(env.FILES, layouts, partition))
          found.push(...lines.map((line): string => JSON.parse(line)[0]));
        expect(found).toEqual(
          objects.flat().filter((one) => partitionOf(one, job, partitions) === partition),
        );
      }
    },
  );
  await fc.assert(property, { numRuns: 15 });
});

it("partitions are about equal, and as many as the file is large", () => {
  const sizes = Array.from({ length: 64 }, () => 0);
  for (let number = 0; number < 64_000; number++) {
    const partition = partitionOf(
      `00000000-0000-8000-8000-${number.toString(16).padStart(12, "0")}`,
      "job",
      64,
    );
    sizes[partition] = (sizes[partition] ?? 0) + 1;
  }
  expect(Math.min(...sizes)).toBeGreaterThan(800);
  expect(Math.max(...sizes)).toBeLessThan(1_200);
  expect([0, 5, 95, 500].map((mib) => partitionsFor(mib * 1024 * 1024))).toEqual([8, 8, 64, 64]);
});
