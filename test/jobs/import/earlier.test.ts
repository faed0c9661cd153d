// What a dry run remembers of the file: the same as one list of everything, with no step reading more parts than its number
// has binary digits.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { earlierRows, partOf, remember, type RowsByMark } from "../../../src/jobs/import/earlier";

it("finds every earlier row with a mark, whatever the steps were", async () => {
  const marks = fc.array(fc.integer({ min: 0, max: 20 }).map(String), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(marks, { maxLength: 40 }), async (steps) => {
      const stored = new Map<string, string>();
      const everything: RowsByMark = new Map();
      let row = 0;
      for (const [step, some] of steps.entries()) {
        let reads = 0;
        const parts = async function* (name: string) {
          reads++;
          const text = stored.get(name);
          if (text !== undefined) yield { text: async () => text } as R2ObjectBody;
        };
        const found = await earlierRows({ step, parts }, new Set(some));
        expect(reads).toBeLessThanOrEqual(Math.ceil(Math.log2(step + 1)));
        for (const mark of some)
          expect([...(found.get(mark) ?? [])].sort()).toEqual([...(everything.get(mark) ?? [])].sort());
        const own: RowsByMark = new Map();
        for (const mark of some) {
          row++;
          remember(own, mark, row);
          remember(everything, mark, row);
        }
        for (const [name, { text, rows }] of Object.entries(await partOf({ step, parts }, own))) {
          stored.set(name, text);
          expect(text.split("\n")).toHaveLength(rows + 1);
        }
      }
    }),
    { numRuns: 50 },
  );
});
