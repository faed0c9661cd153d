// GET /console/endpoints: how the endpoints are that notifications go to, what happened to them lately, and for a reseller
// a form to try one and the notifications that are in trouble.
import { ask } from "../ask";
import { partyOf } from "../care/record";
import { Notice } from "../components/Notice";
import { Pagination } from "../components/Pagination";
import { RefusalNotice } from "../components/RefusalNotice";
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import type { Endpoints, Troubled } from "./answers";
import { EndpointTable, EventTable, TroubledTable } from "./tables";
import { TestForm, type TestOutcome } from "./TestForm";

export const PATH = "/console/endpoints";

export const endpointsPage = (visit: SignedIn): Promise<Shown> => endpointsView(visit, null);

/** The page, with what came of a test, if there was one. */
export async function endpointsView(visit: SignedIn, tested: TestOutcome | null): Promise<Shown> {
  const reseller = partyOf(visit) === "RESELLER";
  const cursor = visit.url.searchParams.get("cursor");
  const query = cursor === null ? "" : `?${new URLSearchParams({ cursor })}`;
  const [found, troubled] = await Promise.all([
    ask<Endpoints>(visit, "GET", reseller ? "/v1/endpoints" : "/admin/v1/endpoints"),
    reseller ? ask<Troubled>(visit, "GET", `/v1/notifications${query}`) : null,
  ]);
  if (!found.ok) return errorView(found.refused);
  const { endpoints, events } = found.body;
  return {
    title: "Endpoints",
    under: PATH,
    status: tested?.kind === "refused" ? tested.refused.status : 200,
    body: (
      <>
        {visit.url.searchParams.get("done") === "resume" && (
          <Notice tone="done" title="The endpoint is resumed">
            <p>The next notification tries it; what is held follows.</p>
          </Notice>
        )}
        <section class="card" aria-labelledby="endpoints">
          <h2 id="endpoints">Where notifications go</h2>
          <EndpointTable endpoints={endpoints} everybodys={!reseller} />
        </section>
        {reseller && <TestForm formToken={visit.formToken} outcome={tested} />}
        {troubled !== null && (
          <section class="card" aria-labelledby="troubled">
            <h2 id="troubled">Notifications in trouble</h2>
            {troubled.ok ? (
              <>
                <TroubledTable notifications={troubled.body.notifications} />
                <Pagination
                  label="Notifications in trouble"
                  first={cursor === null ? null : PATH}
                  more={moreOf(troubled.body.nextCursor)}
                />
              </>
            ) : (
              <RefusalNotice refused={troubled.refused} />
            )}
          </section>
        )}
        <section class="card" aria-labelledby="events">
          <h2 id="events">What happened lately</h2>
          <EventTable events={events} endpoints={endpoints} />
        </section>
      </>
    ),
  };
}

const moreOf = (cursor: string | null): string | null =>
  cursor === null ? null : `${PATH}?${new URLSearchParams({ cursor })}#troubled`;
