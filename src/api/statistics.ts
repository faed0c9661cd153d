// Statistics, for each party its own: how much is sold, where sign-ups get lost, how merchants answer.
import type * as z from "zod";
import { clock } from "../shared/clock";
import { scopeOf } from "../projection/project";
import { flushCalls } from "../statistics/calls";
import { DAY_MS } from "../statistics/counted";
import { EVERYBODY, everyReseller, type Reach } from "../statistics/reach";
import { dateOf, statisticsOf } from "../statistics/statistics";
import { environmentOf, type Context } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";
import type { AnyStatisticsQuery, MerchantStatisticsQuery, StatisticsQuery } from "./statisticsSchemas";

/** Days shown where none are named, and at most. */
const USUAL_DAYS = 30;
const MOST_DAYS = 400;

type Asked<Schema extends z.ZodType> = Context<unknown, z.infer<Schema>>;

/** GET /v1/statistics */
export function ownStatistics(context: Asked<typeof StatisticsQuery>): Promise<Response> {
  const scope = scopeOf(environmentOf(context), context.caller.name);
  return answer(context, { low: scope, high: scope }, context.query);
}

/** GET /merchant/v1/statistics: over all resellers */
export function merchantStatistics(context: Asked<typeof MerchantStatisticsQuery>): Promise<Response> {
  const merchantAccountKey = context.caller.name;
  return answer(context, everyReseller(environmentOf(context)), { ...context.query, merchantAccountKey });
}

/** GET /admin/v1/statistics: everybody's, or one environment's, or one reseller's */
export function anyStatistics(context: Asked<typeof AnyStatisticsQuery>): Promise<Response> {
  const { environment, resellerKey, ...query } = context.query;
  if (environment === undefined) return answer(context, EVERYBODY, query);
  if (resellerKey === undefined) return answer(context, everyReseller(environment), query);
  const scope = scopeOf(environment, resellerKey);
  return answer(context, { low: scope, high: scope }, query);
}

async function answer(
  { env }: Pick<Context, "env">,
  whose: Pick<Reach, "low" | "high">,
  query: z.infer<typeof StatisticsQuery>,
): Promise<Response> {
  const { merchantAccountKey = null, productKey = null } = query;
  await flushCalls(env);
  const reach = { ...whose, merchantAccountKey, productKey, ...daysOf(query) };
  return success({ ...(await statisticsOf(env, reach)) });
}

/** The days asked for. Tomorrow has no numbers yet: the last one is today at the latest. */
function daysOf({
  from,
  to,
}: {
  from?: number | undefined;
  to?: number | undefined;
}): Pick<Reach, "from" | "to"> {
  const today = Math.floor(clock.now() / DAY_MS);
  const last = Math.min(to ?? today, today);
  const first = from ?? last - USUAL_DAYS + 1;
  if (first > last)
    throw invalid(`Must not be after ${to === undefined || to > today ? "today" : "to"}, ${dateOf(last)}.`);
  if (last - first >= MOST_DAYS)
    throw invalid(`At most ${MOST_DAYS} days at once; not before ${dateOf(last - MOST_DAYS + 1)}.`);
  return { from: first, to: last };
}

const invalid = (message: string): Failure =>
  new Failure("VALIDATION", `from: ${message}`, { issues: [{ path: "from", message }] });
