// What comes of a call that a job makes: asked for until the answer is one that stays. An answer that says "not now" is
// asked for again a few times; under its key that is harmless.
import * as z from "zod";
import { clock } from "../shared/clock";
import type { Called, StepContext } from "./kind";
import { PATIENCE_MS } from "./schedule";

export interface Outcome {
  isDone: boolean;
  /** What it is counted as: the code of a success, the reason of a refusal. */
  word: string;
  responseCode: string;
  reason: string;
  message: string;
  /** Of the entitlement afterwards; in a dry run those that would be possible. */
  status: string;
}

/** What may be over in a moment, and when it is asked for again. */
const SHORTLY = [1_000, 3_000, 9_000];
/** A first try of the same row that died with its worker: the platform has settled it a minute later. */
const LATER = [...SHORTLY, 20_000, 30_000];
const AGAIN_AFTER_MS: Readonly<Record<string, readonly number[]>> = {
  OPERATION_IN_PROGRESS: SHORTLY,
  REQUEST_IN_PROGRESS: LATER,
  OUTCOME_UNKNOWN: LATER,
};
const Answer = z.looseObject({
  responseCode: z.string(),
  responseMessage: z.string(),
  metadata: z.looseObject({ reason: z.string() }).optional(),
  status: z.string().optional(),
  possible: z.array(z.string()).optional(),
});

/** Whether a step may ask for something again after so long. */
export const mayAskIn = (delay: number, { until }: Pick<StepContext, "until">): boolean =>
  clock.now() + delay < until + PATIENCE_MS;

/** Asks until the answer is one that stays, or for long enough. */
export async function patiently(
  context: Pick<StepContext, "until">,
  ask: () => Promise<Called>,
): Promise<Called> {
  let called = await ask();
  for (let times = 0; ; times++) {
    const delay = delaysFor(called)[times];
    if (delay === undefined || !mayAskIn(delay, context)) return called;
    await scheduler.wait(delay);
    called = await ask();
  }
}

function delaysFor({ status, body }: Called): readonly number[] {
  const known = AGAIN_AFTER_MS[Answer.safeParse(body).data?.metadata?.reason ?? ""];
  return known ?? (status === 429 || status >= 500 ? SHORTLY : []);
}

/** The answer in the words of a result. */
export function outcomeIn({ status: httpStatus, body }: Called): Outcome {
  const { responseCode, responseMessage, metadata, status, possible } = Answer.parse(body);
  const isDone = httpStatus < 300;
  return {
    isDone,
    word: isDone ? responseCode : (metadata?.reason ?? responseCode),
    responseCode,
    reason: metadata?.reason ?? "",
    message: responseMessage,
    status: status ?? possible?.join("|") ?? "",
  };
}
