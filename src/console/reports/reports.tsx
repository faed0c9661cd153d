// GET /console/reports: the files of a party, and a report about any days. Everything comes from the API's own routes.
import { ask, type Refused } from "../ask";
import { partyOf } from "../care/record";
import { Notice } from "../components/Notice";
import type { Shown, SignedIn } from "../page";
import type { Listed } from "./answers";
import { askedOf, listPath } from "./asked";
import { Files } from "./Files";
import { Hint } from "./Hint";
import { organisationsOf, withListed, type Organisations } from "./organisations";
import { RangeForm, usualRange, type RangeAsked } from "./RangeForm";
import { RerunLink } from "./RerunLink";
import { SubjectForm } from "./SubjectForm";
import { PATH, subjectIn, whoseOf, type Whose } from "./whose";

/** A range that the API refused, to be asked for once more. */
interface RefusedRange {
  asked: RangeAsked;
  refused: Refused;
}

export async function reportsPage(visit: SignedIn): Promise<Shown> {
  const whose = whoseOf(visit);
  return whose === null ? nobodysView(visit) : reportsView(visit, whose, null);
}

/** An operator has not said yet whose reports it wants to see. */
const nobodysView = async (visit: SignedIn): Promise<Shown> => ({
  title: "Reports",
  under: PATH,
  body: (
    <>
      <Subject visit={visit} organisations={await organisationsOf(visit)} />
      <p class="quiet">Reports belong to a reseller or a merchant. Say whose you want to see.</p>
    </>
  ),
});

/** The page, with the range that was refused, if one was. */
export async function reportsView(visit: SignedIn, whose: Whose, range: RefusedRange | null): Promise<Shown> {
  const query = range === null ? visit.url.searchParams : new URLSearchParams();
  const asked = askedOf(query);
  const cursor = query.get("cursor");
  const [organisations, found] = await Promise.all([
    organisationsOf(visit),
    ask<Listed>(visit, "GET", listPath(whose, asked, cursor)),
  ]);
  const known = whose.party === "RESELLER" ? organisations.merchants : organisations.resellers;
  const partners = withListed(known, found.ok ? found.body.reports : []);
  const isOperator = partyOf(visit) === "OPERATOR";
  return {
    title: "Reports",
    under: PATH,
    status: range?.refused.status ?? (found.ok ? 200 : found.refused.status),
    body: (
      <>
        {query.get("done") === "run" && (
          <Notice tone="done" title="Files are written again">
            <p>Some at once, the rest by the next hourly looks. “Written” says which are new.</p>
          </Notice>
        )}
        {isOperator && <Subject visit={visit} organisations={organisations} />}
        <RangeForm
          whose={whose}
          asked={range?.asked ?? usualRange()}
          refused={range?.refused ?? null}
          partners={partners}
        />
        <Files {...{ whose, asked, cursor, found, partners }} />
        <Hint />
        {isOperator && <RerunLink whose={whose} />}
      </>
    ),
  };
}

function Subject({ visit, organisations }: { visit: SignedIn; organisations: Organisations }) {
  const subject = subjectIn(visit.url.searchParams);
  const { resellers, merchants } = organisations;
  // Until somebody has said which party, both are offered.
  const keys = subject.organisation === "" ? [...new Set([...resellers, ...merchants])] : null;
  const ofParty = subject.party === "RESELLER" ? resellers : merchants;
  return <SubjectForm subject={subject} organisations={keys ?? ofParty} />;
}
