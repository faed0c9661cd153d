// A revoke takes effect whatever the merchant says; what it did not hear is owed to it.
import { hasEnded, type Operation, type Pin, type State, type Step, type Task } from "../state";
import { ended, mergedExtensionData, type Stamp } from "./changes";
import { pinOf } from "./terms";

/** A revoke never waits for a merchant to agree; what the merchant has not understood is repeated. */
export function revokedAnyway(state: State, operation: Operation, owed: boolean, stamp: Stamp): Step {
  if (hasEnded(state)) return { state: { ...state, operation: null }, event: null };
  const extensionData = mergedExtensionData(state, operation.extensionData);
  const tasks = owed
    ? [
        ...state.tasks,
        terminateTask(operation.requestId, stamp.now, operation.connector ?? pinOf(state.terms)),
      ]
    : state.tasks;
  return ended({ ...state, operation: null }, "REVOKED", operation.reason, { extensionData, tasks }, stamp);
}

/** A termination owed to the merchant, from now on. */
export function terminateTask(requestId: string, now: number, connector: Pin): Task {
  return { kind: "terminate", requestId, attempt: 0, since: now, dueAt: now, connector };
}
