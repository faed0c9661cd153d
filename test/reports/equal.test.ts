// Thousands of lives over six weeks (`LIVES=20000` for twenty thousand): every file that the cron has written equals what the log says when it is
// recomputed by other code, column by column; and the four types agree with each other, read from the files alone.
import { env } from "cloudflare:workers";
import Papa from "papaparse";
import { beforeAll, expect, it } from "vitest";
import { keepHouse } from "../../src/operations/housekeeping";
import { archiveFeed } from "../../src/reports/archive";
import { clock } from "../../src/shared/clock";
import { recomputed, wholeLog, type Told } from "../support/recomputed";
import { lived, shipAll, type Facts, type Life } from "../support/sales";
import { HOUR } from "../support/world";

const DAY = 24 * HOUR;
const LIVES = env.TEST_LIVES;
/** Runs that together are sure to be enough; a test fails that needs more. */
const MOST_RUNS = 3;

const today = Math.floor(Date.now() / DAY) * DAY;
const FROM = today - 42 * DAY;
const PHASE = 5 * DAY;

const fact = (environment: Facts["environment"], resellerKey: string, merchant: string): Facts => ({
  environment,
  resellerKey,
  merchantAccountKey: merchant,
  productKey: "BASIC",
});
const PAIRS = [
  fact("sandbox", "TELCO", "MUSIC"),
  fact("sandbox", "TELCO", "VIDEO / 4K"),
  fact("sandbox", "TELCO", "MUSIC"),
  fact("sandbox", "BÄNK", "MUSIC"),
  fact("live", "TELCO", "MUSIC"),
];

const lives: Life[] = Array.from({ length: LIVES }, (_, number) =>
  lived(number, PAIRS[number % PAIRS.length] ?? fact("live", "TELCO", "MUSIC"), FROM, today + 6 * HOUR),
);

interface File {
  environment: string;
  side: "reseller" | "merchant";
  resellerKey: string;
  merchantAccountKey: string;
  partner: string;
  type: string;
  from: number;
  to: number;
  rows: string[][];
}

const LENGTH = { D: (from: number) => from + DAY, W: (from: number) => from + 7 * DAY, M: monthAfter };

function monthAfter(from: number): number {
  const day = new Date(from);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1);
}

async function fileOf(key: string): Promise<File> {
  const [, environment = "", folder, owner = "", partner = "", , name = ""] = key
    .split("/")
    .map(decodeURIComponent);
  const [type = "", , frequency, date] = name.replace(".csv", "").split("_");
  const from = Date.parse(`${date}T00:00:00Z`);
  const side = folder === "reseller" ? "reseller" : "merchant";
  const text = (await (await env.FILES.get(key))?.text()) ?? "";
  const { data } = Papa.parse<string[]>(text.trimEnd());
  return {
    environment,
    side,
    resellerKey: side === "reseller" ? owner : partner,
    merchantAccountKey: side === "reseller" ? partner : owner,
    partner,
    type,
    from,
    to: LENGTH[frequency as keyof typeof LENGTH](from),
    rows: data.slice(1),
  };
}

const keys: string[] = [];
let log: Awaited<ReturnType<typeof wholeLog>>;
const pairs = new Map<string, Told[]>();

const pairOf = ({ environment, resellerKey, merchantAccountKey }: File): Told[] =>
  pairs.get(`${environment}:${resellerKey} ${merchantAccountKey}`) ?? [];

