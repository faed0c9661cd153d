// GET /console/reports/range: a report about any days, computed while it is downloaded. What the API refuses is said in
// the form, on the page that has it.
import { clock } from "../../shared/clock";
import { dateOf, dayOf } from "../../reports/period";
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import { dayAfter, given } from "./asked";
import { passedOn } from "./passOn";
import { rangeOf, type RangeAsked } from "./RangeForm";
import { reportsView } from "./reports";
import { whoseOf, type Whose } from "./whose";
import { ENCODINGS, REPORTS } from "./words";

export async function downloadRange(visit: SignedIn): Promise<Shown> {
  const whose = whoseOf(visit);
  const asked = rangeOf(visit.url.searchParams);
  const isKnown = Object.values(REPORTS).some(({ word }) => word === asked.report);
  if (whose === null || !isKnown) return errorView("UNKNOWN_REPORT");
  const report = await passedOn(visit, rangePath(whose, asked));
  return report instanceof Response ? report : reportsView(visit, whose, { asked, refused: report });
}

/** To the end of a day; of today, to this moment. Active is about the end alone. */
function rangePath({ root, named, partner }: Whose, asked: RangeAsked): string {
  const { report, from, to, product } = asked;
  const isToday = to === dateOf(dayOf(clock.now()));
  const query = given({
    ...named,
    from: report === REPORTS.AR.word ? "" : from,
    to: isToday ? "" : dayAfter(to),
    [partner.field]: asked.partner,
    productKey: product,
    ...ENCODINGS[asked.encoding]?.query,
  });
  return `${root}/reports/${report}?${query}`;
}
