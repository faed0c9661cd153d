/**
 * `npm run safeguards [-- --only TEXT]`: shows that each safeguard is needed. In a copy of the tree every failpoint test
 * passes; then, one safeguard after the other, the change that takes it out is made, and its test has to fail with an
 * assertion. Ends with 1 where one does not.
 */
import { parseArgs } from "node:util";
import { SAFEGUARDS } from "./safeguards/list.ts";
import type { Safeguard } from "./safeguards/safeguard.ts";
import { copyTree, withoutSafeguard } from "./safeguards/tree.ts";
import { runTests } from "./safeguards/vitest.ts";

const { values } = parseArgs({ options: { only: { type: "string", default: "" } } });
const wanted = SAFEGUARDS.filter(({ name, test }) => `${name} ${test}`.includes(values.only));

const tree = await copyTree();
try {
  const problems = [...(await unmutated(tree.folder)), ...(await mutated(tree.folder))];
  for (const problem of problems) console.error(problem);
  console.log(`\n${wanted.length} safeguards, ${problems.length} problems.`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await tree.forget();
}

/** The tests that do not pass as things are. */
async function unmutated(folder: string): Promise<string[]> {
  const files = [...new Set(wanted.map(({ file }) => file))];
  const ran = await runTests(folder, files);
  const bad = wanted.filter(({ test }) => {
    const own = ran.filter(({ title }) => title === test);
    return own.length !== 1 || own[0]?.status !== "passed";
  });
  console.log(`${ran.length} failpoint tests ran with every safeguard in place.`);
  return bad.map(({ test }) => `does not pass, or is not there exactly once: ${test}`);
}

/** The safeguards whose absence nobody noticed. */
async function mutated(folder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const safeguard of wanted) {
    const startedAt = performance.now();
    const noticed = (await withoutSafeguard(folder, safeguard.mutation, () =>
      noticedBy(folder, safeguard),
    )) ?? { ok: false, said: `${safeguard.mutation.file} has its text not exactly once` };
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0).padStart(3);
    console.log(
      `${noticed.ok ? "fails" : "PASSES"} ${seconds} s  ${safeguard.name}\n             ${noticed.said}`,
    );
    if (!noticed.ok)
      problems.push(`nobody noticed that this is missing: ${safeguard.name} (${noticed.said})`);
  }
  return problems;
}

/** Only an assertion counts: a test that cannot be run has noticed nothing. */
async function noticedBy(folder: string, { file, test }: Safeguard): Promise<{ ok: boolean; said: string }> {
  const [ran, another] = await runTests(folder, [file], test);
  if (ran === undefined || another !== undefined) return { ok: false, said: "the test did not run" };
  const said = ran.failures[0]?.split("\n")[0] ?? "it passed";
  return { ok: ran.status === "failed" && said.startsWith("AssertionError"), said };
}