beforeAll(async () => {
  // As time has it: what happens in some days arrives in them, and is archived; in the end the oldest is forgotten.
  for (let from = FROM; from < today + DAY; from += PHASE) {
    await shipAll(lives.map((life) => life.filter(({ at }) => at >= from && at < from + PHASE)));
    const arrived = Math.min(from + PHASE, today);
    await env.DB.prepare("UPDATE feed SET added = ?1 WHERE added > ?1").bind(arrived).run();
    await archiveFeed(env, arrived + DAY);
  }
  for (let run = 0; run < MOST_RUNS; run++) {
    await keepHouse(env);
  }
  let cursor: string | undefined;
  do {
    const page: R2Objects = await env.FILES.list({
      prefix: "reports/",
      ...(cursor !== undefined && { cursor }),
    });
    keys.push(...page.objects.map(({ key }) => key));
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  log = await wholeLog();
  for (const event of log.events) {
    const name = `${event.scope} ${event.record.merchantAccountKey}`;
    const pair = pairs.get(name) ?? [];
    pairs.set(name, pair);
    pair.push(event);
  }
}, 900_000);

it("the log has every version once, most of it in the archive only", () => {
  expect(log.events).toHaveLength(lives.reduce((sum, life) => sum + life.length, 0));
  expect(log.archived).toBeGreaterThan(log.events.length / 2);
  expect(log.fed).toBeGreaterThan(LIVES / 20);
  expect(log.fed).toBeLessThan(log.events.length - LIVES / 20);
  expect(clock.now()).toBeGreaterThan(today);
});

it("there is a file for every pair, type, view and period that is over, and no other", () => {
  const names = new Set(keys);
  const expected: string[] = [];
  const starts = Object.groupBy(log.events, ({ scope }) => scope);
  for (const [pair, events] of pairs) {
    const [scope = "", merchant = ""] = [pair.slice(0, pair.indexOf(" ")), pair.slice(pair.indexOf(" ") + 1)];
    const [environment = "", reseller = ""] = scope.split(":");
    const first = Math.min(...events.map(({ date }) => date));
    expect(starts[scope]?.length).toBeGreaterThan(0);
    for (const [letter, folder] of [
      ["D", "daily"],
      ["W", "weekly"],
      ["M", "monthly"],
    ] as const)
      for (let from = FROM - 40 * DAY; from < today; from += DAY) {
        const day = new Date(from);
        if (letter === "W" && day.getUTCDay() !== 1) continue;
        if (letter === "M" && day.getUTCDate() !== 1) continue;
        const to = LENGTH[letter](from);
        if (to > today || to <= first) continue;
        for (const type of ["AR", "CR", "ER", "SR"]) {
          const name = `${folder}/${type}_V1_${letter}_${day.toISOString().slice(0, 10)}.csv`;
          const [seller, merchantName] = [encodeURIComponent(reseller), encodeURIComponent(merchant)];
          expected.push(`reports/${environment}/reseller/${seller}/${merchantName}/${name}`);
          expected.push(`reports/${environment}/merchant/${merchantName}/${seller}/${name}`);
        }
      }
  }
  expect([...names].sort()).toEqual(expected.sort());
});

it("every line of every file is what the log says", { timeout: 300_000 }, async () => {
  let lines = 0;
  for (const key of keys) {
    const file = await fileOf(key);
    const { type, from, to, side, partner, rows } = file;
    expect(rows, key).toEqual(recomputed(pairOf(file), type, from, to, side, partner));
    lines += rows.length;
  }
  expect(lines).toBeGreaterThan(LIVES * 30);
});

/** The files of one pair as one party has them, by name without folder. */
async function filesOf(prefix: string): Promise<Map<string, File>> {
  const own = keys.filter((key) => key.startsWith(prefix));
  const files = await Promise.all(
    own.map(async (key) => [key.split("/").at(-1) ?? "", await fileOf(key)] as const),
  );
  return new Map(files);
}

const [STATUS, ID, PRODUCT] = [2, 1, 5];
const active = (row: string[]): boolean => ["ACTIVE", "ACTIVE-ENDING"].includes(row[STATUS] ?? "");
const ids = (rows: string[][] = []): string[] => rows.map((row) => row[ID] ?? "").sort();
const name = (type: string, from: number, letter = "D"): string =>
  `${type}_V1_${letter}_${new Date(from).toISOString().slice(0, 10)}.csv`;

/** The counts of a summary by product and column. */
const counts = (file: File | undefined, at: number): Map<string, number> =>
  new Map(file?.rows.map((row) => [row[1] ?? "", Number(row[at])]));
const nonzero = (some: Map<string, number>) =>
  Object.fromEntries([...some].filter(([, count]) => count !== 0));
function countedBy(rows: string[][]): Record<string, number> {
  const found = new Map<string, number>();
  for (const row of rows) found.set(row[PRODUCT] ?? "", (found.get(row[PRODUCT] ?? "") ?? 0) + 1);
  return Object.fromEntries(found);
}

it(
  "the four types agree: active at the end is active at the start and what changed",
  { timeout: 120_000 },
  async () => {
    const files = await filesOf("reports/sandbox/reseller/TELCO/MUSIC/");
    let changes = 0;
    for (let day = FROM + DAY; day < today; day += DAY) {
      const [start, end] = [files.get(name("AR", day - DAY)), files.get(name("AR", day))];
      const [change, event, summary] = ["CR", "ER", "SR"].map((type) => files.get(name(type, day)));
      const expected = new Set(ids(start?.rows));
      for (const row of change?.rows ?? [])
        if (active(row)) expected.add(row[ID] ?? "");
        else expected.delete(row[ID] ?? "");
      expect(ids(end?.rows)).toEqual([...expected].sort());
      changes += change?.rows.length ?? 0;
      expect(new Set(ids(event?.rows))).toEqual(new Set([...ids(event?.rows), ...ids(change?.rows)]));
      const [atStart, became, ceased, atEnd] = [2, 3, 4, 5].map((at) => counts(summary, at));
      expect(nonzero(atStart ?? new Map())).toEqual(countedBy(start?.rows ?? []));
      expect(nonzero(atEnd ?? new Map())).toEqual(countedBy(end?.rows ?? []));
      for (const [product, count] of atEnd ?? [])
        expect((atStart?.get(product) ?? 0) + (became?.get(product) ?? 0) - (ceased?.get(product) ?? 0)).toBe(
          count,
        );
    }
    expect(changes).toBeGreaterThan(LIVES / 4);
  },
);

it(
  "a week's and a month's changes into each state are those of their days",
  { timeout: 120_000 },
  async () => {
    const files = await filesOf("reports/sandbox/reseller/TELCO/MUSIC/");
    const longer = [...files].filter(([file]) => /^SR_V1_[WM]/.test(file));
    expect(longer.length).toBeGreaterThan(6);
    for (const [, { from, to, rows }] of longer)
      for (const row of rows)
        for (let column = 13; column < row.length; column++) {
          let sum = 0;
          for (let day = from; day < to; day += DAY)
            sum += counts(files.get(name("SR", day)), column).get(row[1] ?? "") ?? 0;
          expect(sum).toBe(Number(row[column]));
        }
  },
);
