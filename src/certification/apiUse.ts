// A reseller's use of the API in its sandbox, held against what it should have covered. Reads only: the feed, the histories
// of a few entitlements, the counts of merchants' answers, and the traces of calls that leave nothing else.
import type { Caller } from "../entitlement/caller";
import type { History } from "../entitlement/history";
import { entitlementStub } from "../entitlement/locate";
import { scopeOf } from "../projection/project";
import { recentEvents } from "../projection/recentEvents";
import { tracesSince } from "../projection/traces";
import { clock } from "../shared/clock";
import { wasRefused } from "../statistics/calls";
import { API_USE_SEEN, type Recorded } from "./apiUseScenarios";
import { API_USE_TOLD } from "./apiUseTold";
import { notCovered, passed, type ScenarioFinding } from "./finding";
import { played } from "./play";

/** How far back is looked; the feed reaches a little further. */
const DAYS = 30;
const DAY_MS = 86_400_000;

/** Which scenarios were seen lately. */
export async function apiUseFindings(env: Env, caller: Caller): Promise<ScenarioFinding[]> {
  const recorded = await recordedOf(env, caller);
  return Promise.all(
    API_USE_TOLD.map((told) =>
      played(told, async () =>
        (await API_USE_SEEN[told.scenario](recorded))
          ? passed(`Seen within the last ${DAYS} days.`)
          : notCovered(`Not seen within the last ${DAYS} days. ${told.hint}`),
      ),
    ),
  );
}

async function recordedOf(env: Env, caller: Caller): Promise<Recorded> {
  const scope = scopeOf("sandbox", caller.name);
  const since = clock.now() - DAYS * DAY_MS;
  const [events, traces, refused] = await Promise.all([
    recentEvents(env, scope, since),
    tracesSince(env, scope, since),
    wasRefused(env, scope, since),
  ]);
  return { events, traces, refused, history: remembering((id) => entitlementStub(env, id).history(caller)) };
}

/** Asks for each entitlement once. */
function remembering(read: (id: string) => Promise<History | null>): Recorded["history"] {
  const known = new Map<string, Promise<History | null>>();
  return (id) => {
    const history = known.get(id) ?? read(id);
    known.set(id, history);
    return history;
  };
}
