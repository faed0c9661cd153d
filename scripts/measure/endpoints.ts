/**
 * What a dead endpoint costs the others, measured on the real server:
 *
 *   npx node scripts/measure/endpoints.ts [entitlements = 200] [seconds = 60] [none,healthy,hanging]
 *
 * BANK's endpoint is healthy; its entitlements are changed at an even pace, in two phases of so many seconds. Three
 * runs, each on a server and state of its own: BANK alone, beside TELCO with as many entitlements and a healthy
 * endpoint, and beside TELCO whose endpoint hangs (takes each post and never answers). Afterwards TELCO's endpoint
 * returns. Prints Markdown; the last column, how fast changes were answered, shows whether the machine was disturbed.
 * Everything listens on 127.0.0.1 and is ended by its own process id; every wait is bounded.
 */
import { freePort } from "../demo/freePort.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { originOf, startServer, stopServer } from "../demo/server.ts";
import { startEndpoint, type Endpoint } from "./endpoints/endpoint.ts";
import { figuresOf, returnOf, type Figures, type Return } from "./endpoints/figures.ts";
import { Reseller } from "./endpoints/reseller.ts";

const NEIGHBOURS = ["none", "healthy", "hanging"] as const;
type Neighbour = (typeof NEIGHBOURS)[number];

const [, , entitlements = "200", seconds = "60", chosen = NEIGHBOURS.join()] = process.argv;
const N = Number(entitlements);
const PHASE_SECONDS = Number(seconds);
/** Well below what the machine can do, so that the endpoint is measured and not the processor. */
const CHANGES_PER_SECOND = 10;
/** A change of each of TELCO's entitlements in the first minute, and of a few in the second. */
const TELCO_PER_SECOND = [N / PHASE_SECONDS, 2] as const;
const SETTLE_MS = 60_000;
/** The longest wait for a probe, the longest window, and a few looks. */
const RETURN_MS = 12 * 60_000;
const POLL_MS = 200;

interface Run {
  neighbour: Neighbour;
  phases: Figures[];
  /** TELCO's endpoint at the beginning of the second minute. */
  state: string;
  /** Posts that the hanging endpoint took, in each minute. */
  hung: number[];
  /** How TELCO's endpoint came back, and how many notifications it was owed. */
  returned: Return | null;
  owed: number;
}

console.log(
  `Node ${process.version}, ${N} entitlements each, ${CHANGES_PER_SECOND} changes of BANK's a second\n`,
);
const runs: Run[] = [];
for (const neighbour of NEIGHBOURS.filter((name) => chosen.split(",").includes(name)))
  runs.push(await served(neighbour));
print(runs);

/** One run on a server of its own. */
async function served(neighbour: Neighbour): Promise<Run> {
  const state = await mkdtemp(join(tmpdir(), "resale-edge-measure-"));
  const port = await freePort();
  const server = await startServer(port, state);
  const endpoints = [await startEndpoint(), await startEndpoint()] as const;
  try {
    return await measured(originOf(port), neighbour, ...endpoints);
  } finally {
    for (const endpoint of endpoints) endpoint.close();
    await stopServer(server);
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measured(
  origin: string,
  neighbour: Neighbour,
  healthy: Endpoint,
  beside: Endpoint,
): Promise<Run> {
  const [bank, telco] = [new Reseller(origin, "bank"), new Reseller(origin, "telco")];
  await bank.sell(N, healthy.url);
  if (neighbour !== "none") await telco.sell(N, beside.url);
  const sold = neighbour === "none" ? 0 : N;
  await reached(() => healthy.taken.length >= N && beside.taken.length >= sold, SETTLE_MS);
  if (neighbour === "hanging") beside.hang();

  const run: Run = { neighbour, phases: [], state: "CLOSED", hung: [], returned: null, owed: 0 };
  for (const perSecond of TELCO_PER_SECOND) {
    run.state = (await telco.endpoint()).state;
    const before = beside.hung;
    const startedAt = performance.now();
    const [changes, theirs] = await Promise.all([
      bank.change(CHANGES_PER_SECOND, PHASE_SECONDS),
      neighbour === "none" ? [] : telco.change(perSecond, PHASE_SECONDS),
    ]);
    const endedAt = performance.now();
    run.owed += theirs.length;
    // What still waits counts as late, not as lost.
    await reached(() => healthy.taken.length >= N + (run.phases.length + 1) * changes.length, SETTLE_MS);
    run.phases.push(figuresOf(changes, healthy.taken, startedAt, endedAt));
    run.hung.push(beside.hung - before);
  }
  if (neighbour === "hanging") {
    const [before, since] = [beside.taken.length, performance.now()];
    beside.comeBack();
    await reached(() => beside.taken.length - before >= run.owed, RETURN_MS);
    run.returned = returnOf(beside.taken, since);
  }
  return run;
}

/** Waits until it is so, or the time is up. */
async function reached(isSo: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!isSo() && performance.now() < deadline) await sleep(POLL_MS);
}

function print(all: Run[]): void {
  const columns = "phase | changes | delivered | per second | p50 ms | p99 ms | longest ms | answers p99 ms";
  console.log(`| BANK beside TELCO | ${columns} |`);
  console.log(`|${" --- |".repeat(9)}`);
  for (const { neighbour, phases } of all)
    for (const [phase, { changes, delivered, rate, ...times }] of phases.entries()) {
      const shown = [times.p50, times.p99, times.longest, times.answersP99].map((ms) => ms.toFixed(0));
      const cells = [neighbour, phase + 1, changes, delivered, rate.toFixed(1), ...shown];
      console.log(`| ${cells.join(" | ")} |`);
    }
  for (const { state, hung, owed, returned } of all) {
    if (returned === null) continue;
    const times = [returned.first, returned.half, returned.all].map((second) => `${second.toFixed(1)} s`);
    console.log(`\nTELCO's breaker before the second phase: ${state}. Posts that hung: ${hung.join(", ")}.`);
    console.log(
      `After the return ${returned.posts} of ${owed} arrived: the first after ${times[0]}, half after ${times[1]}, ` +
        `all after ${times[2]}; ${returned.peak} in the busiest second; ${returned.outOfOrder} out of order.`,
    );
  }
}
