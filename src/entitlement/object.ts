// The Durable Object of one entitlement: load, decide, commit, ship. It never calls a merchant or a reseller; it
// hands out what has to be asked and hears what was answered. Public methods are the RPC contract; expected
// failures are values.
import { DurableObject } from "cloudflare:workers";
import type { Hold } from "../callbacks/gate";
import type { Outcome } from "../connectors/contract";
import type { Occupancy } from "../customer/claim";
import type { Look } from "../projection/sleepers";
import { clock } from "../shared/clock";
import { errorText, log } from "../shared/log";
import { acknowledged } from "./acknowledged";
import {
  readingOf,
  recordAnswer,
  refusalAnswer,
  type Answer,
  type CallAnswer,
  type RefusalAnswer,
} from "./answer";
import { inOwnTime, type AttemptReport } from "./attempts";
import { maySee, type Caller } from "./caller";
import { callFor, type CallMeta } from "./calls";
import { Claims } from "./claims";
import { Core } from "./core";
import { create, type NewEntitlement } from "./creation";
import { hold, report, take, wakeHeld, type Dispatch } from "./deliveries";
import { erase, type Erased, type Erasing } from "./erase";
import { historyOf, type History } from "./history";
import { bring, type Bringing, type ImportAnswer } from "./importing";
import { Journal } from "./journal";
import type { Acknowledgement } from "./machine/acknowledge";
import type { Asking, VerbCommand } from "./machine/begin";
import type { ClockMove } from "./machine/clock";
import { confirm, type Confirmation } from "./machine/confirm";
import type { Imported } from "./machine/imported";
import * as refuse from "./machine/refusal";
import { settle, type SettleOutcome } from "./machine/settle";
import type { Current } from "./machine/terms";
import { taskAnswered } from "./machine/time";
import { beginMove, readingOfClock, type ClockReading } from "./moving";
import { realWakeAt } from "./projected";
import { rehearse } from "./rehearsal";
import { replayNotifications, type Replaying } from "./replaying";
import type { Side } from "./state";
import { beginVerb, completeVerb, settleVerb } from "./verbs";

/** After a failure of the alarm itself. */
const ALARM_RETRY_MS = 30_000;

