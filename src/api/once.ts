// A command that is no single entitlement's, under an idempotency key: done once, and answered again as it was.
import type { Asking } from "../entitlement/machine/begin";
import { keyReused, requestInProgress } from "../entitlement/machine/refusal";
import type { Refusal } from "../entitlement/state";
import { keepAnswer, releaseKey, takeKey } from "../projection/answers";
import { scopeOf } from "../projection/project";
import { environmentOf, type Context } from "./context";
import { success } from "./envelope";
import { Failure } from "./reasons";

/** Answers with what `run` resolves to, or with what it resolved to the first time. */
export async function once(
  context: Context,
  { idempotency, now }: Asking,
  run: () => Promise<Record<string, unknown>>,
): Promise<Response> {
  if (idempotency === null) return success(await run());
  const { env, caller } = context;
  const key = { scope: scopeOf(environmentOf(context), caller.name), ...idempotency };
  const taken = await takeKey(env, key, now);
  switch (taken.kind) {
    case "reused":
      throw refused(keyReused());
    case "open":
      throw refused(requestInProgress());
    case "answered":
      return success(JSON.parse(taken.body), { "Idempotent-Replayed": "true" });
    case "taken":
  }
  try {
    const payload = await run();
    await keepAnswer(env, key, JSON.stringify(payload));
    return success(payload);
  } catch (error) {
    await releaseKey(env, key);
    throw error;
  }
}

const refused = ({ reason, message, ...detail }: Refusal): Failure => new Failure(reason, message, detail);
