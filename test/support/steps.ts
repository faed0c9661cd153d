// A chain of steps by hand: a kind's step over rows in memory, with its parts kept as the chain would keep them. Says how
// each row ended; `twice` runs every step once more before it is accepted, as after a worker that died with its report.
import { env } from "cloudflare:workers";
import type { JobFacts, JobKind, StepContext, StepResult } from "../../src/jobs/kind";
import type { Row } from "../../src/jobs/rows";
import type { Json } from "../../src/shared/json";

export interface Ran {
  steps: number;
  counts: { read: number; done: number; outcomes: Record<string, number> };
  /** Lines of NDJSON results by name. */
  lines: (name: string) => Record<string, unknown>[];
  text: (name: string) => string;
  failed: string | null;
}

export interface Running {
  rows?: readonly ({ [member: string]: Json } | string)[];
  options?: { [member: string]: Json };
  facts?: Partial<JobFacts>;
  /** Rows that a step gets at most. */
  portion?: number;
  twice?: boolean;
  /** Time that a step has, in milliseconds. */
  time?: number;
}

let jobs = 0;

export const factsOf = (changes: Partial<JobFacts> = {}): JobFacts => ({
  id: `job-${++jobs}`,
  owner: { party: "RESELLER", key: "TELCO", environment: "sandbox" },
  by: { party: "OPERATOR", name: "operator", credentialId: "operator" },
  options: {},
  dryRun: false,
  upload: null,
  created: Date.now(),
  ...changes,
});

export async function runKind(kind: JobKind, running: Running = {}): Promise<Ran> {
  const { options = {}, facts = {}, twice = false } = running;
  const checked = kind.options().parse(options) as Json;
  const job = factsOf({ dryRun: kind.dryRun ?? false, options: checked, ...facts });
  const parts = new Map<string, string[]>();
  const ran: Ran = {
    steps: 0,
    counts: { read: 0, done: 0, outcomes: {} },
    lines: (name) =>
      (parts.get(name) ?? [])
        .join("")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    text: (name) => (parts.get(name) ?? []).join(""),
    failed: null,
  };
  for (let cursor: Json = null; ;) {
    const context = contextOf(job, ran.steps, parts, running);
    if (twice) await kind.step(context, cursor);
    const result = await kind.step(context, cursor);
    accept(ran, parts, result);
    if (result.failed !== undefined || result.cursor === null) return ran;
    cursor = JSON.parse(JSON.stringify(result.cursor));
  }
}

function accept(
  ran: Ran,
  parts: Map<string, string[]>,
  { counts = {}, parts: added = {}, failed }: StepResult,
): void {
  ran.steps++;
  ran.counts.read += counts.read ?? 0;
  ran.counts.done += counts.done ?? 0;
  for (const [name, count] of Object.entries(counts.outcomes ?? {}))
    ran.counts.outcomes[name] = (ran.counts.outcomes[name] ?? 0) + count;
  for (const [name, { text }] of Object.entries(added)) parts.set(name, [...(parts.get(name) ?? []), text]);
  ran.failed = failed ?? null;
}

export function contextOf(
  job: JobFacts,
  step: number,
  parts: Map<string, string[]>,
  { rows = [], portion = Infinity, time = 60_000 }: Running,
): StepContext {
  const all: Row[] = rows.map((given, at) => {
    const row = { row: at + 1, behind: { at: at + 1, row: at + 1, columns: null } };
    return typeof given === "string"
      ? { ...row, ok: false, message: given }
      : { ...row, ok: true, value: given };
  });
  return {
    env,
    job,
    step,
    until: Date.now() + time,
    rows: async (from, most = Infinity) => {
      const first = from?.row ?? 0;
      const some = all.slice(first, first + Math.min(most, portion));
      const next = first + some.length < all.length ? (some.at(-1)?.behind ?? null) : null;
      return { rows: some, next };
    },
    parts: async function* (name) {
      for (const text of parts.get(name) ?? []) yield { text: async () => text } as R2ObjectBody;
    },
    partKeys: async (name) => (parts.get(name) ?? []).map((_, at) => `${name}/${at}`),
    call: async () => ({ status: 500, body: {} }),
    keyOf: (row) => `${job.id}-${row}`,
  };
}
