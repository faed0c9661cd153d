// Ships committed versions to the query store: all since the last acknowledged one, one shipment at a time, with
// growing pauses while the store is away. What is acknowledged is kept in memory and written with the next entry.
import { clock } from "../shared/clock";
import { pass } from "../shared/hooks";
import { errorText, log } from "../shared/log";
import { databaseOf } from "../shared/homes";
import { project } from "../projection/project";
import { homeOf } from "./id";
import type { Journal } from "./journal";
import { projectionOf } from "./projected";

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const JITTER = 0.2;

export class Projector {
  readonly #env: Env;
  readonly #journal: Journal;
  #running: Promise<void> | null = null;
  #failures = 0;
  /** The highest version the query store has. */
  acknowledged: number;
  /** When to try again after a failure. */
  retryAt: number | null = null;

  constructor(env: Env, journal: Journal) {
    this.#env = env;
    this.#journal = journal;
    this.acknowledged = journal.head?.projected ?? 0;
  }

  behind(): boolean {
    return (this.#journal.head?.version ?? 0) > this.acknowledged;
  }

  /** Catches up, unless it is too early after a failure; never throws. A second call joins the first. */
  async run(): Promise<void> {
    if (this.retryAt !== null && clock.now() < this.retryAt) return;
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
        this.#failures = 0;
        this.retryAt = null;
      } catch (error) {
        const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures++, LONGEST_PAUSE_MS);
        this.retryAt = Math.ceil(clock.now() + pause * (1 + JITTER * Math.random()));
        log("projection.failed", { entitlementId, error: errorText(error) });
        return;
      }
    }
  }
}
