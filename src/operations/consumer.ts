// The resolver: takes operations and tasks that an object has handed over, asks the merchant, tells the object.
// It has no schedule of its own; a message that is lost or late is handed out again by the object's alarm.
import { OperationMessage, WakeMessage } from "../callbacks/message";
import { entitlementStub } from "../entitlement/locate";
import { errorText, log } from "../shared/log";
import { run, type Runner } from "./run";
import { wakePage } from "./wake";

/** Handles one message; true to acknowledge it, false for a format this release does not know. */
export async function resolve(runner: Runner, body: unknown): Promise<boolean> {
  const walk = WakeMessage.safeParse(body);
  if (walk.success) return wakePage(runner.env, walk.data);
  const message = OperationMessage.safeParse(body);
  if (!message.success) return false;
  const { entitlementId, requestId, epoch } = message.data;
  try {
    const call = await entitlementStub(runner.env, entitlementId).takeCall(requestId, epoch);
    if (call !== null) await run(runner, call, "OPERATOR");
  } catch (error) {
    log("operation.failed", { entitlementId, requestId, error: errorText(error) });
  }
  return true;
}
