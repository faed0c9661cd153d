// One turn of an entitlement: apply steps, let time catch up, owe the reseller what is owed, flush it all in one
// transaction, then ship. Everything here is about storage and order; what may happen is the machine's business.
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { errorText, log } from "../shared/log";
import {
  sendCallback,
  sendOperation,
  type CallbackMessage,
  type OperationMessage,
} from "../callbacks/message";
import type { OutdatedAnswer, RefusalAnswer } from "./answer";
import { recordAnswer, toStore } from "./answer";
import { interrupted } from "./calls";
import type { CallRecord, Entry } from "./entry";
import type { Journal } from "./journal";
import { answeredKey, doubtOf, withoutKey } from "./keyed";
import { lookAgain } from "./looking";
import { isOutdated, renewed, type Current } from "./machine/terms";
import { withHanded } from "./machine/clock";
import { callOverdue, handOver, runQueuedRevoke, tick } from "./machine/time";
import { dueTimes, stepOn, waitsUntil } from "./moving";
import { dispatched, isAgain, owed, sooner } from "./outbox";
import { Projector } from "./projector";
import { replayDispatched } from "./replay";
import type { State, Step } from "./state";
import { Teller } from "./teller";

/** How long the alarm gives a shipment that follows a commit. Longer than a call's deadline: one alarm for both. */
const PROJECTION_GUARD_MS = 60_000;

export class Core {
  readonly journal: Journal;
  /** Of the command whose turn it is. */
  traceparent: string | null = null;
  readonly #ctx: DurableObjectState;
  readonly #env: Env;
  readonly #projector: Projector;
  readonly #teller: Teller;
  readonly #outgoing: CallbackMessage[] = [];
  readonly #handed: OperationMessage[] = [];
  /** Dispatches that looked and may come, by notification. */
  #letThrough = new Map<string, string>();

  constructor(ctx: DurableObjectState, env: Env, journal: Journal) {
    this.#ctx = ctx;
    this.#env = env;
    this.journal = journal;
    this.#projector = new Projector(env, journal);
    this.#teller = new Teller(env, journal);
  }

  /** The state as it is now; only for an entitlement that exists. */
  get state(): State {
    const { head } = this.journal;
    if (head === null) throw new Error("this entitlement has no entry");
    return head.state;
  }

  /** The entitlement's own time: the real one, unless a sandbox moved its clock. */
  now(): number {
    return clock.now() + this.journal.aheadMs;
  }

  /** Takes over the terms of a newer catalogue, or says what they are needed for; null when they are current. */
  renew(current: Current | undefined): OutdatedAnswer | null {
    const { state } = this;
    if (current === undefined || !isOutdated(state, current)) return null;
    const { environment, resellerKey, merchantAccountKey, productKey } = state;
    if (current.terms === undefined || current.productKey !== productKey)
      return { kind: "outdated", environment, resellerKey, merchantAccountKey, productKey };
    this.journal.renew(renewed(state, current));
    return null;
  }

  /** Applies a step and everything that follows from it at once. */
  apply(step: Step, now: number, refusal: RefusalAnswer | null = null): Entry {
    const before = this.journal.head?.state.operation ?? null;
    const url = this.journal.head?.state.notificationUrl ?? null;
    const keyed = answeredKey(before, step.state);
    const entry = this.journal.apply(keyed ? { ...step, state: withoutKey(step.state) } : step, now);
    const notifies = step.event?.notifies ?? null;
    if (notifies !== null) {
      for (const waiting of this.journal.owed().slice(0, 1))
        if (waiting.notification)
          this.journal.put({
            ...waiting,
            notification: sooner(waiting.notification, url !== step.state.notificationUrl, now),
          });
      const notification = owed(crypto.randomUUID(), notifies, entry.notified, this.traceparent, now);
      this.journal.put({ ...entry, notification, notified: entry.version });
    }
    if (keyed && before?.idempotency) {
      const answer = refusal ?? recordAnswer(step.state, before.actor.side, now);
      const stored = toStore(answer, before.idempotency, entry.version, now);
      if (stored) this.journal.answer(stored, now);
    }
    return this.journal.head ?? entry;
  }

  /** Lets due timers run, in order. */
  advance(now: number): void {
    for (;;) {
      const state = this.journal.head?.state;
      const step = state && (runQueuedRevoke(state, now) ?? tick(state, now));
      if (!step) return;
      this.apply(step, now);
    }
  }

  /** Adds a merchant call to the newest entry. */
  record(call: CallRecord): void {
    this.journal.record(call);
    if (call.contradiction)
      log("operation.contradicted", {
        entitlementId: this.journal.head?.state.entitlementId,
        requestId: call.requestId,
      });
  }

  /** Ends a turn: what follows in time, what is due to be sent, one transaction, then the shipment. */
  finish(from: number): void {
    const real = from - this.journal.aheadMs;
    for (let at: number | null = from; at !== null; at = stepOn(this.journal, at)) {
      this.advance(at);
      this.#handOver(at);
      this.#dispatch(at);
      this.#repeat(at);
    }
    const head = this.journal.head;
    const now = real + this.journal.aheadMs;
    this.journal.flush(
      head === null ? null : this.#wakeAt(head.state, now),
      now,
      this.#projector.acknowledged,
    );
    this.traceparent = null;
    this.#ctx.waitUntil(this.#ship());
  }

