// The log's events, gathered per entitlement and sorted by place, as a merge needs them. Memory holds a portion: when it
// grows too large, the half that stands last is dropped, and a further reading of the log begins there.
import type { Status } from "../entitlement/state";
import type { LogEvent } from "./log";
import { placeOf } from "./row";

/** One event, with its row still as text. */
export interface Step {
  version: number;
  date: number;
  status: Status;
  productKey: string;
  row: string;
}

/** What the log has about one entitlement. */
export interface Change {
  place: string;
  merchantAccountKey: string;
  entitlementId: string;
  /** The event of the lowest version that was found at all. */
  first: Pick<Step, "version" | "status">;
  /** The newest before the period, null where there is none. */
  earlier: Step | null;
  /** Those of the period, in no order. */
  steps: Step[];
}

export interface Portion {
  /** Sorted by place. */
  changes: Change[];
  /** Where the next portion begins; null: there is none. */
  next: string | null;
}

/** About 25,000 events; twice that in bytes where a row has characters beyond Latin-1. */
const MOST_CHARACTERS = 16 * 1024 * 1024;
/** What an event and an entitlement cost beside the row's text. */
const AROUND = 200;

/** The changes whose place is not before `from`, as many as fit. */
export async function portionOf(
  events: AsyncIterable<LogEvent[]>,
  period: { from: number; to: number },
  from: string,
  most = MOST_CHARACTERS,
): Promise<Portion> {
  const found = new Map<string, Change>();
  let next: string | null = null;
  let size = 0;
  for await (const batch of events) {
    for (const event of batch) {
      const place = placeOf(event.merchantAccountKey, event.entitlementId);
      if (event.date >= period.to || place < from || (next !== null && place >= next)) continue;
      size += take(found, place, event, period.from);
    }
    if (size > most && found.size > 1) {
      next = dropHalf(found) ?? next;
      size = sizeOf(found);
    }
  }
  return { changes: [...found.values()].sort((a, b) => (a.place < b.place ? -1 : 1)), next };
}

/** Adds an event; answers what it costs. */
function take(found: Map<string, Change>, place: string, event: LogEvent, from: number): number {
  const { entitlementId, merchantAccountKey, version, date } = event;
  const row = event.row();
  const { status, productKey } = row;
  const step = { version, date, status, productKey, row: JSON.stringify(row) };
  const known = found.get(place);
  const change = known ?? {
    place,
    merchantAccountKey,
    entitlementId,
    first: { version, status },
    earlier: null,
    steps: [],
  };
  if (known === undefined) found.set(place, change);
  if (version < change.first.version) change.first = { version, status };
  if (date >= from) change.steps.push(step);
  else if (version > (change.earlier?.version ?? 0)) change.earlier = step;
  return costOf(step) + (known === undefined ? AROUND : 0);
}

const costOf = ({ row }: Step): number => row.length + AROUND;

function sizeOf(found: Map<string, Change>): number {
  let size = 0;
  for (const { earlier, steps } of found.values()) {
    size += AROUND + (earlier === null ? 0 : costOf(earlier));
    for (const step of steps) size += costOf(step);
  }
  return size;
}

/** Drops the later half of the places; answers the first that is gone. */
function dropHalf(found: Map<string, Change>): string | null {
  const places = [...found.keys()].sort();
  const dropped = places.slice(Math.ceil(places.length / 2));
  for (const place of dropped) found.delete(place);
  return dropped[0] ?? null;
}
