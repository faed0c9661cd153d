// GET /console/live: what happens now. The one page that needs a script to move; without it the page shows the latest
// lines and says that it stands still.
import { assetPath } from "../assets/assets";
import { Empty } from "../components/Empty";
import type { Shown, SignedIn } from "../page";
import { MOST_LINES, tailOf, type Line } from "./tail";

export async function live(visit: SignedIn): Promise<Shown> {
  const { lines, after } = await tailOf(visit, 0);
  const merchant = visit.who.caller.side === "MERCHANT";
  return {
    title: "Live",
    body: (
      <>
        <section class="card" aria-labelledby="lately">
          <div class="tail-bar">
            <h2 id="lately">Lately</h2>
            <p id="live-state" class="quiet">
              Without JavaScript this page stands still and shows the latest {MOST_LINES}. Reload it for newer
              ones.
            </p>
            <button id="live-pause" type="button" hidden>
              Pause
            </button>
          </div>
          <p id="live-told" class="hidden" role="status" aria-live="polite" />
          <ol id="live" class="tail" data-after={after}>
            {lines.map((line) => (
              <Row key={line.id} line={line} />
            ))}
          </ol>
          <div id="live-empty" hidden={lines.length > 0}>
            <Empty title="Nothing has happened yet">
              <p>What happens from now on appears here.</p>
            </Empty>
          </div>
        </section>
        <p class="quiet">
          {merchant
            ? "Shown are the changes of entitlements at your products, within a second or two. Times are UTC."
            : "Shown are changes of entitlements, within a second or two, and of deliveries what went wrong: endpoints that fail, pause and come back, notifications that are tried again after a second failure, held or given up; and operations in doubt. Deliveries that succeed are not listed here; an entitlement’s own page has every attempt. Times are UTC."}{" "}
          When more than 150 changes of one reseller come at once, only the newest are seen here.
        </p>
        <script defer src={assetPath("live.js")} />
      </>
    ),
  };
}

/** As the script draws it too: assets/live.ts. */
const Row = ({ line }: { line: Line }) => (
  <li data-id={line.id}>
    <time dateTime={line.date} title={line.date}>
      {line.date.slice(11, 19)}
    </time>
    <div>
      <span class={line.bad ? "what bad" : "what"}>{line.what}</span>{" "}
      <span class="detail">{line.detail}</span>
    </div>
    {line.href !== null && (
      <a href={line.href}>{line.entitlementId === null ? "Endpoints" : line.entitlementId.slice(-12)}</a>
    )}
  </li>
);

/** GET /console/live/events?after=: the lines since then, as JSON for the page's script. */
export async function liveEvents(visit: SignedIn): Promise<Shown> {
  const after = Number(visit.url.searchParams.get("after") ?? "0");
  const tail = await tailOf(visit, Number.isFinite(after) ? after : 0);
  return Response.json(tail);
}
