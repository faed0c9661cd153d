// Erases a customer from one entitlement. The one that it belongs to now is erased with everything that ever happened to
// it; one that it belonged to once only in the versions of that time, because the others are somebody else's. Nothing is
// erased while something is owed for it, unless that is given up; and no version is added, because nothing happened to
// what was sold.
import type { ProjectedRow } from "../projection/project";
import type { Core } from "./core";
import type { Entry } from "./entry";
import { erasedEntry, GIVEN_UP } from "./erased";
import { isSettled } from "./outbox";
import { projectionOf } from "./projected";
import { hasEnded, type State, type Status } from "./state";

export interface Erasing {
  customerIdentifier: string;
  /** Whoever comes to the identifier from this time on is somebody else: epoch milliseconds, real whatever its clock says. */
  before: number;
  /** What is still owed is not waited for. */
  giveUp: boolean;
}

/** What has to be finished first: how many notifications and terminations, and whether the query store is behind. */
export interface Owing {
  notifications: number;
  terminations: number;
  projection: boolean;
}

/** The versions of a former customer that follow each other, both included, and when they were made by their own clock. */
export interface Span {
  first: number;
  last: number;
  from: number;
  to: number;
}

export type Erased =
  /** It is somebody else's; or there is no entitlement. */
  | { kind: "none" | "void" }
  | { kind: "open"; status: Status }
  | ({ kind: "owes" } & Owing)
  | ({ kind: "whole"; row: ProjectedRow; connector: string } & GivenUp)
  | ({ kind: "versions"; row: ProjectedRow; spans: Span[]; merchantAccountKey: string } & GivenUp);

/** What was never delivered, and what the merchant never confirmed. */
export interface GivenUp {
  notifications: number;
  terminations: number;
}

const NONE = { kind: "none" } as const;

/** Resolves when no copy is on its way to the query store any more that still tells who the customer was. */
export async function erase(core: Core, erasing: Erasing, now: number): Promise<Erased> {
  const { journal } = core;
  if (journal.head === null) {
    journal.eraseVoid();
    return { kind: "void" };
  }
  core.advance(now);
  const decided = decide(core, erasing);
  if ("kind" in decided) {
    core.finish(now);
    return decided;
  }
  const { whole, chosen } = decided;
  for (const entry of journal.all()) {
    const erased = chosen.has(entry.version) ? erasedEntry(entry) : withoutRelease(entry, erasing);
    if (erased !== entry) journal.put(erased);
  }
  core.finish(now);
  await core.told();
  const erased = journal.all().filter(({ state }) => isErased(state));
  const notifications = erased.filter(({ notification }) => notification?.stateReason === GIVEN_UP).length;
  const { merchantAccountKey, erased: at, terms } = core.state;
  // Also of somebody else's: its body may have kept what was to be done when it moved.
  const { row } = projectionOf(headOf(core), []);
  if (!whole)
    return {
      kind: "versions",
      row,
      spans: spansOf(erased),
      merchantAccountKey,
      notifications,
      terminations: 0,
    };
  const { connector } = terms;
  return { kind: "whole", row, connector, notifications, terminations: at?.terminationsGivenUp ?? 0 };
}

interface Decided {
  whole: boolean;
  chosen: Set<number>;
}

function decide(core: Core, { customerIdentifier, before, giveUp }: Erasing): Erased | Decided {
  const { state, journal } = core;
  const whole = isErased(state) || state.customerIdentifier === customerIdentifier;
  const entries = journal.all();
  const isTheirs = (entry: Entry): boolean =>
    whole ||
    isErased(entry.state) ||
    (entry.state.customerIdentifier === customerIdentifier && realOf(entry, entry.at) < before);
  const theirs = entries.filter(isTheirs);
  const [first] = entries;
  const isNew = whole && !isErased(state) && realOf(first, state.dateCreated) >= before;
  if (theirs.length === 0 || isNew) return NONE;
  if (whole && !hasEnded(state)) return { kind: "open", status: state.status };
  const owing = {
    notifications: theirs.filter(owesNotification).length,
    terminations: whole ? state.tasks.filter(({ kind }) => kind === "terminate").length : 0,
    projection: core.isBehind(),
  };
  const waits = owing.notifications + owing.terminations > 0 && !giveUp;
  if (waits || owing.projection) return { kind: "owes", ...owing };
  return { whole, chosen: new Set(theirs.map(({ version }) => version)) };
}

/** A time of a version's own as it really was. */
const realOf = (entry: Entry | undefined, at: number): number => at - (entry?.aheadMs ?? 0);

const isErased = ({ erased }: State): boolean => erased !== undefined;

const owesNotification = ({ notification }: Entry): boolean =>
  notification !== null && (!isSettled(notification) || Boolean(notification.replay));

/** A version of somebody else's that has yet to let go of this customer; the customer's object forgets it by itself. */
function withoutRelease(entry: Entry, { customerIdentifier }: Erasing): Entry {
  const tasks = entry.state.tasks.filter(
    (task) => task.kind !== "release" || task.customerIdentifier !== customerIdentifier,
  );
  return tasks.length === entry.state.tasks.length ? entry : { ...entry, state: { ...entry.state, tasks } };
}

function headOf({ journal: { head } }: Core): Entry {
  if (head === null) throw new Error("this entitlement has no entry");
  return head;
}

function spansOf(erased: readonly Entry[]): Span[] {
  const spans: Span[] = [];
  for (const { state, version } of erased) {
    const { dateLastUpdated: at } = state;
    const last = spans.at(-1);
    if (last?.last === version - 1) Object.assign(last, { last: version, to: at });
    else spans.push({ first: version, last: version, from: at, to: at });
  }
  return spans;
}
