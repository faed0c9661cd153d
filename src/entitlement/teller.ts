// Tells the query store what is wrong, and when it is right again: best effort with growing pauses, never in the way of
// anything, and never lost, because what was told stands in the entries. It has nothing to do on the healthy path.
import { endpointIdOf } from "../callbacks/endpointId";
import { tellTrouble, type TroubleRow } from "../projection/trouble";
import { clock } from "../shared/clock";
import { databaseOf } from "../shared/homes";
import { errorText, log } from "../shared/log";
import { originOf } from "../shared/origin";
import { homeOf } from "./id";
import type { Journal } from "./journal";
import { aheadOf } from "./machine/clock";
import { Pause } from "./pause";
import type { State } from "./state";
import type { News, Trouble } from "./trouble";

export class Teller {
  readonly #env: Env;
  readonly #journal: Journal;
  readonly #pause = new Pause();
  #running: Promise<void> | null = null;

  constructor(env: Env, journal: Journal) {
    this.#env = env;
    this.#journal = journal;
  }

  get retryAt(): number | null {
    return this.#pause.retryAt;
  }

  behind(): boolean {
    return this.#journal.news().length > 0;
  }

  /** Tells all news, unless it is too early after a failure; never throws. A second call joins the first. */
  async run(): Promise<void> {
    if (!this.#pause.isOver || !this.behind()) return;
    this.#running ??= this.#tellAll().finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  async #tellAll(): Promise<void> {
    for (let news = this.#journal.news(); news.length > 0; news = this.#journal.news()) {
      const state = this.#journal.head?.state;
      if (state === undefined) return;
      const { entitlementId } = state;
      try {
        const troubles = news.flatMap(({ trouble }) => (trouble ? [trouble] : []));
        const rows = await Promise.all(troubles.map((trouble) => rowOf(state, trouble)));
        const cured = news.filter(({ trouble }) => trouble === null).map(({ subject }: News) => subject);
        await tellTrouble(databaseOf(this.#env, homeOf(entitlementId)), entitlementId, rows, cured);
        for (const one of news) this.#journal.told(one);
        this.#pause.succeeded();
      } catch (error) {
        this.#pause.failed();
        log("trouble.untold", { entitlementId, error: errorText(error) });
        return;
      }
    }
  }
}

async function rowOf(state: State, { url, heldBy, ...trouble }: Trouble): Promise<TroubleRow> {
  // Lists of trouble are in real time, also for an entitlement whose clock was moved.
  const since = Math.min(trouble.since, clock.now());
  const nextAt = trouble.nextAt === null ? null : trouble.nextAt - aheadOf(state);
  const { entitlementId, environment, resellerKey, merchantAccountKey } = state;
  const origin = originOf(url ?? state.notificationUrl);
  const isNotification = trouble.kind === "notification";
  const endpointId =
    heldBy ??
    (isNotification && origin !== null ? await endpointIdOf({ environment, resellerKey, origin }) : null);
  const detail = { ...trouble.detail, ...(isNotification && { url: origin }) };
  return {
    ...trouble,
    since,
    nextAt,
    entitlementId,
    environment,
    resellerKey,
    merchantAccountKey,
    endpointId,
    detail,
  };
}
