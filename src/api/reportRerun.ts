// POST /admin/v1/reports/run: a day's files, and everything after them, are written again. The answer does not wait for
// them: some are written at once, the rest by the next hourly looks.
import type * as z from "zod";
import { dateOf, DAY_MS, dayOf } from "../reports/period";
import { rerunFrom } from "../reports/rerun";
import { catchUp } from "../reports/run";
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { audited } from "./audited";
import { invalid } from "./body";
import type { Context } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";
import type { RerunBody } from "./reportSchemas";

const MOST_DAYS_BACK = 400;
/** The platform lets work go on for half a minute after an answer. */
const AT_ONCE_MS = 15_000;

export async function rerunReports(context: Context<z.infer<typeof RerunBody>>): Promise<Response> {
  const { env, ctx, body } = context;
  const { environment, resellerKey, day, reason } = body;
  const scope = { environment, resellerKey };
  const now = clock.now();
  if (day < dayOf(now) - MOST_DAYS_BACK * DAY_MS)
    throw invalid([{ path: "day", message: `Must be at most ${MOST_DAYS_BACK} days ago.` }]);
  const rerun = await rerunFrom(env.FILES, scope, day);
  switch (rerun.kind) {
    case "nothing":
      throw invalid([{ path: "resellerKey", message: "There are no reports of this reseller yet." }]);
    case "early":
      throw invalid([{ path: "day", message: `Is not written yet; the last is ${dateOf(rerun.day)}.` }]);
    case "busy":
      throw new Failure(
        "OPERATION_IN_PROGRESS",
        "Reports of this reseller are being written. Try again later.",
      );
    case "set": {
      const [from, detail] = [dateOf(day), { from: dateOf(day), days: rerun.days }];
      const subject = `reports ${environment}/${resellerKey}`;
      await audited(context, { action: "reports.run", subject, reason, detail });
      ctx.waitUntil(
        catchUp(env, scope, now + AT_ONCE_MS).catch((error: unknown) =>
          log("reports.failed", { environment, resellerKey, error: errorText(error) }),
        ),
      );
      return success({ environment, resellerKey, from, days: rerun.days });
    }
  }
}
