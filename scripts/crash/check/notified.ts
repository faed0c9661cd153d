// Every version that has a reason reached its reseller, verified, with the feed's body; first arrivals in order, and
// each names the one before it.
import { isDeepStrictEqual } from "node:util";
import type { Case, Check } from "./finding.ts";

export const notified: Check = ({ arrivals }, cases) => [
  ...cases.flatMap((one) =>
    [...complete(one), ...ordered(one), ...chained(one)].map((what) => `${one.sale.entitlementId}: ${what}`),
  ),
  ...strangers(arrivals, cases),
];

function complete({ feed, arrivals }: Case): string[] {
  return feed.flatMap(({ notificationId, notificationReason, version, ...rest }) => {
    if (notificationReason === null) return [];
    const own = arrivals.filter(({ id }) => id === notificationId);
    if (!own.some(({ accepted }) => accepted))
      return [`version ${version} (${notificationReason}) never arrived`];
    const event = { notificationId, notificationReason, version, ...rest };
    const names = new Set(own.flatMap(({ body }) => different(body, event)));
    return names.size > 0
      ? [`version ${version} arrived otherwise than in the feed: ${[...names].join(", ")}`]
      : [];
  });
}

/**
 * Fields of a notification that the feed has otherwise. `parameters` is not versioned: a link that was renewed in between
 * is the newer one in the later of the two.
 */
function different(body: Record<string, unknown>, event: Record<string, unknown>): string[] {
  const names = [...new Set([...Object.keys(body), ...Object.keys(event)])];
  return names.filter((name) => name !== "parameters" && !isDeepStrictEqual(body[name], event[name]));
}

function ordered({ arrivals }: Case): string[] {
  const firsts = [...new Map(arrivals.toReversed().map((one) => [one.id, one])).values()].toReversed();
  const versions = firsts.toSorted((a, b) => a.at - b.at).map(({ version }) => version);
  return versions.every((version, at) => at === 0 || version > (versions[at - 1] ?? 0))
    ? []
    : [`first arrivals out of order: ${versions.join(", ")}`];
}

function chained({ feed, seen }: Case): string[] {
  const told = feed.filter(({ notificationReason }) => notificationReason !== null);
  const broken = told.filter(
    ({ previousVersion }, at) => previousVersion !== (told[at - 1]?.version ?? null),
  );
  const reasons = seen.history.events.filter(({ reason }) => reason !== null).length;
  return [
    ...broken.map(({ version, previousVersion }) => `version ${version} names ${previousVersion} before it`),
    ...(reasons === told.length ? [] : [`${reasons} versions have a reason, ${told.length} a notification`]),
  ];
}

/** Nothing arrives that is not in the feed. */
function strangers(arrivals: Case["arrivals"], cases: Case[]): string[] {
  const known = new Set(cases.flatMap(({ feed }) => feed.map(({ notificationId }) => notificationId)));
  return arrivals
    .filter(({ id }) => !known.has(id))
    .map(({ id, entitlementId, version }) => `${entitlementId} version ${version}: ${id} is in no feed`);
}
