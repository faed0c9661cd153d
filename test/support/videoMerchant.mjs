// A merchant that is a Worker of its own: vitest.config.ts runs it beside the platform's and binds it as VIDEO_MERCHANT.
// It carries out each `requestId` once and answers a repeat as before, does what a test has told it, and can be asked
// what it got. Plain JavaScript, because nothing compiles it. Its state is its isolate's memory.
import { WorkerEntrypoint } from "cloudflare:workers";

const OPERATIONS = ["create", "activationInfo", "update", "suspend", "resume", "terminate", "undo", "status"];

/** By merchant and operation: what comes next; the last step stays. */
const scripts = new Map();
/** By merchant: every call as it arrived. */
const calls = new Map();
/** By request id: what was answered, and how often it was carried out. */
const answers = new Map();
const effects = new Map();

export default class VideoMerchant extends WorkerEntrypoint {
  /** Steps: `{ answer }`, `{ throws, effect? }`, each with `delayMs?`. */
  tell(merchantAccountKey, operation, steps) {
    scripts.set(`${merchantAccountKey} ${operation}`, [...steps]);
  }

  calls(merchantAccountKey) {
    return calls.get(merchantAccountKey) ?? [];
  }

  effects(requestId) {
    return effects.get(requestId) ?? 0;
  }
}

for (const operation of OPERATIONS)
  VideoMerchant.prototype[operation] = async function answer(request, context) {
    const { merchantAccountKey, requestId } = request;
    calls.set(merchantAccountKey, [
      ...(calls.get(merchantAccountKey) ?? []),
      { method: operation, request, context },
    ]);
    const steps = scripts.get(`${merchantAccountKey} ${operation}`) ?? [{ answer: truth(request) }];
    const step = steps.length > 1 ? steps.shift() : steps[0];
    const takesEffect = "answer" in step ? step.answer?.kind !== "rejected" : step.effect;
    if (takesEffect && !answers.has(requestId)) {
      effects.set(requestId, (effects.get(requestId) ?? 0) + 1);
      answers.set(requestId, step.answer ?? { kind: "completed" });
    }
    if (step.delayMs) await scheduler.wait(step.delayMs);
    if ("throws" in step) throw new TypeError(step.throws);
    return answers.get(requestId) ?? step.answer;
  };

/** Unless it is told otherwise, it does what it is asked, and says of a request in doubt what became of it. */
function truth({ operation, about }) {
  if (operation !== "status") return { kind: "completed" };
  return answers.get(about?.requestId) ?? { kind: "rejected", reason: "NOT_FOUND" };
}

/** A Worker that has none of the methods. */
export class NoMerchant extends WorkerEntrypoint {
  fetch() {
    return new Response("not a merchant");
  }
}
