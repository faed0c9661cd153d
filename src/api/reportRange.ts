// A report about any range of time, on demand. It is streamed while it is computed: what goes wrong before the first line
// is answered as a failure, what goes wrong later breaks the connection off.
import type * as z from "zod";
import { columnsOf } from "../reports/columns";
import { DAY_MS, type ReportType } from "../reports/period";
import { rangeLines, type RangeQuestion } from "../reports/range";
import { streamOf, textOf } from "../reports/texts";
import { clock, iso } from "../shared/clock";
import { invalid } from "./body";
import type { Context } from "./context";
import { unknownReport } from "./reportFiles";
import { ownerIn, partnerIn, type Named } from "./reportOwner";
import { reportResponse } from "./reportResponse";
import type { ResellerRangeQuery } from "./reportSchemas";

/** As long as a month; the monthly files go further back. */
const MOST_MS = 31 * DAY_MS;

/** The reports by the word that a path has for them. */
export const RANGE_TYPES: Readonly<Record<string, ReportType>> = {
  active: "AR",
  change: "CR",
  event: "ER",
  summary: "SR",
};

type RangeQuery = Named & Omit<z.infer<typeof ResellerRangeQuery>, "merchantAccountKey">;

/** GET /v1/reports/{active|change|event|summary}, and the merchants' and the operators' */
export async function reportRange(context: Context<unknown, RangeQuery>): Promise<Response> {
  const { env, params, query } = context;
  const word = params["type"] ?? "";
  const type = Object.hasOwn(RANGE_TYPES, word) ? RANGE_TYPES[word] : undefined;
  if (type === undefined) return unknownReport();
  const owner = ownerIn(context);
  const { from, to } = checkedRange(type, query);
  const partner = partnerIn(owner, query);
  const isReseller = owner.party === "RESELLER";
  const question: RangeQuestion = {
    type,
    scope: {
      environment: owner.environment,
      resellerKey: isReseller ? owner.key : (partner ?? ""),
    },
    party: owner.party,
    merchantAccountKey: isReseller ? partner : owner.key,
    productKey: query.productKey ?? null,
    from,
    to,
  };
  const texts = textOf(columnsOf(type, owner.party), rangeLines(env, question), query.format);
  const name = `${word}_${compact(type === "AR" ? to : from)}_${compact(to)}.csv`;
  return reportResponse(await streamOf(texts, query.charset), name, query, { "Cache-Control": "no-store" });
}

/** `20301231T235959Z` */
const compact = (at: number): string => iso(at).replaceAll(/[-:]|\.\d+/g, "");

function checkedRange(
  type: ReportType,
  query: { from?: number | undefined; to?: number | undefined },
): { from: number; to: number } {
  const now = clock.now();
  const { to = now } = query;
  const from = query.from ?? (type === "AR" ? to : undefined);
  if (to > now) throw invalid([{ path: "to", message: "Must not be in the future." }]);
  if (from === undefined) throw invalid([{ path: "from", message: "Required for this report." }]);
  if (from > to || (from === to && type !== "AR"))
    throw invalid([{ path: "from", message: "Must be before to." }]);
  if (to - from > MOST_MS)
    throw invalid([{ path: "from", message: "Must be at most 31 days before to; take the files for more." }]);
  return { from, to };
}
