// Figures of what is sold, ends, gets lost, and how merchants answer; the same shape for every party.
import * as z from "zod";
import { MERCHANT_OPERATIONS } from "../../connectors/contract";
import type { MerchantCalls } from "../../statistics/callFigures";
import type {
  ProductFigures as Figures,
  ReasonCount as Counted,
  Statistics as View,
  StatisticsDay as DayView,
} from "../../statistics/statistics";
import { count, day, name, of, time } from "./fields";

const created = count("Entitlements that came into being.");
const activated = count("All that became active for the first time.");
const terminated = count("Ended after having been active.");
const lost = count("Ended without ever having been active.");

/** The figures of one day. */
export const StatisticsDay = of<DayView>()(
  z.object({
    date: day("UTC."),
    created,
    linked: count("New ones that got a sign-up link."),
    confirmed: count("New ones with a link that became active."),
    activated,
    terminated,
    lost,
    merchantCalls: count("Calls to merchants, for all products."),
    merchantCallsFailed: count(
      "Those whose outcome stayed unknown, or where the merchant was not to be had.",
    ),
    statuses: z.record(z.string(), z.int()).nullable().meta({
      description: "How many there are in each status at the end of the day; null where that is not known.",
    }),
  }),
);

/** How often something ended for a reason. */
export const ReasonCount = of<Counted>()(
  z.object({ category: z.string(), code: z.string(), count: count("How often.") }),
);

/** The figures of one product over all days. */
export const ProductFigures = of<Figures>()(
  z.object({
    merchantAccountKey: name("The merchant.", "MUSIC"),
    productKey: name("The product.", "MUSIC_PREMIUM"),
    created,
    activated,
    terminated,
    lost,
  }),
);

const seconds = z.number().nonnegative().nullable().meta({ description: "Estimated from a histogram." });
const ms = z
  .number()
  .nonnegative()
  .nullable()
  .meta({ description: "Milliseconds, estimated from a histogram." });

/** How a merchant answered one operation over all days. */
export const MerchantAnswers = of<MerchantCalls>()(
  z.object({
    merchantAccountKey: name("The merchant.", "MUSIC"),
    operation: z.enum(MERCHANT_OPERATIONS),
    calls: count("All."),
    failed: count("Outcome unknown, or the merchant was not to be had. A refusal is an answer."),
    outcomes: z.record(z.string(), z.int()).meta({ description: "How many there were of each outcome." }),
    p50Ms: ms,
    p95Ms: ms,
    p99Ms: ms,
  }),
);

/** A row per day, and sums over the days. */
export const Statistics = of<View>()(
  z.object({
    from: day("The first day."),
    to: day("The last day, included."),
    date: time("When this was counted."),
    complete: z
      .boolean()
      .meta({ description: "False while much has come in at once that is not counted yet." }),
    statusesSince: day("The first day whose statuses are known; null: all are.").nullable(),
    days: z.array(StatisticsDay),
    products: z.array(ProductFigures),
    timeToActivate: z
      .object({
        count: count("Of how many."),
        p50Seconds: seconds,
        p90Seconds: seconds,
        p99Seconds: seconds,
      })
      .meta({ description: "Of those with a sign-up link, from creation to activation." }),
    terminationReasons: z.array(ReasonCount),
    lossReasons: z.array(ReasonCount),
    merchantCalls: z.array(MerchantAnswers),
  }),
);
