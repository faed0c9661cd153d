// Four months of figures as a deployment would have them, written into the query store as SQL: growth, weekends, a day on
// which a merchant was away. The same in every run, but for the days, which end today.
import { inserts, seedStore } from "./seedStore.ts";

const DAYS = 120;
const TODAY = Math.floor(Date.now() / 86_400_000);

/** A number from 0 to 1 that depends on nothing but its name. */
function chance(name: string): number {
  let hash = 2_166_136_261;
  for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 16_777_619);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

interface Line {
  scope: string;
  merchant: string;
  product: string;
  /** New ones on an ordinary day at the end. */
  daily: number;
  signsUp: boolean;
}

const LINES: Line[] = [
  { scope: "sandbox:TELCO", merchant: "MUSIC", product: "MUSIC", daily: 160, signsUp: true },
  { scope: "sandbox:TELCO", merchant: "MUSIC", product: "MUSIC_PREMIUM", daily: 60, signsUp: true },
  { scope: "sandbox:TELCO", merchant: "MUSIC", product: "MUSIC_INSTANT", daily: 90, signsUp: false },
  { scope: "sandbox:BANK", merchant: "MUSIC", product: "MUSIC", daily: 35, signsUp: true },
];

const REASONS: [reason: string, share: number][] = [
  ["CUSTOMER_CANCELLED/SUBSCRIPTION_CANCELLED", 0.52],
  ["CUSTOMER_CANCELLED/CHANGED_SERVICE", 0.19],
  ["CUSTOMER_CANCELLED/NOT_RENEWED", 0.14],
  ["REVOKED/IMMEDIATE_CANCELLATION", 0.09],
  ["REVOKED/FRAUD", 0.06],
];

type Row = [
  scope: string,
  merchant: string,
  day: number,
  product: string,
  measure: string,
  detail: string,
  count: number,
];

/** One line's figures, and the statuses that they lead to. */
function rowsOf({ scope, merchant, product, daily, signsUp }: Line): {
  rows: Row[];
  statuses: Map<string, number>;
} {
  const rows: Row[] = [];
  const statuses = new Map<string, number>();
  for (let day = TODAY - DAYS + 1; day <= TODAY; day++) {
    const add = (measure: string, detail: string, count: number): void => {
      if (count !== 0) rows.push([scope, merchant, day, product, measure, detail, count]);
    };
    const move = (status: string, by: number): void => {
      add("status", status, by);
      statuses.set(status, (statuses.get(status) ?? 0) + by);
    };
    const age = (day - TODAY + DAYS) / DAYS;
    const weekend = [2, 3].includes(day % 7) ? 0.6 : 1;
    const swing = (what: string): number => 0.85 + 0.3 * chance(`${scope}${product}${day}${what}`);
    const today = day === TODAY ? 0.4 : 1;
    const created = Math.round(daily * (0.35 + 0.65 * age) * weekend * swing("new") * today);
    const linked = signsUp ? created : 0;
    const confirmed = Math.round(linked * (0.68 + 0.08 * swing("finish")));
    const lost = signsUp ? Math.round(created * 0.18 * swing("lost")) : 0;
    const activated = signsUp ? confirmed : created;
    const base = statuses.get("ACTIVE") ?? 0;
    const ending = Math.round(base * 0.006 * swing("ending") * today);
    const terminated = Math.min(
      Math.round((statuses.get("ACTIVE-ENDING") ?? 0) * 0.12 * swing("end")),
      ending * 2,
    );
    const suspended =
      Math.round(base * 0.002 * swing("suspend")) - Math.round((statuses.get("SUSPENDED") ?? 0) * 0.04);
    for (const [measure, count] of Object.entries({ created, linked, confirmed, activated }))
      add(measure, "", count);
    add("lost", "ACTIVATION_ROLLBACK/SIGN_UP_LAPSED", lost);
    let left = terminated;
    for (const [reason, part] of REASONS) {
      const count = Math.min(left, Math.round(terminated * part));
      add("terminated", reason, count);
      left -= count;
    }
    add("terminated", REASONS[0]?.[0] ?? "", left);
    for (const [bucket, part] of [
      [5, 0.1],
      [6, 0.3],
      [7, 0.34],
      [8, 0.16],
      [10, 0.06],
      [14, 0.04],
    ] as const)
      add("wait", String(bucket), Math.round(confirmed * part));
    move("PENDING", created - activated - lost);
    move("ACTIVE", activated - ending - suspended);
    move("ACTIVE-ENDING", ending - terminated);
    move("SUSPENDED", suspended);
    move("CANCELLED", lost + terminated);
  }
  return { rows, statuses };
}

/** Buckets of answer times by operation, in parts of a thousand. */
const TIMES: Record<string, number[]> = {
  create: [0, 0, 0, 20, 180, 420, 260, 90, 20, 6, 4, 0],
  terminate: [0, 0, 10, 120, 420, 330, 90, 20, 6, 4, 0, 0],
  suspend: [0, 0, 40, 260, 460, 190, 40, 8, 2, 0, 0, 0],
  update: [0, 0, 0, 10, 90, 300, 380, 160, 40, 15, 5, 0],
};

function callsOf(scope: string, daily: number): unknown[][] {
  return Array.from({ length: DAYS }, (_, at) => TODAY - DAYS + 1 + at).flatMap((day) =>
    Object.entries(TIMES).flatMap(([operation, times], rank) => {
      const calls = Math.round((daily / (1 + 3 * rank)) * (0.5 + (day - TODAY + DAYS) / DAYS / 2));
      const away = day === TODAY - 11 ? 0.22 : 0.004 * chance(`${scope}${operation}${day}`) * 2;
      const failed = Math.round(calls * away);
      const answered = times.map((part) => Math.round(((calls - failed) * part) / 1_000));
      const late = times.map((_time, bucket) => (bucket === times.length - 1 ? failed : 0));
      const key = [scope, "MUSIC", day, operation];
      return [[...key, "completed", ...answered], ...(failed > 0 ? [[...key, "unknown", ...late]] : [])];
    }),
  );
}

function merged(rows: Row[]): Row[] {
  const sums = new Map<string, Row>();
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, 6));
    const known = sums.get(key);
    if (known) known[6] += row[6];
    else sums.set(key, row);
  }
  return [...sums.values()];
}

function seed(): string {
  const of = LINES.map((line) => ({ line, ...rowsOf(line) }));
  const statuses = of.flatMap(({ line, statuses: counts }) =>
    [...counts].map(([status, count]) => [line.scope, line.merchant, line.product, status, count]),
  );
  const scopes = [...new Set(LINES.map(({ scope }) => scope))];
  return [
    ...inserts(
      "statistics_pair",
      scopes.map((scope) => [scope, "MUSIC"]),
    ),
    ...inserts(
      "statistics_progress",
      scopes.map((scope) => [scope, 0, 0, 0]),
    ),
    ...inserts("statistics_day", merged(of.flatMap(({ rows }) => rows))),
    ...inserts("statistics_status", statuses),
    ...inserts("merchant_call_day", [...callsOf("sandbox:TELCO", 330), ...callsOf("sandbox:BANK", 40)]),
  ].join("\n");
}

/** Puts the months into a state that no server uses yet. */
export const seedMonths = (state: string): Promise<void> => seedStore(state, seed());
