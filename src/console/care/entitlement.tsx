// GET /console/entitlement/{id}: one entitlement's page. What it is, what it waits on, what can be done, everything that
// happened.
import { ownId } from "../../entitlement/id";
import type { History } from "../../entitlement/history";
import { ask } from "../ask";
import { Notice } from "../components/Notice";
import { Pagination } from "../components/Pagination";
import { errorView } from "../errors";
import type { Shown, SignedIn } from "../page";
import { actionsOf } from "./actions/table";
import { Clock, type ClockShown } from "./Clock";
import { doneNotice } from "./doneNotice";
import { RecordFacts } from "./Facts";
import { Notifications } from "./Notifications";
import { pageOf, partyOf, readEntitlement, type Entitlement } from "./record";
import { Status, WaitsOn } from "./Status";
import { Timeline } from "./Timeline";
import { timelineOf } from "./items";

/** Items of the time line on one page. */
const ITEMS = 50;

export const CARE_TRAIL = [{ label: "Care", href: "/console/care" }];

export async function entitlementPage(visit: SignedIn): Promise<Shown> {
  const id = ownId(visit.params["entitlementId"] ?? "");
  const found = id === null ? null : await readEntitlement(visit, id);
  if (found === null) return errorView("UNKNOWN_ENTITLEMENT");
  if (!("record" in found)) return errorView(found);
  const { record, history } = found;
  const clock = await clockOf(visit, record);
  return {
    title: record.entitlementDisplayName,
    trail: CARE_TRAIL,
    under: "/console/care",
    body: <Body visit={visit} record={record} history={history} clock={clock} />,
  };
}

/** Resellers move clocks, and only in the sandbox. */
async function clockOf(visit: SignedIn, record: Entitlement): Promise<ClockShown | null> {
  if (partyOf(visit) !== "RESELLER" || record.environment !== "sandbox") return null;
  const query = new URLSearchParams({ entitlementId: record.entitlementId });
  const reply = await ask<ClockShown>(visit, "GET", `/v1/sandbox/clock?${query}`);
  return reply.ok ? reply.body : null;
}

interface Props {
  visit: SignedIn;
  record: Entitlement;
  history: History;
}

function Body({ visit, record, history, clock }: Props & { clock: ClockShown | null }) {
  const party = partyOf(visit);
  const done = doneNotice(party, visit.url.searchParams);
  return (
    <>
      {done !== null && <Notice tone="done" title={done} />}
      <section class="card state" aria-label="State">
        <p class="status">
          <Status status={record.status} /> <code>{record.entitlementId}</code>
        </p>
        <WaitsOn record={record} />
        {clock !== null && <Clock clock={clock} />}
        {record.parameters !== null && <SignUpLink url={record.parameters.url} />}
        <Actions visit={visit} record={record} history={history} />
      </section>
      <section class="card" aria-labelledby="record">
        <h2 id="record">Record</h2>
        <RecordFacts record={record} />
      </section>
      {party !== "MERCHANT" && (
        <section class="card" aria-labelledby="notifications">
          <h2 id="notifications">Notifications</h2>
          <Notifications notifications={history.notifications} page={pageOf(record.entitlementId)} />
        </section>
      )}
      <Events visit={visit} record={record} history={history} />
    </>
  );
}

const SignUpLink = ({ url }: { url: string }) => (
  <div class="field copy">
    <label for="sign-up-link">The customer's sign-up link</label>
    <div class="inline">
      <input id="sign-up-link" type="text" readOnly value={url} data-copy />
    </div>
  </div>
);

function Actions({ visit, record, history }: Props) {
  const page = pageOf(record.entitlementId);
  const offered = actionsOf(partyOf(visit)).filter((action) => action.offered(record, history));
  return (
    <div class="actions" role="group" aria-label="Actions">
      {offered.map(({ name, label, danger }) => (
        <a key={name} class={danger ? "button danger" : "button"} href={`${page}/${name}`}>
          {label}
        </a>
      ))}
      <a class="button" href={`${page}/share`}>
        Share
      </a>
    </div>
  );
}

/** Newest first, in parts. */
function Events({ visit, record, history }: Props) {
  const items = timelineOf(history);
  const from = Math.max(0, Number.parseInt(visit.url.searchParams.get("from") ?? "0", 10) || 0);
  const page = pageOf(record.entitlementId);
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">Time line</h2>
      <Timeline items={items.slice(from, from + ITEMS)} />
      <Pagination
        label="Time line"
        first={from > 0 ? `${page}#timeline` : null}
        more={from + ITEMS < items.length ? `${page}?from=${from + ITEMS}#timeline` : null}
      />
    </section>
  );
}
