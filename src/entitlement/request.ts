// What a merchant is asked for an operation: a pure function of the state and the operation, so that a retry,
// a resolver and a takeover all ask exactly the same.
import { OPERATION_OF } from "../connectors/capabilities";
import type { MerchantRequest } from "../connectors/contract";
import type { Operation, State, Task } from "./state";

/** The request for an open operation. */
export function requestFor(state: State, operation: Operation): MerchantRequest {
  const { change, verb } = operation;
  const { productKey, offerKey } = state;
  const immediate = verb === "cancel" ? false : verb === "revoke" ? true : null;
  return {
    ...base(state, operation.requestId),
    operation: OPERATION_OF[verb],
    immediate,
    productKey: change?.productKey ?? productKey,
    offerKey: change?.offerKey === undefined ? offerKey : change.offerKey,
    previous: verb === "update" ? { productKey, offerKey } : null,
    magicNumber: operation.magicNumber,
  };
}

/** The question after an operation in doubt; its answer says whether that operation took effect. */
export function statusRequestFor(state: State, operation: Operation): MerchantRequest {
  const asked = requestFor(state, operation);
  const { requestId, immediate } = asked;
  return {
    ...asked,
    operation: "status",
    immediate: null,
    requestId: `${requestId}:status:${operation.attempt}`,
    about: { operation: asked.operation, requestId, immediate },
  };
}

/** The termination that is owed to a merchant after the record has ended already. */
export function requestForTask(state: State, task: Task): MerchantRequest {
  return { ...base(state, task.requestId), operation: "terminate", immediate: true };
}

function base(state: State, requestId: string): MerchantRequest {
  const { terms } = state;
  const shares = (what: string): boolean => terms.sharesWithMerchant.includes(what);
  return {
    operation: "status",
    requestId,
    environment: state.environment,
    entitlementId: state.entitlementId,
    merchantEntitlementId: state.merchantEntitlementId ?? state.entitlementId,
    merchantAccountKey: state.merchantAccountKey,
    resellerKey: state.resellerKey,
    sharedCustomerId: state.sharedCustomerId,
    productKey: state.productKey,
    offerKey: state.offerKey,
    previous: null,
    immediate: null,
    merchantExtensionData: state.merchantExtensionData,
    routeExtensionData: terms.routeExtensionData,
    customerIdentifier: shares("customerIdentifier") ? state.customerIdentifier : null,
    extensionData: shares("extensionData") ? state.extensionData : null,
    about: null,
    magicNumber: null,
    ...(state.clock && { clockAheadMs: state.clock.aheadMs }),
  };
}
