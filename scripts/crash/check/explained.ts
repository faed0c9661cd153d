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

/** Effects that a reseller's command and a merchant's own word have alike: either may be first when both are on their way. */
const KINDS = {
  suspend: ["suspend", "merchant suspend"],
  resume: ["resume", "merchant resume"],
  end: ["cancel", "revoke", "merchant terminate"],
  undo: ["undo"],
  fields: ["fields"],
  product: ["product"],
  settle: ["settle"],
} as const satisfies Record<string, readonly Effect[]>;
type Kind = keyof typeof KINDS;

const BY_REASON: Record<string, Kind> = {
  SUSPENSION_SUCCESS: "suspend",
  RESUMPTION_SUCCESS: "resume",
  TERMINATION_PENDING: "end",
  TERMINATION_SUCCESS: "end",
  TERMINATION_REVERSED: "undo",
  METADATA_UPDATE: "fields",
  PRODUCT_UPDATE: "product",
};

/** What kind of command a version needs; null where it needs none: a wait, a blank filled, a page to go to. */
function kindOf({ command, reason }: Event): Kind | "date" | null {
  if (command === "expire" || command === "end") return "date";
  if (command === "settle") return "settle";
  if (reason === null || command === "lateAnswer" || command === "activate") return null;
  return BY_REASON[reason] ?? null;
}

function caused({ sale, seen: { history }, feed }: Case): string[] {
  const events = Map.groupBy(history.events, kindOf);
  const kinds = Object.entries(KINDS) as [Kind, readonly Effect[]][];
  return [
    ...kinds.flatMap(([kind, effects]) =>
      balanced(
        kind,
        events.get(kind) ?? [],
        sale.commands.filter(({ effect }) => effects.includes(effect)),
      ),
    ),
    ...activations(history.events, sale.commands),
    ...sale.commands.flatMap(certain),
    ...(events.get("date") ?? []).flatMap((event) => dated(event, sale.expiries, feed)),
  ];
}

/** As many effects as acknowledgements at least, as commands that were not refused at most. */
function balanced(kind: Kind, events: Event[], commands: Command[]): string[] {
  const free = new Set(events.map(({ version }) => version));
  const wrong: string[] = [];
  for (const { effect, reply } of commands.filter(({ outcome }) => outcome === "done")) {
    const shown = reply?.body.version ?? 0;
    const own = [...free].filter((version) => version <= shown).toSorted((one, other) => other - one)[0];
    if (own === undefined) wrong.push(`${effect} was acknowledged with version ${shown}, and did nothing`);
    else free.delete(own);
  }
  const unknown = commands.filter(({ outcome }) => outcome === "unknown").length;
  if (free.size > unknown)
    wrong.push(`${kind}: of versions ${[...free].join(", ")} only ${unknown} can have a cause`);
  return wrong;
}

/** Nobody hears that all is well while nobody knows what the merchant has done. */
function certain({ effect, reply }: Command): string[] {
  const asks = ["create", "suspend", "resume", "cancel", "undo"].includes(effect);
  const doubtful = reply?.status === 200 && reply.body.waitingOn === "PLATFORM";
  return asks && doubtful ? [`${effect} was answered with 200 while it was in doubt`] : [];
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
