// Calls of the sandbox that leave nothing behind and that a certification asks about: when a reseller last made one, to
// the day. An isolate tells of each once a day, and the row is written by the first of a day only: next to nothing, and in
// live nothing at all.
import { clock } from "../shared/clock";
import { DEFAULT_HOME, databaseOf } from "../shared/homes";
import { errorText, log } from "../shared/log";
import { scopeOf } from "./project";

/** A report read, the feed read, a create that was repeated under its key and answered again. */
export type Trace = "REPORT" | "FEED" | "REPEATED_CREATE";

const DAY_MS = 86_400_000;
/** Beyond this the memory begins anew; a trace too many costs one look. */
const MOST_REMEMBERED = 1_000;

const told = new Map<string, number>();

const LEAVE = `
INSERT INTO sandbox_trace (reseller_scope, trace, at) VALUES (?1, ?2, ?3)
ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at >= sandbox_trace.at + ${DAY_MS}`;

/** Whose call it is, and how something goes on after its answer. */
interface Call {
  env: Pick<Env, "DB">;
  ctx: Pick<ExecutionContext, "waitUntil">;
  caller: { environment: string | null; name: string };
}

/** Notes that a sandbox call was made, after its answer. Never throws: what is lost is told again tomorrow. */
export function leaveTrace({ env, ctx, caller }: Call, trace: Trace): void {
  if (caller.environment !== "sandbox") return;
  const now = clock.now();
  const scope = scopeOf("sandbox", caller.name);
  const name = `${scope}\n${trace}`;
  if (now - (told.get(name) ?? Number.NEGATIVE_INFINITY) < DAY_MS) return;
  if (told.size >= MOST_REMEMBERED) told.clear();
  told.set(name, now);
  const left = databaseOf(env, DEFAULT_HOME).prepare(LEAVE).bind(scope, trace, now).run();
  ctx.waitUntil(
    left.catch((error: unknown) => {
      told.delete(name);
      log("trace.not_written", { trace, error: errorText(error) });
    }),
  );
}

const READ = "SELECT trace, at FROM sandbox_trace WHERE reseller_scope = ?1";

/** What a reseller has done since a time (epoch milliseconds), to the day. */
export async function tracesSince(env: Pick<Env, "DB">, scope: string, since: number): Promise<Set<string>> {
  const read = databaseOf(env, DEFAULT_HOME).prepare(READ).bind(scope);
  const { results } = await read.all<{ trace: string; at: number }>();
  return new Set(results.filter(({ at }) => at >= since).map(({ trace }) => trace));
}
