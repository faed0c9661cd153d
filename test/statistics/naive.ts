// The same figures counted the other way: from the states that entitlements went through, in memory, without SQL.
import { DAY_MS } from "../../src/statistics/counted";
import type { Entry } from "../../src/entitlement/entry";
import { parametersOf } from "../../src/entitlement/record";
import type { State } from "../../src/entitlement/state";
import { STATUS_ORDER } from "../../src/statistics/statuses";

export interface NaiveDay {
  created: number;
  linked: number;
  confirmed: number;
  activated: number;
  terminated: number;
  lost: number;
  statuses: Record<string, number>;
}

export interface Naive {
  days: NaiveDay[];
  terminationReasons: Record<string, number>;
  lossReasons: Record<string, number>;
  /** From creation to activation, of those that had a link. */
  waits: number[];
}

const isOver = ({ status }: State): boolean => status === "CANCELLED" || status === "REVOKED";

const add = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

const emptyDay = (): NaiveDay => ({
  created: 0,
  linked: 0,
  confirmed: 0,
  activated: 0,
  terminated: 0,
  lost: 0,
  statuses: Object.fromEntries(STATUS_ORDER.map((status) => [status, 0])),
});

/** Of histories (entries oldest first), over the days from the first to the last. */
export function naively(
  histories: Entry[][],
  from: number,
  to: number,
  product: string | null = null,
): Naive {
  const days = Array.from({ length: to - from + 1 }, emptyDay);
  const naive: Naive = { days, terminationReasons: {}, lossReasons: {}, waits: [] };
  for (const entries of histories) {
    const settled = entries.filter(({ version }) => version > 0);
    for (const [at, entry] of settled.entries())
      if (product === null || entry.state.productKey === product)
        count(naive, from, entry, settled[at - 1]?.state ?? null);
    for (const [at, day] of days.entries()) {
      const last = settled.findLast((entry) => Math.floor(entry.at / DAY_MS) <= from + at);
      if (last && (product === null || last.state.productKey === product))
        add(day.statuses, last.state.status);
    }
  }
  return naive;
}

function count(naive: Naive, from: number, { at, state }: Entry, before: State | null): void {
  const day = naive.days[Math.floor(at / DAY_MS) - from];
  if (day === undefined) return;
  const reason = `${state.terminationReason?.category}/${state.terminationReason?.code}`;
  const wasActive = before !== null && before.dateActivated !== null;
  const hadLink = before !== null && before.activation !== null;
  if (before === null) day.created++;
  if (state.dateActivated === null && !hadLink && parametersOf(state, at) !== null) day.linked++;
  if (state.dateActivated !== null && !wasActive) {
    day.activated++;
    if (hadLink) {
      day.confirmed++;
      naive.waits.push(state.dateActivated - state.dateCreated);
    }
  }
  if (!isOver(state) || (before !== null && isOver(before))) return;
  if (state.dateActivated === null) {
    day.lost++;
    add(naive.lossReasons, reason);
  } else {
    day.terminated++;
    add(naive.terminationReasons, reason);
  }
}
