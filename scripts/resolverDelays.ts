/** When the platform asks about an operation in doubt, in words. Pure. */
import { INTERVALS, nextTry } from "../src/entitlement/machine/schedule";
import { duration } from "../src/openapi/duration";

export function resolverDelays(): string {
  const delays: number[] = [];
  for (let attempt = 0; ; attempt++) {
    const delay = nextTry(attempt, 0, 0) ?? 0;
    if (delay === delays.at(-1)) break;
    delays.push(delay);
  }
  const last = delays.pop() ?? 0;
  return `after ${delays.map(duration).join(", ")}, then every ${duration(last)} up to ${duration(INTERVALS.giveUpAfterMs)}`;
}
