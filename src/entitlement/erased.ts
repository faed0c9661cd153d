// What remains of a version when its customer is erased: what was sold, when, and what became of it. Pure functions over
// an entry; the same again comes to the same, so that the journal can hold every later write against them, too: a
// merchant's late answer, or an endpoint's, must not bring back what is gone.
import { tellsOf } from "../shared/erased";
import { originOf } from "../shared/origin";
import type { Entry, Void } from "./entry";
import { isSettled, type Notification } from "./outbox";
import type { State, Task } from "./state";

/** The state of an erased version. Texts that are never null are empty; callers see null. */
function erasedState(state: State): State {
  const { customerIdentifier, merchantEntitlementId, terminationReason, tasks } = state;
  return {
    ...state,
    erased: state.erased ?? { terminationsGivenUp: tasks.filter(isTermination).length },
    customerIdentifier: "",
    sharedCustomerId: "",
    platformUserId: "",
    externalEntitlementId: null,
    merchantEntitlementId: tellsOf(merchantEntitlementId, customerIdentifier) ? null : merchantEntitlementId,
    activationCode: null,
    notificationUrl: null,
    extensionData: null,
    merchantExtensionData: null,
    terminationReason: terminationReason && { ...terminationReason, description: null },
    // A digest of a body that is easily guessed says as much as the body.
    createHash: "",
    activation: null,
    operation: null,
    revokeNext: null,
    tasks: [],
  };
}

const isTermination = ({ kind }: Task): boolean => kind === "terminate";

/** An entry without the customer, whatever was said about it, and whatever is still owed for it. */
export function erasedEntry(entry: Entry): Entry {
  const { event, calls, notes, notification } = entry;
  return {
    ...entry,
    state: erasedState(entry.state),
    event: event && { ...event, note: null },
    calls: calls.map((call) => ({ ...call, detail: null })),
    answers: [],
    ...(notes && { notes: [] }),
    notification: notification && erasedNotification(notification),
  };
}

/** Not sent any more, and never repeated: there is nothing left to send. */
function erasedNotification(notification: Notification): Notification {
  const { attempts, replays, state } = notification;
  return {
    ...notification,
    state: isSettled(notification) ? state : "exhausted",
    stateReason: reasonOf(notification),
    attempts: attempts.map((made) => {
      const { answer: _, ...attempt } = made;
      return { ...attempt, error: null, url: originOf(attempt.url) ?? "" };
    }),
    plannedAt: null,
    traceparent: null,
    dispatchId: null,
    hold: null,
    replay: null,
    ...(replays && { replays: replays.map((one) => ({ ...one, reason: "" })) }),
  };
}

/** How history, and whoever counts them, tells those that were still owed. */
export const GIVEN_UP = "given up, because the customer is erased";

function reasonOf(notification: Notification): string | null {
  const { state, stateReason } = notification;
  if (state === "delivered") return null;
  return isSettled(notification) && stateReason !== GIVEN_UP ? "the customer is erased" : GIVEN_UP;
}

/** What remains of a create that left nothing: that there was one. */
export function erasedVoid(remains: Void): Void {
  const { because } = remains;
  return {
    ...remains,
    hash: "",
    because: "refusal" in because ? { refusal: { reason: because.refusal.reason, message: "" } } : because,
  };
}
