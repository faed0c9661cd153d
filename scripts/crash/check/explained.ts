// No entitlement is in a state that its commands cannot explain. Each version has its cause in what was sent: a command
// that was acknowledged has its effect, once; one that was refused has none; one without an answer has one at most.
import type { Command, Effect } from "../record.ts";
import type { Event } from "../view.ts";
import type { Case, Check } from "./finding.ts";

export const explained: Check = (_, cases) =>
  cases.flatMap((one) => [...legal(one), ...caused(one)].map((what) => `${one.sale.entitlementId}: ${what}`));

/** Where a version can lead; nothing else is a change of state. */
const NEXT: Record<string, string[]> = {
  PENDING: ["PENDING", "ACTIVE", "CANCELLED", "REVOKED"],
  ACTIVE: ["ACTIVE", "PENDING", "ACTIVE-ENDING", "SUSPENDED", "CANCELLED", "REVOKED"],
  "ACTIVE-ENDING": ["ACTIVE-ENDING", "ACTIVE", "CANCELLED", "REVOKED"],
  SUSPENDED: ["SUSPENDED", "ACTIVE", "CANCELLED", "REVOKED"],
  FAILED: ["FAILED", "ACTIVE", "PENDING", "CANCELLED", "REVOKED"],
};

/** Versions without a gap, each a legal step from the one before, the last one the record's. */
function legal({ seen: { record, history }, feed }: Case): string[] {
  const wrong: string[] = [];
  for (const [at, event] of history.events.entries()) {
    const before = history.events[at - 1];
    if (event.version !== at + 1) wrong.push(`version ${event.version} stands at place ${at + 1}`);
    if (before && !NEXT[before.to]?.includes(event.to))
      wrong.push(`version ${event.version} goes from ${before.to} to ${event.to}`);
    if (event.to !== feed[at]?.status)
      wrong.push(`version ${event.version} is ${event.to} in the history, ${feed[at]?.status} in the feed`);
  }
  const last = history.events.at(-1);
  if (last?.to !== record.status || last?.version !== record.version)
    wrong.push(`is ${record.status} ${record.version}, its last event ${last?.to} ${last?.version}`);
  return wrong;
}

const BY_REASON: Record<string, Effect> = {
  SUSPENSION_SUCCESS: "suspend",
  RESUMPTION_SUCCESS: "resume",
  TERMINATION_REVERSED: "undo",
  METADATA_UPDATE: "fields",
  PRODUCT_UPDATE: "product",
};
const MERCHANTS: Record<string, Effect> = {
  suspend: "merchant suspend",
  resume: "merchant resume",
  terminate: "merchant terminate",
};

/** Whose effect a version is; null where it needs none: a wait, a blank filled, a page to go to. */
function effectOf({ command, actor, reason, to }: Event): Effect | "date" | null {
  if (command === "expire" || command === "end") return "date";
  if (command === "settle") return "settle";
  if (reason === null || command === "lateAnswer") return null;
  if (reason.startsWith("ACTIVATION")) return null;
  if (command === "activate") return null;
  if (actor.side === "MERCHANT" && command in MERCHANTS) return MERCHANTS[command] ?? null;
  return BY_REASON[reason] ?? (to === "REVOKED" ? "revoke" : "cancel");
}

function caused({ sale, seen: { history }, feed }: Case): string[] {
  const events = Map.groupBy(history.events, effectOf);
  const commands = Map.groupBy(sale.commands, ({ effect }) => effect);
  const effects: Effect[] = ["suspend", "resume", "cancel", "undo", "revoke", "fields", "product", "settle"];
  return [
    ...effects.flatMap((effect) => balanced(effect, events.get(effect) ?? [], commands.get(effect) ?? [])),
    ...fromMerchant(events, commands),
    ...activations(history.events, sale.commands),
    ...sale.commands.flatMap(certain),
    ...(events.get("date") ?? []).flatMap((event) => dated(event, sale.expiries, feed)),
  ];
}

/** As many effects as acknowledgements at least, as commands that were not refused at most. */
function balanced(effect: Effect, events: Event[], commands: Command[]): string[] {
  const free = new Set(events.map(({ version }) => version));
  const wrong: string[] = [];
  for (const { reply } of commands.filter(({ outcome }) => outcome === "done")) {
    const shown = reply?.body.version ?? 0;
    const own = [...free].filter((version) => version <= shown).toSorted((a, b) => b - a)[0];
    if (own === undefined) wrong.push(`${effect} was acknowledged with version ${shown}, and did nothing`);
    else free.delete(own);
  }
  const unknown = commands.filter(({ outcome }) => outcome === "unknown").length;
  if (free.size > unknown)
    wrong.push(`${effect}: of versions ${[...free].join(", ")} only ${unknown} can have a cause`);
  return wrong;
}

/** Nobody hears that all is well while nobody knows what the merchant has done. */
function certain({ effect, reply }: Command): string[] {
  const asks = ["create", "suspend", "resume", "cancel", "undo", "product"].includes(effect);
  const doubtful = reply?.status === 200 && reply.body.waitingOn === "PLATFORM";
  return asks && doubtful ? [`${effect} was answered with 200 while it was in doubt`] : [];
}

/** A merchant's word is its own, or confirms a termination that was queued there. */
function fromMerchant(
  events: Map<Effect | "date" | null, Event[]>,
  commands: Map<Effect, Command[]>,
): string[] {
  const sent = (effect: Effect): number =>
    commands.get(effect)?.filter(({ outcome }) => outcome !== "refused").length ?? 0;
  const queued = sent("cancel") + sent("revoke");
  return (["merchant suspend", "merchant resume", "merchant terminate"] as const).flatMap((effect) => {
    const most = sent(effect) + (effect === "merchant terminate" ? queued : 0);
    const found = events.get(effect)?.length ?? 0;
    return found > most ? [`${effect}: ${found} versions, ${most} commands`] : [];
  });
}

/** It becomes active by a create, a sign-up, or the truth about either; and a sign-up that was acknowledged has made it so. */
function activations(events: Event[], commands: Command[]): string[] {
  const found = events.filter(({ reason }) => reason === "ACTIVATION_SUCCESS").length;
  const likely = commands.filter(
    ({ effect, outcome }) => effect === "sign-up" || (effect === "create" && outcome !== "refused"),
  ).length;
  const done = commands.some(({ effect, outcome }) => effect === "sign-up" && outcome === "done");
  const wrong = found > likely ? [`was activated ${found} times by ${likely} creates and sign-ups`] : [];
  return done && found === 0 ? [...wrong, "a sign-up was acknowledged, and did nothing"] : wrong;
}

/** A date does nothing before it is reached, and only a date that was asked for. */
function dated({ command, date, version }: Event, expiries: number[], feed: FeedEvents): string[] {
  const at = Date.parse(date);
  const before = feed.find((event) => event.version === version - 1);
  const due =
    command === "expire"
      ? expiries.some((expiry) => expiry <= at)
      : before?.status === "ACTIVE-ENDING" && Date.parse(before.dateEnded ?? "") <= at;
  return due ? [] : [`version ${version}: ${command} at ${date} without a date that was reached`];
}
type FeedEvents = Case["feed"];
