// GET /console/trouble: what waits for somebody, counted per environment, and one by one with the way to settle it or to
// send it again. For operators.
import { ask } from "../ask";
import { Notice } from "../components/Notice";
import { Pagination } from "../components/Pagination";
import { errorView } from "../errors";
import { forParties, type Page, type Shown, type SignedIn } from "../page";
import { Counts, type Backlog } from "./Counts";
import { TroubleTable, type TroubleShown } from "./TroubleTable";

const PATH = "/console/trouble";

export const TROUBLE_PAGES: readonly Page[] = [
  forParties("OPERATOR")("GET", PATH, troublePage, { entry: "Trouble" }),
];

/** Statuses to look at alone, in the words of the page. */
const FILTERS: readonly [status: string, words: string][] = [
  ["", "Everything"],
  ["operator", "For an operator"],
  ["doubt", "In doubt"],
  ["exhausted", "Given up"],
  ["held", "Held"],
  ["waiting", "Tried again"],
];

interface Listed {
  trouble: TroubleShown[];
  nextCursor: string | null;
}

async function troublePage(visit: SignedIn): Promise<Shown> {
  const asked = visit.url.searchParams.get("status") ?? "";
  const status = FILTERS.some(([name]) => name === asked) ? asked : "";
  const cursor = visit.url.searchParams.get("cursor");
  const query = new URLSearchParams({ ...(status && { status }), ...(cursor && { cursor }) });
  const [backlog, listed] = await Promise.all([
    ask<Backlog>(visit, "GET", "/admin/v1/backlog"),
    ask<Listed>(visit, "GET", `/admin/v1/trouble?${query}`),
  ]);
  if (!backlog.ok) return errorView(backlog.refused);
  if (!listed.ok) return errorView(listed.refused);
  const { trouble, nextCursor } = listed.body;
  const late = backlog.body.sandbox.overdue.count + backlog.body.live.overdue.count;
  return {
    title: "Trouble",
    body: (
      <>
        {late > 0 && (
          <Notice tone="problem" title={`${late} entitlements have slept through what they had to do`}>
            <p>The hourly look wakes them. If the number stays, look at the logs.</p>
          </Notice>
        )}
        <div class="pair">
          <Counts title="Live" part={backlog.body.live} />
          <Counts title="Sandbox" part={backlog.body.sandbox} />
        </div>
        <section class="card" aria-labelledby="list">
          <h2 id="list">One by one, the oldest first</h2>
          <Filters status={status} />
          <TroubleTable trouble={trouble} filtered={status !== ""} />
          <Pagination
            label="Trouble"
            first={cursor === null ? null : pathOf(status, null)}
            more={nextCursor === null ? null : pathOf(status, nextCursor)}
          />
        </section>
      </>
    ),
  };
}

function pathOf(status: string, cursor: string | null): string {
  const query = new URLSearchParams({ ...(status && { status }), ...(cursor && { cursor }) }).toString();
  return `${PATH}${query && `?${query}`}#list`;
}

const Filters = ({ status }: { status: string }) => (
  <nav aria-label="Kinds of trouble" class="filters">
    {FILTERS.map(([name, words]) => (
      <a key={name} href={pathOf(name, null)} aria-current={name === status ? "true" : undefined}>
        {words}
      </a>
    ))}
  </nav>
);
