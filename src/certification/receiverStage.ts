// What a scenario for a receiver plays with: samples that are posted like notifications, with or without a departure from
// what is right, each noted as a step.
import { attemptPost, type Departure } from "../callbacks/attempt";
import { CALLBACK_TIMEOUT_MS, type AttemptResult } from "../callbacks/deliver";
import type { Reseller } from "../catalogue/schema";
import { randomId } from "../entitlement/id";
import { sampleBody } from "../entitlement/sample";
import { clock, iso } from "../shared/clock";
import { DEFAULT_HOME } from "../shared/homes";
import { beginning, type Step } from "./finding";
import type { Slots } from "./slots";
import { OutOfTime, type Time } from "./time";

export type PostEnv = Parameters<typeof attemptPost>[0];

/** Where samples go, and what is left for them. */
export interface Target {
  env: PostEnv;
  reseller: Reseller | null;
  resellerKey: string;
  url: string;
  slot: Slots;
  time: Time;
}

/** A notification of an entitlement that nobody has. */
export interface Sample {
  id: string;
  entitlementId: string;
  version: 1 | 2;
  body: string;
}

export interface Stage {
  /** A sample of an entitlement of its own, or the next version of another's. */
  sample: (version?: 1 | 2, entitlementId?: string) => Sample;
  post: (sample: Sample, how?: { what?: string } & Departure) => Promise<AttemptResult>;
}

/** The stage of one scenario; `note` gets every post. */
export function stageAt(
  { env, reseller, resellerKey, url, slot, time }: Target,
  note: (step: Step) => void,
): Stage {
  return {
    sample(version = 1, entitlementId = randomId(DEFAULT_HOME)) {
      const id = `test_${crypto.randomUUID()}`;
      const to = { environment: "sandbox", resellerKey, url, entitlementId } as const;
      return { id, entitlementId, version, body: sampleBody(id, to, clock.now(), version) };
    },
    post: ({ id, version, body }, { what, ...departure } = {}) =>
      slot(async () => {
        const longest = departure.timeoutMs ?? CALLBACK_TIMEOUT_MS;
        const timeoutMs = time(longest);
        const at = clock.now();
        const posting = { id, body, url, traceparent: null };
        const result = await attemptPost(env, reseller, posting, { ...departure, timeoutMs });
        note({
          date: iso(at),
          what: `${id}, version ${version}${what === undefined ? "" : `, ${what}`}`,
          status: result.status,
          outcome: result.error,
          answer: beginning(result.answer),
          durationMs: result.durationMs,
        });
        if (result.error === "TIMEOUT" && timeoutMs < longest) throw new OutOfTime();
        return result;
      }),
  };
}
