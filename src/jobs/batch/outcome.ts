// What comes of a row: the call that it stands for, made until its answer is one that stays. An answer that says "not now"
// is asked for again a few times, under the same key.
import * as z from "zod";
import type { Called, StepContext } from "../kind";
import type { Row } from "../rows";
import { commandOf, type Read } from "./command";

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
/** How often a row begins anew after it is certain that the merchant did not do it. */
const MOST_ATTEMPTS = 3;

const Answer = z.looseObject({
  responseCode: z.string(),
  responseMessage: z.string(),
  metadata: z.looseObject({ reason: z.string() }).optional(),
  status: z.string().optional(),
  possible: z.array(z.string()).optional(),
});

/**
 * Never throws for what a row says; a row that cannot be read is refused like a bad request. `isAlone`: no other row of the
 * same portion is about its entitlement, so what is seen of it afterwards is this row's doing.
 */
export async function outcomeOf(context: StepContext, row: Row, isAlone: boolean): Promise<Outcome> {
  const read: Read = row.ok ? commandOf(row.value) : { ok: false, message: row.message };
  if (!read.ok) return refused(read.message);
  const { method, path, body, reached } = read.command;
  if (context.job.dryRun)
    return outcomeIn(await patiently(() => context.call(method, `${path}?dryRun=true`, body, null)));
  for (let attempt = 1; ; attempt++) {
    const key = attempt === 1 ? context.keyOf(row.row) : `${context.keyOf(row.row)}:${attempt}`;
    const called = await patiently(() => context.call(method, path, body, key));
    if (called.status !== 200 || reached(called.body)) return outcomeIn(called);
    // The first try was in doubt, and the truth is that nothing happened.
    if (!isAlone || attempt === MOST_ATTEMPTS) return undone(called);
  }
}

/** Asks until the answer is one that stays, or for long enough. */
async function patiently(ask: () => Promise<Called>): Promise<Called> {
  let called = await ask();
  for (let times = 0; ; times++) {
    const delay = delaysFor(called)[times];
    if (delay === undefined) return called;
    await scheduler.wait(delay);
    called = await ask();
  }
}

function delaysFor({ status, body }: Called): readonly number[] {
  const known = AGAIN_AFTER_MS[Answer.safeParse(body).data?.metadata?.reason ?? ""];
  return known ?? (status === 429 || status >= 500 ? SHORTLY : []);
}

const undone = (called: Called): Outcome => ({
  ...outcomeIn(called),
  isDone: false,
  word: "NOT_DONE",
  responseCode: "NOT_AVAILABLE",
  reason: "NOT_DONE",
  message: "Whether the merchant had done it was in doubt; it had not. Order it again.",
});

const refused = (message: string): Outcome => ({
  isDone: false,
  word: "VALIDATION",
  responseCode: "BAD_REQUEST",
  reason: "VALIDATION",
  message,
  status: "",
});

function outcomeIn({ status: httpStatus, body }: Called): Outcome {
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
