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

/** What may be over in a moment. */
const NOT_NOW: readonly string[] = ["OPERATION_IN_PROGRESS", "REQUEST_IN_PROGRESS"];
const AGAIN_AFTER_MS = [1_000, 3_000, 9_000];

const Answer = z.looseObject({
  responseCode: z.string(),
  responseMessage: z.string(),
  metadata: z.looseObject({ reason: z.string() }).optional(),
  status: z.string().optional(),
  possible: z.array(z.string()).optional(),
});

/** Never throws for what a row says; a row that cannot be read is refused like a bad request. */
export async function outcomeOf(context: StepContext, row: Row): Promise<Outcome> {
  const read: Read = row.ok ? commandOf(row.value) : { ok: false, message: row.message };
  if (!read.ok) return refused(read.message);
  const { method, path, body } = read.command;
  const { dryRun } = context.job;
  const ask = (): Promise<Called> =>
    dryRun
      ? context.call(method, `${path}?dryRun=true`, body, null)
      : context.call(method, path, body, context.keyOf(row.row));
  let called = await ask();
  for (const delay of AGAIN_AFTER_MS) {
    if (!isNotNow(called)) break;
    await scheduler.wait(delay);
    called = await ask();
  }
  return outcomeIn(called);
}

function isNotNow({ status, body }: Called): boolean {
  if (status === 429 || status >= 500) return true;
  const answer = Answer.safeParse(body);
  return answer.success && NOT_NOW.includes(answer.data.metadata?.reason ?? "");
}

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
