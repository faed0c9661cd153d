// Growing pauses between tries while somebody else's store is away: 30 s, doubling up to 15 min, with jitter, so that a
// store that comes back is not met by everybody at once.
import { clock } from "../shared/clock";

const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
const JITTER = 0.2;

export class Pause {
  #failures = 0;
  /** When to try again after a failure. */
  retryAt: number | null = null;

  get isOver(): boolean {
    return this.retryAt === null || clock.now() >= this.retryAt;
  }

  failed(): void {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures++, LONGEST_PAUSE_MS);
    this.retryAt = Math.ceil(clock.now() + pause * (1 + JITTER * Math.random()));
  }

  succeeded(): void {
    this.#failures = 0;
    this.retryAt = null;
  }
}
