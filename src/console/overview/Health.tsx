// How notifications arrive: the endpoints that are or were in trouble, and how much waits for them. As it is now, whatever
// days are shown; merchants have nothing to do with it.
import { ask } from "../ask";
import { partyOf } from "../care/record";
import type { EndpointShown, Troubled } from "../endpoints/answers";
import type { Backlog, BacklogPart } from "../trouble/Counts";
import { EndpointTable } from "../endpoints/tables";
import { RefusalNotice } from "../components/RefusalNotice";
import type { Refused } from "../ask";
import type { SignedIn } from "../page";
import { figure } from "./words";

export type Health =
  | { refused: Refused }
  | {
      endpoints: EndpointShown[];
      everybodys: boolean;
      /** Null where it could not be found out. */ troubled: string | null;
    };

/** Null for merchants. */
export async function healthOf(visit: SignedIn): Promise<Health | null> {
  const party = partyOf(visit);
  if (party === "MERCHANT") return null;
  const path = party === "RESELLER" ? "/v1/endpoints" : "/admin/v1/endpoints";
  const [found, troubled] = await Promise.all([
    ask<{ endpoints: EndpointShown[] }>(visit, "GET", path),
    party === "RESELLER" ? ownTrouble(visit) : everybodysTrouble(visit),
  ]);
  if (!found.ok) return { refused: found.refused };
  return { endpoints: found.body.endpoints, everybodys: party === "OPERATOR", troubled };
}

/** Counted as far as one page of the API goes. */
const MOST = 100;

async function ownTrouble(visit: SignedIn): Promise<string | null> {
  const found = await ask<Troubled>(visit, "GET", `/v1/notifications?limit=${MOST}`);
  if (!found.ok) return null;
  const { notifications, nextCursor } = found.body;
  return nextCursor === null ? figure(notifications.length) : `more than ${MOST}`;
}

async function everybodysTrouble(visit: SignedIn): Promise<string | null> {
  const found = await ask<Backlog>(visit, "GET", "/admin/v1/backlog");
  if (!found.ok) return null;
  const { sandbox, live } = found.body;
  return figure(notificationsIn(sandbox) + notificationsIn(live));
}

const notificationsIn = ({ waiting, held, exhausted }: BacklogPart): number =>
  waiting.count + held.count + exhausted.count;

export function Health({ health }: { health: Health }) {
  return (
    <section class="card" aria-labelledby="health">
      <h2 id="health">Notification endpoints</h2>
      {"refused" in health ? (
        <RefusalNotice refused={health.refused} />
      ) : (
        <>
          <p>
            {sentenceOf(health.endpoints)}{" "}
            {health.troubled !== null && (
              <>
                Notifications in trouble:{" "}
                {health.troubled === "0" ? (
                  "none."
                ) : (
                  <a href={health.everybodys ? "/console/trouble" : "/console/endpoints"}>
                    {health.troubled}
                  </a>
                )}
              </>
            )}
          </p>
          <EndpointTable endpoints={health.endpoints} everybodys={health.everybodys} />
        </>
      )}
    </section>
  );
}

function sentenceOf(endpoints: readonly EndpointShown[]): string {
  const failing = endpoints.filter(({ state }) => state !== "CLOSED").length;
  const held = endpoints.reduce((sum, one) => sum + one.held, 0);
  if (failing === 0) return "As of now every endpoint takes its notifications.";
  const which = failing === 1 ? "One endpoint does" : `${figure(failing)} endpoints do`;
  return `As of now ${which} not take notifications; ${figure(held)} are held until that is over.`;
}
