// One entitlement's life without storage and network: the object's turns over the real machine, and everybody's
// calls, answers and alarms by hand. It keeps what the object would keep, one entry per version.
import type { Outcome } from "../../../src/connectors/contract";
import { taskIsDone } from "../../../src/entitlement/calls";
import { nextEntry, type Entry } from "../../../src/entitlement/entry";
import { acknowledge, type Acknowledgement } from "../../../src/entitlement/machine/acknowledge";
import { begin, type Beginning, type VerbCommand } from "../../../src/entitlement/machine/begin";
import { complete } from "../../../src/entitlement/machine/complete";
import { confirm, filled, type Confirmation } from "../../../src/entitlement/machine/confirm";
import type { Confirmed } from "../../../src/entitlement/machine/row";
import { settle, type SettleOutcome } from "../../../src/entitlement/machine/settle";
import { isOutdated, renewed, type Current } from "../../../src/entitlement/machine/terms";
import {
  callOverdue,
  handOver,
  nextDue,
  runQueuedRevoke,
  taskAnswered,
  tick,
} from "../../../src/entitlement/machine/time";
import { owed } from "../../../src/entitlement/outbox";
import type {
  NotificationReason,
  Operation,
  Refusal,
  Side,
  State,
  Step,
} from "../../../src/entitlement/state";
import { ACTORS, asking, fresh, NOW } from "../fixtures";

/** A question at the merchant, which may be answered at any time, or twice, or never. */
export interface Call {
  requestId: string;
  epoch: number;
}

/** An acknowledgement with the least it has to carry. */
const ACKNOWLEDGEMENT: Omit<Acknowledgement, "operationId" | "outcome"> = {
  merchantEntitlementId: null,
  activationCode: null,
  terminationDate: null,
  merchantExtensionData: null,
  reasonCode: "MERCHANT_REJECTED",
  reasonDescription: null,
};

/** What an answer came to. */
export type Heard =
  | { kind: "void"; refusal: Refusal }
  | { kind: "closed"; refusal: Refusal | null; contradiction: boolean }
  | { kind: "late" };

export class Life {
  now = NOW;
  readonly entries: Entry[] = [];
  /** Every call there ever was, oldest first. */
  readonly calls: Call[] = [];
  #requests = 0;
  #gone = false;

  /** Begins with the create on its way, or anywhere. */
  constructor(state: State = fresh()) {
    this.now = Math.max(NOW, state.dateLastUpdated);
    this.entries.push({ ...nextEntry(null, state, null, this.now), notified: null });
    const { operation } = state;
    if (operation) this.calls.push({ requestId: operation.requestId, epoch: operation.epoch });
  }

  /** Whether the create was refused, so that nothing is left. */
  get gone(): boolean {
    return this.#gone;
  }

  get state(): State {
    return this.#head.state;
  }

  get notifications(): { version: number; reason: NotificationReason; previousVersion: number | null }[] {
    return this.entries.flatMap(({ version, notification }) =>
      notification
        ? [{ version, reason: notification.reason, previousVersion: notification.previousVersion }]
        : [],
    );
  }

  /** The statuses gone through, each version with its notification. */
  get story(): string[] {
    return this.entries.flatMap(({ state, event }) =>
      event ? [[state.status, event.notifies].filter(Boolean).join(" ")] : [],
    );
  }

  begin(command: VerbCommand, side: Side = "RESELLER"): Beginning {
    this.#advance();
    const requestId = `request-${++this.#requests}`;
    const beginning = begin(this.state, command, asking(side, { now: this.now, requestId }));
    if ("step" in beginning) this.#apply(beginning.step);
    if (beginning.kind === "call") this.calls.push({ requestId, epoch: 1 });
    this.#finish();
    return beginning;
  }

  say(word: Confirmation): Confirmed {
    this.#advance();
    const result = confirm(this.state, word, asking("MERCHANT", { now: this.now }));
    if (result !== null && "step" in result) this.#apply(result.step);
    this.#finish();
    return result;
  }

