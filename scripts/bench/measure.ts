// Pairs, alternating: in every round both sides run the same thing one after the other, in turns first, so that what
// else goes on with the machine meets both. The ratio is taken per round; the median counts, the spread is shown.
import { dialectOf } from "./dialects.ts";
import type { Bench, Pair, Settings } from "./pairs.ts";
import type { Progress } from "./print.ts";
import { startMerchant } from "./merchant.ts";
import { Receiver } from "./receiver.ts";
import { boot, type Kind, type Side } from "./side.ts";
import { median, quantile, summary, type Run, type Summary } from "./stats.ts";

export interface Bundles {
  real: string;
  floor: string;
  loader: string;
}

export interface Result {
  name: string;
  title: string;
  goal: number;
  by: Pair["by"];
  real: Summary;
  floor: Summary;
  ratio: number;
  lowest: number;
  highest: number;
}

/** Boots both sides afresh, prepares and warms them up, runs the rounds. */
export async function measure(
  pair: Pair,
  sides: readonly [Kind, Kind],
  bundles: Bundles,
  settings: Settings,
  progress: Progress,
): Promise<Result> {
  progress(`${pair.title}: preparing`);
  const receivers = await Promise.all(sides.map(() => new Receiver().start()));
  const merchant = settings.merchant === "http" ? await startMerchant() : null;
  const booted: Side[] = [];
  try {
    const benches: Bench[] = [];
    for (const [at, kind] of sides.entries()) {
      const receiver = receivers[at];
      if (receiver === undefined) continue;
      const name = at === 0 ? kind : "floor";
      const side = await boot({
        kind,
        name,
        bundle: bundles[kind],
        loader: bundles.loader,
        connections: settings.connections,
        bindings: { RECEIVER: receiver.url, MERCHANT_URL: merchant?.url ?? "" },
      });
      booted.push(side);
      if (merchant && kind === "real") await side.merchant(merchant.url);
      const dialect = await dialectOf(kind, receiver.url, settings.merchant);
      benches.push({ side, receiver, settings, dialect });
    }
    return await rounds(pair, benches, settings, progress);
  } finally {
    for (const side of booted) await side.end();
    for (const receiver of receivers) receiver.end();
    merchant?.end();
  }
}

async function rounds(
  pair: Pair,
  benches: readonly Bench[],
  settings: Settings,
  progress: Progress,
): Promise<Result> {
  const prepared: { bench: Bench; run: (bench: Bench) => Promise<Run>; runs: Run[] }[] = [];
  for (const bench of benches) prepared.push({ bench, run: await pair.prepare(bench), runs: [] });
  // Round 0 warms up and does not count.
  for (let round = 0; round <= settings.rounds; round++) {
    progress(`${pair.title}: ${round === 0 ? "warming up" : `round ${round} of ${settings.rounds}`}`);
    for (const one of round % 2 === 0 ? prepared : prepared.toReversed()) {
      for (const { bench } of prepared) await bench.receiver.quiet();
      const run = await one.run(one.bench);
      if (round > 0) one.runs.push(run);
    }
  }
  const [measured = [], floor = []] = prepared.map(({ runs }) => runs);
  return resultOf(pair, measured, floor);
}

function resultOf({ name, title, goal, by }: Pair, measured: Run[], floor: Run[]): Result {
  const ratios = measured.map((run, round) => {
    const beside = floor[round] ?? run;
    return by === "throughput"
      ? run.perSecond / beside.perSecond
      : quantile(beside.latencies, 0.5) / quantile(run.latencies, 0.5);
  });
  return {
    name,
    title,
    goal,
    by,
    real: summary(measured),
    floor: summary(floor),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}
