// What a dry run remembers of the file: the same as one list of everything, in parts that stay small, and few to read.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { earlierRows, partOf, remember, type RowsByMark } from "../../../src/jobs/import/earlier";

/** What the steps have written, by name. */
function store() {
  const texts = new Map<string, string>();
  const seen = { reads: 0 };
  const parts = async function* (name: string) {
    seen.reads++;
    const text = texts.get(name);
    if (text !== undefined) yield { text: async () => text } as R2ObjectBody;
  };
  return { texts, seen, parts };
}

it("finds every earlier row with a mark, whatever the steps were", async () => {
  const marks = fc.array(fc.integer({ min: 0, max: 20 }).map(String), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(marks, { maxLength: 40 }), async (steps) => {
      const { texts, seen, parts } = store();
      const everything: RowsByMark = new Map();
      let row = 0;
      for (const [step, some] of steps.entries()) {
        seen.reads = 0;
        const found = await earlierRows({ step, parts }, new Set(some));
        expect(seen.reads).toBeLessThanOrEqual(Math.ceil(Math.log2(step + 1)));
        for (const mark of some)
          expect([...(found.get(mark) ?? [])].sort()).toEqual([...(everything.get(mark) ?? [])].sort());
        const own: RowsByMark = new Map();
        for (const mark of some) {
          row++;
          remember(own, mark, row);
          remember(everything, mark, row);
        }
        for (const [name, { text, rows }] of Object.entries(await partOf({ step, parts }, own))) {
          texts.set(name, text);
          expect(text.split("\n")).toHaveLength(rows + 1);
        }
      }
    }),
    { numRuns: 50 },
  );
});

it("writes and reads no more at a time for a long file than for a short one", async () => {
  const { texts, seen, parts } = store();
  const [steps, perStep] = [1_100, 4];
  for (let step = 0; step < steps; step++) {
    const own: RowsByMark = new Map();
    for (let at = 0; at < perStep; at++) remember(own, `mark-${step}-${at}`, step * perStep + at + 1);
    remember(own, "shared", step);
    for (const [name, { rows, text }] of Object.entries(await partOf({ step, parts }, own))) {
      expect(rows).toBeLessThanOrEqual(64 * (perStep + 1));
      texts.set(name, text);
    }
  }
  seen.reads = 0;
  const found = await earlierRows({ step: steps, parts }, new Set(["shared", "mark-0-0", "mark-1099-3"]));
  expect(seen.reads).toBeLessThanOrEqual(steps / 64 + 6);
  expect(found.get("shared")?.sort((a, b) => a - b)).toEqual(
    Array.from({ length: steps }, (_, step) => step),
  );
  expect([found.get("mark-0-0"), found.get("mark-1099-3")]).toEqual([[1], [4_400]]);
});
