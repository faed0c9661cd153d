// GET /console/overview: what is sold, what ends and why, where sign-ups get lost, how merchants and endpoints answer.
// Every figure comes from the API's own statistics, as whoever is signed in.
import { ask } from "../ask";
import { partyOf } from "../care/record";
import { Notice } from "../components/Notice";
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import type { Statistics } from "../../statistics/statistics";
import { askedOf, isFiltered, pathOf } from "./asked";
import { Answers, Failures } from "./Answers";
import { Filters } from "./Filters";
import { Flow } from "./Flow";
import { Funnel } from "./Funnel";
import { Headlines } from "./Headlines";
import { Health, healthOf } from "./Health";
import { Newcomer } from "./Newcomer";
import { Products } from "./Products";
import { Reasons } from "./Reasons";
import { resellersOf } from "./resellers";
import { Statuses } from "./Statuses";

export async function overview(visit: SignedIn): Promise<Shown> {
  const party = partyOf(visit);
  const asked = askedOf(visit.url.searchParams);
  const [found, all, health, resellers] = await Promise.all([
    ask<Statistics>(visit, "GET", pathOf(party, asked, true)),
    isFiltered(asked) ? ask<Statistics>(visit, "GET", pathOf(party, asked, false)) : null,
    healthOf(visit),
    resellersOf(visit),
  ]);
  if (!found.ok) return errorView(found.refused);
  const statistics = found.body;
  const filters = (
    <Filters
      party={party}
      asked={asked}
      products={(all?.ok ? all.body : statistics).products}
      resellers={resellers}
    />
  );
  const body = isBlank(statistics) ? (
    <Newcomer party={party} filtered={isFiltered(asked) || asked.environment !== ""} />
  ) : (
    <>
      <Headlines statistics={statistics} />
      <Statuses statistics={statistics} />
      <Flow days={statistics.days} />
      <div class="pair">
        <Funnel statistics={statistics} />
        <Reasons statistics={statistics} />
      </div>
      <Products products={statistics.products} />
      <div class="pair">
        <Answers calls={statistics.merchantCalls} />
        <Failures days={statistics.days} />
      </div>
    </>
  );
  return {
    title: "Overview",
    body: (
      <>
        {filters}
        {!statistics.complete && (
          <Notice tone="note" title="Still counting">
            <p>Much has come in at once. The newest of it is counted within the hour.</p>
          </Notice>
        )}
        {body}
        {health !== null && <Health health={health} />}
      </>
    ),
  };
}

/** Nothing ever was, as far as these days and this filter reach. */
const isBlank = ({ days, merchantCalls }: Statistics): boolean =>
  merchantCalls.length === 0 &&
  days.every(
    ({ created, activated, terminated, lost, statuses }) =>
      created + activated + terminated + lost === 0 &&
      Object.values(statuses ?? {}).every((count) => count === 0),
  );
