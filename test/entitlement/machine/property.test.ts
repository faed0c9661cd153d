// Random lives: commands from all sides, merchants that answer late, twice, with contradictions or never, time in
// steps of any size. Whatever happens, these sentences hold after every turn.
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { nextDue } from "../../../src/entitlement/machine/time";
import { VERBS, type State, type Status } from "../../../src/entitlement/state";
import { DAY, HOUR, NOW, SITUATIONS, TERMS, type Situation } from "../fixtures";
import { Life } from "./life";
import { dates, moves } from "./moves";

/** About two seconds' worth. */
const RUNS = 8_000;

/** Sentences, each with whether it holds; plain booleans, because there are hundreds of thousands. */
type Sentences = Record<string, boolean>;

/** Where a version can lead; nothing else is a state change. */
const NEXT: Record<Status, Status[]> = {
  PENDING: ["PENDING", "ACTIVE", "CANCELLED", "REVOKED"],
  ACTIVE: ["ACTIVE", "PENDING", "ACTIVE-ENDING", "SUSPENDED", "CANCELLED", "REVOKED"],
  "ACTIVE-ENDING": ["ACTIVE-ENDING", "ACTIVE", "CANCELLED", "REVOKED"],
  SUSPENDED: ["SUSPENDED", "ACTIVE", "CANCELLED", "REVOKED"],
  FAILED: ["FAILED", "ACTIVE", "PENDING", "CANCELLED", "REVOKED"],
  CANCELLED: ["CANCELLED"],
  REVOKED: ["REVOKED"],
};

const isOver = ({ status }: State): boolean => status === "CANCELLED" || status === "REVOKED";
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function record(state: State): Sentences {
  const { status, operation, dateActivated } = state;
  const over = isOver(state);
  const ends = over || status === "ACTIVE-ENDING";
  const used = ["ACTIVE", "ACTIVE-ENDING", "SUSPENDED"].includes(status);
  return {
    "what is in use was activated": !used || dateActivated !== null,
    "what is suspended says since when and by whom":
      status !== "SUSPENDED" || (state.dateSuspended !== null && state.suspendedBy !== null),
    "an end has a date, and only an end": (state.dateEnded !== null) === ends,
    "an end has a reason, and only an end": (state.terminationReason !== null) === ends,
    "what is ending says by whom": over || (state.endingBy !== null) === (status === "ACTIVE-ENDING"),
    "what was active is never FAILED": status !== "FAILED" || dateActivated === null,
    "what was active never ends by rejection or lapse":
      dateActivated === null || state.terminationReason?.category !== "ACTIVATION_ROLLBACK",
    "what is over waits for nothing":
      !over || (operation === null && state.previous === null && state.activation === null),
    "version 0 is a create on its way": state.version > 0 || operation?.verb === "create",
  };
}

function waits({ state, now }: Life): Sentences {
  const { operation, tasks, revokeNext } = state;
  const due = nextDue(state);
  const asked = operation?.resolves !== false;
  const forOperator =
    operation?.phase === "doubt" &&
    (!asked || now - (operation.doubtSince ?? now) > 46 * HOUR) &&
    operation.dueAt === null;
  return {
    "what is owed has its time": tasks.length === 0 || due !== null,
    "an operation has its time, or is the operator's: after two days, or at once where nobody can be asked":
      operation === null || forOperator || (operation.dueAt !== null && due !== null),
    "a queued revoke waits for a call, and nothing else":
      revokeNext === null || operation?.phase === "calling",
  };
}

/** What one turn may do to what was open before it. */
function turn(before: State, after: State): Sentences {
  const closed = before.operation !== null && after.operation === null;
  return {
    "what is over stays as it ended": !isOver(before) || before.status === after.status,
    "a revoke that closes has revoked": !closed || before.operation?.verb !== "revoke" || isOver(after),
    "a wait that others have seen is dropped with a version":
      !closed || before.operation?.phase === "calling" || after.version > before.version,
  };
}

/** One event per version, one notification per reason, each naming the one before it. */
function chain({ entries, notifications }: Life): Sentences[] {
  const first = entries[0]?.version ?? 0;
  const versions = notifications.map(({ version }) => version);
  const whole = {
    "versions have no gap": entries.every(({ version }, at) => version === first + at),
    "each notification names the one before it": same(
      notifications.map(({ previousVersion }) => previousVersion),
      [null, ...versions].slice(0, -1),
    ),
  };
  const each = entries.map(({ state, event, notification, version }, at): Sentences => {
    const before = entries[at - 1]?.state;
    if (before === undefined) return {};
    const from = before.version === 0 ? null : before.status;
    const settling = event?.command === "resolve" || event?.command === "settle";
    const isEnding = state.status === "ACTIVE-ENDING" && before.status !== state.status;
    const quietEnd = !["TERMINATION_SUCCESS", "ACTIVATION_FAILURE"].includes(event?.notifies ?? "");
    return {
      "the entry is its state's": state.version === version,
      "a version has an event that tells from where to where":
        event !== null && event.from === from && event.to === state.status,
      "a reason has its notification": (event?.notifies ?? null) === (notification?.reason ?? null),
      "the change is a legal one": from === null || NEXT[from].includes(state.status),
      "only the truth about the create makes a FAILED one PENDING":
        from !== "FAILED" || state.status !== "PENDING" || settling,
      "an end is told": isOver(state) === isOver(before) || !quietEnd,
      "an announced end is in the future": !isEnding || (state.dateEnded ?? 0) > state.dateLastUpdated,
    };
  });
  return [whole, ...each];
}

function hold(...all: Sentences[]): void {
  const broken = all.flatMap((sentences) => Object.entries(sentences)).filter(([, holds]) => !holds);
  if (broken.length > 0) expect(broken.map(([sentence]) => sentence)).toEqual([]);
}

const LIVE = (Object.keys(SITUATIONS) as Situation[]).filter((name) => !isOver(SITUATIONS[name]));
const start = fc.record({
  situation: fc.constantFrom(...LIVE),
  signUpTtlMs: fc.constantFrom(null, HOUR, 3 * DAY),
  resolves: fc.constantFrom<string[][]>([...VERBS], ["create", "cancel"], []),
  dateExpiry: fc.constantFrom(null, null, ...dates),
});

/** What is rare needs many turns. */
const many = fc.array(moves, { maxLength: 24, size: "max" });

it("every life keeps the rules", () => {
  fc.assert(
    fc.property(start, many, ({ situation, signUpTtlMs, resolves, dateExpiry }, all) => {
      const state = { ...SITUATIONS[situation], dateExpiry, terms: { ...TERMS, signUpTtlMs, resolves } };
      const life = new Life(
        state.lapsesAt === null || signUpTtlMs === null ? state : { ...state, lapsesAt: NOW + signUpTtlMs },
      );
      for (const { run } of all) {
        if (life.gone) return;
        const before = life.state;
        run(life);
        hold(record(life.state), waits(life), turn(before, life.state));
      }
      hold(...chain(life));
    }),
    { numRuns: RUNS },
  );
});
