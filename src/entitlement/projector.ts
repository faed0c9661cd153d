// Ships committed versions to the query store: all since the last acknowledged one, one shipment at a time, with
// growing pauses while the store is away. What is acknowledged is kept in memory and written with the next entry.
import { pass } from "../shared/hooks";
import { errorText, log } from "../shared/log";
import { databaseOf } from "../shared/homes";
import { project } from "../projection/project";
import { homeOf } from "./id";
import type { Journal } from "./journal";
import { Pause } from "./pause";
import { projectionOf } from "./projected";

export class Projector {
  readonly #env: Env;
  readonly #journal: Journal;
  readonly #pause = new Pause();
  #running: Promise<void> | null = null;
  /** The highest version the query store has. */
  acknowledged: number;

  constructor(env: Env, journal: Journal) {
    this.#env = env;
    this.#journal = journal;
    this.acknowledged = journal.head?.projected ?? 0;
  }

  get retryAt(): number | null {
    return this.#pause.retryAt;
  }

  behind(): boolean {
    return (this.#journal.head?.version ?? 0) > this.acknowledged;
  }

  /** Catches up, unless it is too early after a failure; never throws. A second call joins the first. */
  async run(): Promise<void> {
    if (!this.#pause.isOver) return;
    this.#running ??= this.#catchUp().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #catchUp(): Promise<void> {
    while (this.behind()) {
      const entitlementId = this.#journal.head?.state.entitlementId ?? "";
      try {
        await pass("beforeProjection", entitlementId);
        // Row and events are of one moment: a version that comes in between belongs to the next shipment.
        const head = this.#journal.head;
        if (head === null) return;
        const shipment = projectionOf(head, this.#journal.since(this.acknowledged));
        await project(databaseOf(this.#env, homeOf(entitlementId)), shipment);
        await pass("afterProjection", entitlementId);
        this.acknowledged = head.version;
        this.#pause.succeeded();
      } catch (error) {
        this.#pause.failed();
        log("projection.failed", { entitlementId, error: errorText(error) });
        return;
      }
    }
  }
}
