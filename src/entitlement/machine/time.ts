// Time as a party: what falls due, in order, and when the object has to be awake again.
import { hasEnded, type Operation, type State, type Step, type Task } from "../state";
import { ended, signUpFailed, type Stamp } from "./changes";
import { complete } from "./complete";
import { terminateTask } from "./revoke";
import { leaseUntil, nextTaskTry } from "./schedule";
import { pinOf } from "./terms";

const CLOCK = { side: "PLATFORM", name: "clock" } as const;

interface Timer {
  at: number;
  command: "expire" | "end" | "lapse";
}

/** The timers of a state, earliest first. */
function timers(state: State): Timer[] {
  if (hasEnded(state)) return [];
  const all: Timer[] = [];
  if (state.status === "ACTIVE-ENDING" && state.dateEnded !== null)
    all.push({ at: state.dateEnded, command: "end" });
  if (state.dateExpiry !== null) all.push({ at: state.dateExpiry, command: "expire" });
  if (state.status === "PENDING" && state.lapsesAt !== null)
    all.push({ at: state.lapsesAt, command: "lapse" });
  return all.sort((a, b) => a.at - b.at);
}

/** Whether a call is under way; a timer that falls due meanwhile runs right after it closes. */
const calling = (state: State): boolean => state.operation?.phase === "calling";

/** The one timer that is due now, as a step, or null. Call it until it says null. */
export function tick(state: State, now: number): Step | null {
  const timer = timers(state)[0];
  if (timer === undefined || timer.at > now || calling(state)) return null;
  const stamp: Stamp = { now, actor: CLOCK, command: timer.command };
  const owed = [...state.tasks, owedTermination(state, timer.command, now)];
  switch (timer.command) {
    case "end":
      return ended(state, "CANCELLED", state.terminationReason, { dateEnded: timer.at }, stamp);
    case "expire": {
      const reason = { category: "CUSTOMER_CANCELLED", code: "EXPIRED", description: null };
      return ended(state, "CANCELLED", reason, { dateEnded: timer.at, tasks: owed }, stamp);
    }
    case "lapse": {
      const tasks = state.previous === null ? owed : state.tasks;
      return signUpFailed({ ...state, tasks }, "SIGN_UP_LAPSED", null, stamp);
    }
  }
}

/** The termination that the merchant has still to hear of, after the version that ends the record. */
const owedTermination = (state: State, command: string, now: number): Task =>
  terminateTask(`${state.entitlementId}:${command}:${state.version + 1}`, now, pinOf(state.terms));

/** A call whose Worker never came back: nobody knows what the merchant did. */
export function callOverdue(state: State, now: number): Step | null {
  const { operation } = state;
  if (operation?.phase !== "calling" || operation.dueAt === null || operation.dueAt > now) return null;
  const result = complete(state, operation, { kind: "unknown", cause: "INTERRUPTED" }, now);
  return result.kind === "closed" ? result.step : null;
}

/** What has to be asked of a merchant now, by somebody else: an operation without an owner, or a task. */
export interface HandOver {
  requestId: string;
  epoch: number;
}

/** Hands due operations and tasks to a new owner, each under a lease. */
export function handOver(state: State, now: number): { state: State; handed: HandOver[] } {
  const handed: HandOver[] = [];
  const operation = handOverOperation(state.operation, now, handed);
  const tasks = state.tasks.map((task) => {
    if (task.dueAt > now) return task;
    const attempt = task.attempt + 1;
    const next: Task = { ...task, attempt, dueAt: leaseUntil(attempt, now) };
    handed.push({ requestId: task.requestId, epoch: next.attempt });
    return next;
  });
  return handed.length === 0 ? { state, handed } : { state: { ...state, operation, tasks }, handed };
}

function handOverOperation(operation: Operation | null, now: number, handed: HandOver[]): Operation | null {
  if (operation === null || operation.phase === "calling") return operation;
  if (operation.dueAt === null || operation.dueAt > now) return operation;
  const attempt = operation.attempt + 1;
  const next = { ...operation, epoch: operation.epoch + 1, attempt, dueAt: leaseUntil(attempt, now) };
  handed.push({ requestId: next.requestId, epoch: next.epoch });
  return next;
}

/** A task's answer: done with, or due again. Only a definitive answer ends it. */
export function taskAnswered(state: State, requestId: string, definitive: boolean, now: number): State {
  const tasks = state.tasks.flatMap((task) => {
    if (task.requestId !== requestId) return [task];
    return definitive ? [] : [{ ...task, dueAt: nextTaskTry(task.attempt, task.since, now) }];
  });
  return { ...state, tasks };
}

/** When something of this state falls due next; null when it can sleep for good. */
export function nextDue(state: State): number | null {
  const times = state.tasks.map((task) => task.dueAt);
  if (state.operation !== null && state.operation.dueAt !== null) times.push(state.operation.dueAt);
  if (!calling(state)) times.push(...timers(state).map((timer) => timer.at));
  return times.length === 0 ? null : Math.min(...times);
}

/** A revoke that waited for the create to close runs now; the merchant is told by a task. */
export function runQueuedRevoke(state: State, now: number): Step | null {
  const queued = state.revokeNext;
  if (queued === null || calling(state)) return null;
  const open = { ...state, revokeNext: null };
  if (hasEnded(state)) return { state: open, event: null };
  const stamp: Stamp = { now, actor: queued.actor, command: "revoke" };
  const tasks = [...state.tasks, owedTermination(state, "revoke", now)];
  const extensionData = queued.extensionData
    ? { ...state.extensionData, ...queued.extensionData }
    : state.extensionData;
  return ended(open, "REVOKED", queued.reason, { extensionData, tasks }, stamp);
}
