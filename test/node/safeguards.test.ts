// `npm run safeguards` takes each safeguard out and takes minutes; that it can, is seen here.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SAFEGUARDS } from "../../scripts/safeguards/list.ts";
import { ROOT } from "./support/server.ts";

const timesIn = async (file: string, text: string): Promise<number> =>
  (await readFile(join(ROOT, file), "utf8")).split(text).length - 1;

it.each(SAFEGUARDS)("$name: what takes it out, and its test, stand exactly once", async (safeguard) => {
  const { file, test, mutation } = safeguard;
  expect(await timesIn(mutation.file, mutation.text), mutation.file).toBe(1);
  expect(await timesIn(file, `"${test}"`), file).toBe(1);
});
