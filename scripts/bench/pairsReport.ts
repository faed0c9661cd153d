// The benchmark itself: first the floor against a second floor, then the real Worker against the floor, pair by pair.
import { build } from "./build.ts";
import type { MerchantKind } from "./dialects.ts";
import { measure, type Bundles, type Result } from "./measure.ts";
import { PAIRS, type Pair, type Settings } from "./pairs.ts";
import { circumstances, clearProgress, fixed, progress, resultTable } from "./print.ts";
import { forget, temporaryFolder } from "./side.ts";

export const FULL: Settings = {
  rounds: 5,
  runMs: 3_000,
  connections: 16,
  notifications: 300,
  rows: 20_000,
  merchant: "object",
};
const QUICK: Settings = {
  rounds: 2,
  runMs: 500,
  connections: 16,
  notifications: 60,
  rows: 2_000,
  merchant: "object",
};

/** A second floor is a floor: further from 1 than this and the machine does something else meanwhile. */
const NOISE_LIMIT = 0.05;
/** One pair that reads and one that writes tell of the machine. */
const SELF_MEASURED = ["get", "create"];

export async function printPairs(options: {
  only: string[] | null;
  rounds: number | null;
  quick: boolean;
  merchant: MerchantKind;
}): Promise<unknown> {
  const { only, quick, merchant } = options;
  const given = { merchant, ...(options.rounds !== null && { rounds: options.rounds }) };
  const settings = { ...(quick ? QUICK : FULL), ...given };
  const pairs = PAIRS.filter(({ name }) => only === null || only.includes(name));
  if (pairs.length === 0)
    throw new Error(`There is no such pair. There are: ${PAIRS.map(({ name }) => name).join(", ")}`);
  const folder = await temporaryFolder();
  try {
    progress("building the bundles");
    const [real, floor, loader] = await Promise.all([
      build("real", folder),
      build("floor", folder),
      build("loader", folder),
    ]);
    return await report(pairs, { real: real.path, floor: floor.path, loader: loader.path }, settings);
  } finally {
    await forget(folder);
  }
}

async function report(pairs: readonly Pair[], bundles: Bundles, settings: Settings): Promise<unknown> {
  const about = circumstances(settings);
  console.log(
    Object.entries(about)
      .map(([name, value]) => `${name} ${value}`)
      .join(" · "),
  );
  const itself: Result[] = [];
  for (const pair of PAIRS.filter(({ name }) => SELF_MEASURED.includes(name))) {
    const named = { ...pair, title: `floor against floor: ${pair.title}`, goal: 1 };
    itself.push(await measure(named, ["floor", "floor"], bundles, settings, progress));
  }
  clearProgress();
  const noise = Math.max(...itself.map(({ ratio }) => Math.abs(ratio - 1)));
  const noisy = noise > NOISE_LIMIT;
  console.log(`\n${resultTable(itself)}`);
  console.log(
    noisy
      ? `This machine is too noisy: the floor is ${fixed(noise, 2)} away from itself, ${NOISE_LIMIT} is allowed.`
      : `The floor stays within ${NOISE_LIMIT} of itself.`,
  );
  const results: Result[] = [];
  for (const pair of pairs) {
    results.push(await measure(pair, ["real", "floor"], bundles, settings, progress));
    clearProgress();
  }
  console.log(`\n${resultTable(results)}`);
  console.log(
    "The ratio is the median over the rounds: throughput to the floor's; for a latency, the floor's to it.",
  );
  return { circumstances: about, noisy, floorAgainstFloor: itself, pairs: results };
}