  /** The merchant acknowledges a call by its request id, the newest one unless it is named. */
  acknowledge(
    word: Partial<Acknowledgement> & Pick<Acknowledgement, "outcome">,
    { requestId }: Call = this.#newest,
  ): Heard | null {
    this.#advance();
    const full = { ...ACKNOWLEDGEMENT, operationId: requestId, ...word };
    const result = acknowledge(this.state, full, { actor: ACTORS.MERCHANT, now: this.now });
    if (result) this.#apply(result.step);
    this.#finish();
    return result && { kind: "closed", refusal: null, contradiction: result.contradiction };
  }

  /** The catalogue has moved on, and somebody who knows it looks. */
  renew(current: Current): void {
    if (isOutdated(this.state, current)) this.#apply({ state: renewed(this.state, current), event: null });
  }

  settle(outcome: SettleOutcome): ReturnType<typeof settle> {
    this.#advance();
    const by = { actor: ACTORS.OPERATOR, now: this.now, reason: "asked by phone" };
    const result = settle(this.state, outcome, null, by);
    if ("step" in result) this.#apply(result.step);
    this.#finish();
    return result;
  }

  /** The merchant's answer to a call, the newest one unless it is named. */
  answer(outcome: Outcome, { requestId, epoch }: Call = this.#newest): Heard {
    const { operation } = this.state;
    const current = operation?.requestId === requestId;
    const stale = outcome.kind === "unknown" && epoch !== operation?.epoch;
    if (current && stale) return { kind: "late" };
    const heard = current ? this.#close(operation, outcome) : this.#late(outcome, requestId);
    if (!this.#gone) this.#finish();
    return heard;
  }

  /** Time passes; the alarm rings whenever something is due, at most so many times. */
  pass(ms: number, rings = 20): void {
    const until = this.now + ms;
    for (let ring = 0; ring < rings; ring++) {
      const due = nextDue(this.state);
      if (due === null || due > until) break;
      this.now = Math.max(this.now, due);
      this.#wake();
    }
    this.now = until;
    this.#wake();
  }

  #close(operation: Operation, outcome: Outcome): Heard {
    const completion = complete(this.state, operation, outcome, this.now);
    if (completion.kind === "void") {
      this.#gone = true;
      return completion;
    }
    this.#apply(completion.step);
    const { refusal, contradiction } = completion;
    return { kind: "closed", refusal, contradiction };
  }

  #late(outcome: Outcome, requestId: string): Heard {
    if (this.state.tasks.some((task) => task.requestId === requestId)) {
      const state = taskAnswered(this.state, requestId, taskIsDone(outcome), this.now);
      this.#apply({ state, event: null });
    } else if (outcome.kind !== "rejected" && outcome.kind !== "unknown") {
      const stamp = { now: this.now, actor: ACTORS.MERCHANT, command: "lateAnswer" };
      const blanks = filled(this.state, outcome, stamp);
      if (blanks) this.#apply(blanks.step);
    }
    return { kind: "late" };
  }

  get #newest(): Call {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error("nothing was asked");
    return call;
  }

  get #head(): Entry {
    const head = this.entries.at(-1);
    if (head === undefined) throw new Error("no entry");
    return head;
  }

  #apply({ state, event }: Step): void {
    if (event === null) {
      this.entries[this.entries.length - 1] = { ...this.#head, state };
      return;
    }
    const entry = nextEntry(this.#head, state, event, this.now);
    if (event.notifies === null) this.entries.push(entry);
    else {
      const notification = owed(`n${entry.version}`, event.notifies, entry.notified, null, this.now);
      this.entries.push({ ...entry, notification, notified: entry.version });
    }
  }

  #advance(): void {
    for (;;) {
      const step = runQueuedRevoke(this.state, this.now) ?? tick(this.state, this.now);
      if (step === null) return;
      this.#apply(step);
    }
  }

  #finish(): void {
    this.#advance();
    const { state, handed } = handOver(this.state, this.now);
    this.#apply({ state, event: null });
    this.calls.push(...handed);
  }

  #wake(): void {
    const overdue = callOverdue(this.state, this.now);
    if (overdue) this.#apply(overdue);
    this.#finish();
  }
}
