// The Durable Object of one job: the chain of its steps in one row, and the alarm that drives it. It works on nothing
// itself: a worker takes a step, does it, and reports. Whatever is lost on the way (a message, a worker, a report, an answer
// of the query store) is found by the alarm, which never throws and is set while anything is open.
import { DurableObject } from "cloudflare:workers";
import { endTurn, takeTurn, unlistJob } from "../projection/jobs";
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { errorText, log } from "../shared/log";
import { deleteFolder, folderOf } from "./folder";
import { deleteLeftovers } from "./leftovers";
import { listedOf } from "./listed";
import { jobStub, type Begun, type JobObject } from "./locate";
import * as machine from "./machine";
import { ASK_AGAIN_MS, KEPT_MS, MOST_RUNNING, TELL_AGAIN_MS, UNBEGUN_MS } from "./schedule";
import { forgetful, hasEnded, isRepetition, newState, type JobState, type NewJob } from "./state";
import { withoutCustomer } from "./withoutCustomer";

const KEY = "job";
/** The id of a job that may begin: whatever is uploaded for it is deleted if it does not. */
const OPENED = "opened";

export class Job extends DurableObject<Env> implements JobObject {
  #state: JobState | null;
  /** When the alarm is set, as far as this instance knows. */
  #alarmAt: number | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const text = ctx.storage.kv.get<string>(KEY);
    this.#state = text === undefined ? null : JSON.parse(text);
  }

  async open(id: string): Promise<JobState | null> {
    if (this.#state !== null) return this.#state;
    this.ctx.storage.kv.put(OPENED, id);
    // Later than an alarm of a request before this one, whose time counts no more.
    this.#setAlarm(clock.now() + UNBEGUN_MS);
    return null;
  }

  async begin(job: NewJob): Promise<Begun> {
    const before = this.#state;
    if (before !== null)
      return isRepetition(before, job.hash) ? { kind: "replayed", job: before } : { kind: "reused" };
    this.#commit(newState(job));
    await this.#tell();
    return { kind: "begun", job: this.#state ?? newState(job) };
  }

  async view(): Promise<JobState | null> {
    return this.#state;
  }

  async cancel(): Promise<JobState | null> {
    if (this.#state === null) return null;
    await this.#follow(machine.cancelled(this.#state, clock.now()));
    return this.#state;
  }

  async take(dispatch: number): Promise<JobState | null> {
    const next = this.#state && machine.taken(this.#state, dispatch, clock.now());
    if (next !== null) this.#commit(next);
    return next;
  }

  async keep(dispatch: number): Promise<boolean> {
    const next = this.#state && machine.kept(this.#state, dispatch, clock.now());
    if (next !== null) this.#commit(next);
    return next !== null;
  }

  async report(dispatch: number, report: machine.Report): Promise<void> {
    await this.#follow(this.#state && machine.reported(this.#state, dispatch, report, clock.now()));
  }

  async erase(customerIdentifier: string): Promise<boolean> {
    if (this.#state === null) return true;
    const next = withoutCustomer(this.#state, customerIdentifier);
    if (!hasEnded(this.#state)) return next === null;
    if (next !== null) this.#commit(next);
    return true;
  }

  async poke(): Promise<void> {
    await this.alarm();
  }

  override async alarm(): Promise<void> {
    const now = clock.now();
    // It was opened again while this was on its way.
    if (this.#state === null && this.#alarmAt !== null && this.#alarmAt > now) return;
    this.#alarmAt = null;
    try {
      if (this.#state === null || now >= this.#state.created + KEPT_MS) return await this.#forget(now);
      await this.#follow(machine.due(this.#state, now));
      await this.#tell();
    } catch (error) {
      log("job.alarm_failed", { jobId: this.#state?.id, error: errorText(error) });
      return this.#wakeAt(now + TELL_AGAIN_MS);
    }
    this.#wakeAt(this.#nextLook(now));
  }

  /** Commits what was decided, if anything was, and ships what follows from it. */
  async #follow(next: JobState | null): Promise<void> {
    if (next === null) return;
    this.#commit(next);
    const { id, kind, state, step, dispatch } = next;
    log("job.moved", { jobId: id, kind, state, step, dispatch: dispatch?.number, tries: dispatch?.tries });
    if (dispatch?.phase === "sent") await this.#send(id, dispatch.number);
    if (hasEnded(next)) await this.#tell();
  }

  /** The alarm is set together with the row. */
  #commit(next: JobState): void {
    const isEnd = hasEnded(next) && this.#state?.ended === null;
    this.#state = isEnd ? forgetful(next) : next;
    this.ctx.storage.kv.put(KEY, JSON.stringify(this.#state));
    this.#wakeAt(this.#nextLook(clock.now()));
  }

  /** A message that is not sent is sent by the alarm. */
  async #send(jobId: string, dispatch: number): Promise<void> {
    try {
      await pass("beforeHandOver", jobId);
      await this.env.JOBS.send({ format: 1, kind: "step", jobId, dispatch });
    } catch (error) {
      log("job.unsent", { jobId, error: errorText(error) });
    }
  }

  /** Tells the list how the job stands, and asks it for the job's turn; what it does not hear is told again later. */
  async #tell(): Promise<void> {
    const state = this.#state;
    if (state === null || state.listed === state.state) return;
    try {
      if (state.state === "WAITING") await this.#askForTurn(state);
      else if (hasEnded(state)) await this.#tellEnd(state);
    } catch (error) {
      log("job.untold", { jobId: state.id, error: errorText(error) });
    }
  }

  async #askForTurn(state: JobState): Promise<void> {
    if (!(await takeTurn(this.env, listedOf(state), MOST_RUNNING))) return;
    const admitted = this.#state && machine.admitted(this.#state, clock.now());
    if (admitted) await this.#follow({ ...admitted, listed: "RUNNING" });
    // It was cancelled meanwhile, and has a turn that others wait for.
    else if (this.#state && hasEnded(this.#state)) await this.#tellEnd(this.#state);
  }

  /** What it leaves behind goes before it counts as told, so that it is tried again until nothing is left. */
  async #tellEnd(state: JobState): Promise<void> {
    const next = await endTurn(this.env, { ...listedOf(state), state: state.state }, MOST_RUNNING);
    await Promise.allSettled(next.map((id) => jobStub(this.env, id).poke()));
    const isClear = await deleteLeftovers(this.env.FILES, state);
    if (isClear && this.#state) this.#commit({ ...this.#state, listed: state.state });
  }

  /** When something is due: a dispatch, the list, the turn, the end of everything. */
  #nextLook(now: number): number {
    const state = this.#state;
    if (state === null) return now + UNBEGUN_MS;
    const gone = state.created + KEPT_MS;
    if (state.state === "WAITING") return Math.min(now + ASK_AGAIN_MS, gone);
    if (state.dispatch !== null) return Math.min(state.dispatch.dueAt, gone);
    return state.listed === state.state ? gone : now + TELL_AGAIN_MS;
  }

  /** An earlier alarm that is set already will look as well, and costs nothing. */
  #wakeAt(at: number): void {
    if (this.#alarmAt === null || this.#alarmAt > at) this.#setAlarm(at);
  }

  #setAlarm(at: number): void {
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }

  /** Deletes everything of the job, the list's row last but one and itself last. */
  async #forget(now: number): Promise<void> {
    const state = this.#state;
    const id = state?.id ?? this.ctx.storage.kv.get<string>(OPENED);
    if (id === undefined) return;
    if (!(await deleteFolder(this.env.FILES, folderOf(id)))) return this.#wakeAt(now);
    if (state) await unlistJob(this.env, listedOf(state));
    // Whoever opened or began it meanwhile has set the alarm. From here on nobody comes in between.
    if (this.#alarmAt !== null) return;
    this.#state = null;
    void this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    log("job.forgotten", { jobId: id });
  }
}