export class Entitlement extends DurableObject<Env> {
  readonly #core: Core;
  readonly #claims: Claims;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#claims = new Claims(env);
    const journal = new Journal(ctx.storage);
    this.#core = new Core(ctx, env, journal);
    // Without an entry nothing can be set that matters, so a create does not wait for the answer.
    if (journal.head !== null)
      void ctx.blockConcurrencyWhile(async () => journal.alarmIs(await ctx.storage.getAlarm()));
  }

  /** Begins a create: a slot at the customer, then the open operation; the answer is the call to make. */
  create(input: NewEntitlement, asking: Asking, dryRun: boolean): Promise<Answer> {
    return create(this.#core, this.#claims, input, asking, dryRun);
  }

  /** Takes over what another system had; no merchant is asked. */
  bring(given: Imported, how: Bringing): Promise<ImportAnswer> {
    return bring(this.#core, this.#claims, given, how);
  }

  /** Begins a verb: done at once, refused, or a call for the caller to make. */
  async begin(
    command: VerbCommand,
    caller: Caller,
    asking: Asking,
    dryRun: boolean,
    current?: Current,
  ): Promise<Answer> {
    if (!this.#shows(caller)) return unknown(caller);
    const outdated = this.#core.renew(current);
    if (outdated) return outdated;
    const own = this.#own(asking);
    if (dryRun) return rehearse(this.#core.state, this.#claims, command, own);
    return beginVerb(this.#core, this.#claims, command, own);
  }

  /** Closes an operation or a task with a merchant's answer and tells the caller how things stand. */
  async complete(
    requestId: string,
    epoch: number,
    outcome: Outcome,
    meta: CallMeta,
    side: Side,
  ): Promise<Answer> {
    if (this.#core.journal.head === null) return unknown({ side });
    const own = { ...meta, at: meta.at + this.#core.journal.aheadMs };
    return completeVerb(this.#core, requestId, epoch, outcome, own, side, this.#core.now());
  }

  /** A merchant's own word about one of its entitlements. */
  confirm(command: Confirmation, caller: Caller, asking: Asking, current?: Current): Answer {
    if (!this.#shows(caller)) return unknown(caller);
    const outdated = this.#core.renew(current);
    if (outdated) return outdated;
    const own = this.#own(asking);
    return settleVerb(this.#core, this.#claims, own, (state) => {
      const confirmed = confirm(state, command, own);
      const message = command.type === "notify" ? command.message : null;
      const heard = message !== null && (confirmed === null || !("refusal" in confirmed));
      if (heard) this.#core.journal.note({ at: own.now, actor: own.actor, text: message });
      return confirmed;
    });
  }

  /** A merchant's word about an operation that it queued, by its request id. */
  acknowledge(word: Acknowledgement, caller: Caller, asking: Asking, current?: Current): Answer {
    if (!this.#shows(caller)) return unknown(caller);
    const outdated = this.#core.renew(current);
    if (outdated) return outdated;
    const own = this.#own(asking);
    return settleVerb(this.#core, this.#claims, own, (state) =>
      acknowledged(state, this.#core.journal, word, own),
    );
  }

  /** An operator's word about what nobody could find out. */
  settle(
    outcome: SettleOutcome,
    merchantEntitlementId: string | null,
    reason: string,
    caller: Caller,
    asking: Asking,
    current?: Current,
  ): Answer {
    if (!this.#shows(caller)) return unknown(caller);
    const outdated = this.#core.renew(current);
    if (outdated) return outdated;
    const own = this.#own(asking);
    return settleVerb(this.#core, this.#claims, own, (state) =>
      settle(state, outcome, merchantEntitlementId, { ...own, reason }),
    );
  }

  /** The record as it is now, also as a text; timers that are due run first. */
  view(caller: Caller, current?: Current, form?: "text"): Answer {
    if (!this.#shows(caller)) return unknown(caller);
    const outdated = this.#core.renew(current);
    if (outdated) return outdated;
    const now = this.#core.now();
    this.#core.advance(now);
    const answer = recordAnswer(this.#core.state, caller.side, now, "OK");
    this.#core.finish(now);
    return form === "text" ? readingOf(answer) : answer;
  }

  history(caller: Caller): History | null {
    return this.#shows(caller) ? historyOf(this.#core.journal.all(), caller.side) : null;
  }

  /** Whether this entitlement takes one of a customer's places; timers that are due run first. */
  occupancy(customerIdentifier: string): Occupancy {
    const { journal } = this.#core;
    const { head } = journal;
    const now = this.#core.now();
    this.#core.advance(now);
    if (journal.head !== head) this.#core.finish(now);
    return this.#claims.occupancy(journal.head?.state ?? null, customerIdentifier);
  }

  /** What a consumer has to send, or null when that dispatch is over. A read. */
  take(notificationId: string, dispatchId: string): Dispatch | null {
    return this.#core.journal.head === null ? null : take(this.#core, notificationId, dispatchId);
  }

  /** How an attempt went. Success always counts; a failure only from the current dispatch. */
  report(notificationId: string, dispatchId: string, result: AttemptReport): void {
    if (this.#core.journal.head === null) return;
    const own = inOwnTime(result, this.#core.journal.aheadMs, clock.now());
    report(this.#core, notificationId, dispatchId, own, this.#core.now());
  }

  /** Sends notifications once more because somebody asks for it. */
  replay(which: Replaying, caller: Caller, asking: Asking): Answer {
    if (!this.#shows(caller)) return unknown(caller);
    return replayNotifications(this.#core, this.#claims, which, this.#own(asking));
  }

  /** The endpoint takes nothing now: no attempt was made. */
  hold(notificationId: string, dispatchId: string, why: Hold): void {
    if (this.#core.journal.head === null) return;
    const own = { ...why, until: why.until + this.#core.journal.aheadMs };
    hold(this.#core, notificationId, dispatchId, own, this.#core.now());
  }

  /** Looks again at what is held, at a time or before. */
  wakeHeld(at: number): void {
    const { head, aheadMs } = this.#core.journal;
    if (head !== null) wakeHeld(this.#core, at + aheadMs, this.#core.now());
  }

  /** The call that a resolver has to make, or null when it is no longer wanted. */
  async takeCall(requestId: string, epoch: number): Promise<CallAnswer | null> {
    if (this.#core.journal.head === null) return null;
    const { state } = this.#core;
    const task = state.tasks.find((one) => one.requestId === requestId && one.attempt === epoch);
    if (task?.kind !== "release") return callFor(state, requestId, epoch);
    const released = await this.#claims.release(state, task.customerIdentifier);
    const done = released || this.#core.state.customerIdentifier === task.customerIdentifier;
    const now = this.#core.now();
    this.#core.apply({ state: taskAnswered(this.#core.state, requestId, done, now), event: null }, now);
    this.#core.finish(now);
    return null;
  }

  /** Never throws: whatever happens, the next look is set. */
  override async alarm(): Promise<void> {
    const now = this.#core.now();
    const { journal } = this.#core;
    journal.alarmFired();
    try {
      if (journal.head === null) await journal.clear(null, now);
      else await this.#core.wake(now);
    } catch (error) {
      log("alarm.failed", { entitlementId: journal.head?.state.entitlementId, error: errorText(error) });
      await this.ctx.storage.setAlarm(clock.now() + ALARM_RETRY_MS);
    }
  }

  /** Erases a customer, or says what has to be done first. */
  erase(erasing: Erasing): Promise<Erased> {
    return erase(this.#core, erasing, clock.now());
  }

  /** A look from outside, for an alarm that was lost; says when the next one is due, as of which version. */
  async poke(): Promise<Look | null> {
    await this.alarm();
    const state = this.#core.journal.head?.state;
    if (!state) return null;
    const { environment, resellerKey, dateCreated, version } = state;
    return { environment, resellerKey, dateCreated, version, wakeAt: realWakeAt(state) };
  }

  /** Moves the test clock forward, or says where it stands where no `move` is given. */
  moveClock(move: ClockMove | null, caller: Caller): ClockReading | RefusalAnswer {
    if (!this.#shows(caller)) return unknown(caller);
    const now = this.#core.now();
    const refusal = move && beginMove(this.#core.journal, move, now);
    if (refusal) return refusalAnswer(refusal, null, caller.side, now);
    if (move) this.#core.finish(now);
    return readingOfClock(this.#core.state, this.#core.now());
  }

  /** The entitlement's own time, for the sandbox merchant's pages. */
  time(): number {
    return this.#core.now();
  }

  /** A command in the entitlement's time; the caller's is the real one. */
  #own(asking: Asking): Asking {
    return { ...asking, now: asking.now + this.#core.journal.aheadMs };
  }

  #shows(caller: Caller): boolean {
    const head = this.#core.journal.head;
    return head !== null && maySee(head.state, caller);
  }
}

const unknown = ({ side }: { side: Side }): RefusalAnswer =>
  refusalAnswer(refuse.unknownEntitlement(), null, side, clock.now());
