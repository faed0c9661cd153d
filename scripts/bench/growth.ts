// Whether a call costs the same when there is a hundred times as much: the query store grows by the projection's own
// code, a customer by its reseller's own calls; asked is one at a time, so that a figure is a call and not a queue.
import { build } from "./build.ts";
import { dialectOf } from "./dialects.ts";
import type { Ask } from "./http.ts";
import { asked, type Bench, type Settings } from "./pairs.ts";
import { circumstances, clearProgress, fixed, progress, table } from "./print.ts";
import { Receiver } from "./receiver.ts";
import { boot, forget, temporaryFolder } from "./side.ts";
import { quantile } from "./stats.ts";

const SIZES = { full: [1_000, 10_000, 100_000], quick: [500, 1_000, 2_000] };
/** Entitlements of one customer, a full page at least; a route allows one at a time, so all but the last have ended. */
const OF_ONE_CUSTOMER = { full: [25, 100, 1_000], quick: [25, 50, 75] };
const ASKED = { full: 300, quick: 40 };
const ALLOWED = 1.3;

type Speed = "full" | "quick";
/** Milliseconds at the median, by what is asked, in order of size. */
type Curve = Record<string, number[]>;

export async function printGrowth(quick: boolean): Promise<unknown> {
  const speed: Speed = quick ? "quick" : "full";
  const settings: Settings = {
    rounds: 1,
    runMs: 0,
    connections: 8,
    notifications: 0,
    rows: 0,
    merchant: "object",
  };
  const folder = await temporaryFolder();
  const receiver = await new Receiver().start();
  try {
    progress("building the bundles");
    const [real, loader] = await Promise.all([build("real", folder), build("loader", folder)]);
    const bindings = { RECEIVER: receiver.url, MERCHANT_URL: "" };
    const bundles = { bundle: real.path, loader: loader.path };
    const side = await boot({ kind: "real", name: "real", ...bundles, connections: 8, bindings });
    try {
      const dialect = await dialectOf("real", receiver.url, "object");
      return await report({ side, receiver, settings, dialect }, speed);
    } finally {
      await side.end();
    }
  } finally {
    receiver.end();
    await forget(folder);
  }
}

async function report(bench: Bench, speed: Speed): Promise<unknown> {
  console.log(Object.values(circumstances(bench.settings)).slice(0, 7).join(" · "));
  const store = await storeGrows(bench, SIZES[speed], ASKED[speed]);
  clearProgress();
  print("in the query store", SIZES[speed], store);
  const customer = await customerGrows(bench, OF_ONE_CUSTOMER[speed], ASKED[speed]);
  clearProgress();
  print("of one customer", OF_ONE_CUSTOMER[speed], customer);
  return { store, customer };
}

function print(where: string, sizes: readonly number[], curve: Curve): void {
  const rows = Object.entries(curve).map(([what, times]) => {
    const growth = (times.at(-1) ?? 0) / (times[0] ?? 1);
    return [
      what,
      ...times.map((time) => fixed(time, 2)),
      fixed(growth, 2),
      growth <= ALLOWED ? "flat" : "GROWS",
    ];
  });
  const head = [`ms at p50, entitlements ${where}`, ...sizes.map((size) => fixed(size)), "last/first", ""];
  console.log(`\n${table(head, rows)}`);
}

/** The median of so many calls, one after the other; a tenth of them first to warm up. */
async function p50(bench: Bench, count: number, ask: (at: number) => Ask | null): Promise<number> {
  const times: number[] = [];
  for (let at = -Math.ceil(count / 10); at < count; at++) {
    const next = ask(Math.abs(at));
    if (next === null) throw new Error("there is nothing to ask");
    const startedAt = performance.now();
    await asked(bench, next);
    if (at >= 0) times.push(performance.now() - startedAt);
  }
  return quantile(times, 0.5);
}

async function storeGrows(bench: Bench, sizes: readonly number[], count: number): Promise<Curve> {
  const { dialect, side } = bench;
  const created = await asked(bench, dialect.create({ customer: "growth", confirmed: false }));
  const one = dialect.idOf(created);
  const curve: Curve = {};
  const note = (what: string, time: number): void => void (curve[what] ??= []).push(time);
  let loaded = 0;
  for (const size of sizes) {
    await side.load(size, loaded, (done) => progress(`loading ${fixed(done)} of ${fixed(size)}`));
    loaded = size;
    progress(`asking at ${fixed(size)}`);
    const deep = size - 200;
    note("get by id", await p50(bench, count, () => dialect.get(one)));
    note("report, first page", await p50(bench, count, () => dialect.page(-1)));
    note("report, deep page", await p50(bench, count, (at) => dialect.page(deep + (at % 100))));
    note("report by external id", await p50(bench, count, (at) => dialect.search((at * 7_919) % size)));
    note("feed, first page", await p50(bench, count, () => dialect.feed(0)));
    note("feed, deep page", await p50(bench, count, (at) => dialect.feed(deep + (at % 100))));
  }
  return curve;
}

async function customerGrows(bench: Bench, sizes: readonly number[], count: number): Promise<Curve> {
  const { dialect } = bench;
  const curve: Curve = { "report by customer, a page": [], "get by id": [] };
  let held = 0;
  let id = "";
  for (const size of sizes) {
    for (; held < size; held++) {
      if (id !== "") {
        const revoke = dialect.revoke(id);
        if (revoke) await asked(bench, revoke);
      }
      id = dialect.idOf(await asked(bench, dialect.create({ customer: "collector", confirmed: false })));
      if (held % 20 === 0) progress(`a customer with ${held} of ${size}`);
    }
    await bench.receiver.quiet();
    const few = Math.ceil(count / 3);
    curve["report by customer, a page"]?.push(await p50(bench, few, () => dialect.ofCustomer("collector")));
    curve["get by id"]?.push(await p50(bench, few, () => dialect.get(id)));
  }
  return curve;
}
