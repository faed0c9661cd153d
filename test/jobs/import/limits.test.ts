// When an import gives up: a share of all rows once a hundred were seen, or so many in a row.
import { expect, it } from "vitest";
import { exceeded, NOTHING_SEEN, tallied } from "../../../src/jobs/import/limits";

const LIMITS = { maxErrorPercent: 10, maxErrorsInRow: 10 };

/** The row after which it stops, or null; `x` is a row with an error. */
function stopsAfter(rows: string, limits = LIMITS): number | null {
  let tally = NOTHING_SEEN;
  for (const [at, row] of [...rows].entries()) {
    tally = tallied(tally, row === "x");
    if (exceeded(tally, limits) !== null) return at + 1;
  }
  return null;
}

const good = (count: number): string => ".".repeat(count);
const bad = (count: number): string => "x".repeat(count);

it.each([
  ["nine in a row", bad(9) + good(91), null],
  ["ten in a row", bad(10), 10],
  ["ten in a row, late", good(500) + bad(10), 510],
  ["every second of fewer than a hundred", "x.".repeat(49), null],
  ["every second", "x.".repeat(60), 100],
  ["ten of a hundred", ("x" + good(9)).repeat(10) + good(100), null],
  ["eleven of a hundred and one", ("x" + good(9)).repeat(10) + "x", 101],
  ["none", good(1_000), null],
])("%s", (_, rows, row) => {
  expect(stopsAfter(rows)).toBe(row);
});

it("can be set", () => {
  expect(stopsAfter("x.x.xx", { ...LIMITS, maxErrorsInRow: 2 })).toBe(6);
  expect(stopsAfter(good(150) + "x", { ...LIMITS, maxErrorPercent: 0 })).toBe(151);
  expect(stopsAfter(bad(500), { maxErrorPercent: 100, maxErrorsInRow: 1_000 })).toBeNull();
});