  /** Waits until the query store has every version, or cannot be reached. */
  projected(): Promise<void> {
    return this.#projector.run();
  }

  /** The alarm's turn: an overdue call is given up, the projection is caught up first. */
  async wake(now: number): Promise<void> {
    await pass("beforeWake", this.state.entitlementId);
    const looked = lookAgain(this.#env, this.journal, now);
    const [through] = await Promise.all([looked, this.#projector.run(), this.#teller.run()]);
    this.#letThrough = through;
    const head = this.journal.head;
    if (head && head.projected < this.#projector.acknowledged) this.journal.put({ ...head });
    const overdue = head && callOverdue(head.state, now);
    if (overdue) {
      const { operation } = head.state;
      this.apply(overdue, now, operation && doubtOf(overdue.state, operation.actor.side, now));
      if (operation) this.record(interrupted(operation, now, this.state));
    }
    this.finish(now);
  }

  /** Whether the query store does not know every version. */
  isBehind(): boolean {
    return this.#projector.behind();
  }

  /** Resolves when nothing is on its way to the query store that was composed before this. */
  async told(): Promise<void> {
    await Promise.all([this.#projector.run(), this.#teller.run()]);
  }

  #handOver(now: number): void {
    const head = this.journal.head;
    if (head === null) return;
    const { state, handed } = handOver(head.state, now);
    if (handed.length === 0) return;
    this.journal.put({ ...head, state: withHanded(state, handed) });
    const { entitlementId } = state;
    this.#handed.push(
      ...handed.map((task) => ({ format: 1, kind: "operation", entitlementId, ...task }) as const),
    );
  }

  /** Per entitlement only the oldest owed notification is in flight. */
  #dispatch(now: number): void {
    const front = this.journal.owed()[0];
    if (!front?.notification || front.notification.dueAt > now) return;
    const { id, attempt } = front.notification;
    const dispatchId = this.#dispatchIdOf(id);
    const again = isAgain(front.notification);
    this.journal.put({ ...front, notification: dispatched(front.notification, dispatchId, now) });
    this.#send(front, { notificationId: id, dispatchId, attempt, ...(again && { again }) });
  }

  /** Beside it the oldest repetition that was asked for; the others follow in order. */
  #repeat(now: number): void {
    const first = this.journal.replaying()[0];
    if (!first?.notification?.replay || first.notification.replay.dueAt > now) return;
    const { id, attempt } = first.notification;
    const dispatchId = this.#dispatchIdOf(id);
    this.journal.put({ ...first, notification: replayDispatched(first.notification, dispatchId, now) });
    this.#send(first, { notificationId: id, dispatchId, attempt, again: true });
  }

  /** What was let through as a probe is known by the id that it looked with. */
  #dispatchIdOf(notificationId: string): string {
    const dispatchId = this.#letThrough.get(notificationId) ?? crypto.randomUUID();
    this.#letThrough.delete(notificationId);
    return dispatchId;
  }

  #send({ state: { entitlementId } }: Entry, of: Sending): void {
    this.#outgoing.push({ format: 1, kind: "notification", entitlementId, ...of });
  }

  #wakeAt(state: State, now: number): number | null {
    const times = dueTimes(this.journal, state);
    const waits = waitsUntil(this.journal, now);
    if (waits !== null) times.push(waits);
    for (const store of [this.#projector, this.#teller])
      if (store.behind()) times.push(this.#owned(store.retryAt) ?? now + PROJECTION_GUARD_MS);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** A real time, in the entitlement's. */
  #owned(at: number | null): number | null {
    return at === null ? null : at + this.journal.aheadMs;
  }

  /** Best effort: whatever is lost here, the alarm finds again. */
  async #ship(): Promise<void> {
    const id = this.journal.head?.state.entitlementId ?? "";
    await pass("afterCommit", id);
    const sends = [
      ...this.#outgoing.splice(0).map((message) => sendCallback(this.#env, message)),
      ...this.#handed.splice(0).map((message) => sendOperation(this.#env, message)),
    ];
    const results = await Promise.allSettled([...sends, this.#projectAndRearm(), this.#tellAndRearm()]);
    for (const result of results)
      if (result.status === "rejected")
        log("shipment.failed", { entitlementId: id, error: errorText(result.reason) });
  }

  async #projectAndRearm(): Promise<void> {
    await this.#projector.run();
    const retryAt = this.#projector.retryAt;
    if (this.#projector.behind() && retryAt !== null)
      this.journal.flush(this.#owned(retryAt), this.now(), this.#projector.acknowledged);
  }

  /** What was told is noted at once: nothing else may be written here for a long time. */
  async #tellAndRearm(): Promise<void> {
    if (!this.#teller.behind()) return;
    await this.#teller.run();
    const retryAt = this.#teller.behind() ? this.#teller.retryAt : null;
    this.journal.flush(this.#owned(retryAt), this.now(), this.#projector.acknowledged);
  }
}

interface Sending {
  notificationId: string;
  dispatchId: string;
  attempt: number;
  again?: boolean;
}
