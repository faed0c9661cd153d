// The time that one certification has. It is one request: whoever asked waits for it, and nothing of it goes on after the
// answer. So what does not fit is reported as not covered, never as failed.
import { clock } from "../shared/clock";

/** Of the whole run. A Worker may go on that long for a caller that has hung up. */
const RUN_MS = 30_000;

/** Thrown where there is no time left for a post or a call. */
export class OutOfTime extends Error {}

export const OUT_OF_TIME = `The ${RUN_MS / 1_000} seconds of a certification were over. Answer faster, and run it again.`;

/** What a step gets that may take so long: no more than is left. Throws `OutOfTime` where nothing is. */
export type Time = (longestMs: number) => number;

/** The time of a run that begins now. */
export function runTime(): Time {
  const end = clock.now() + RUN_MS;
  return (longestMs) => {
    const left = end - clock.now();
    if (left <= 0) throw new OutOfTime();
    return Math.min(longestMs, left);
  };
}
