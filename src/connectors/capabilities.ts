// What a merchant can do, as follows from the operations that its connector has.
import { CAPABILITY_VERBS, type Capabilities } from "../catalogue/schema";
import type { MerchantOperation } from "./contract";

type Verb = Capabilities["resolves"][number];

/** The merchant's operation behind each verb. */
export const OPERATION_OF: Readonly<Record<Verb, MerchantOperation>> = {
  create: "create",
  update: "update",
  suspend: "suspend",
  resume: "resume",
  cancel: "terminate",
  revoke: "terminate",
  undo: "undo",
  activationInfo: "activationInfo",
};

/** What a connector says of itself beside its operations. */
type Given = Pick<Capabilities, "activation" | "endOfPeriodCancel" | "userStepOnChange"> & {
  operations: readonly MerchantOperation[];
  idempotent: readonly MerchantOperation[];
};

/** A revoke takes effect without any operation; doubt is cleared by asking the status, or by a harmless repetition. */
export function capabilitiesFrom(given: Given): Capabilities {
  const { operations, idempotent, activation, endOfPeriodCancel, userStepOnChange } = given;
  const verbs = CAPABILITY_VERBS.filter(
    (verb) => verb === "revoke" || operations.includes(OPERATION_OF[verb]),
  );
  const clears = (verb: Verb): boolean =>
    operations.includes("status") || idempotent.includes(OPERATION_OF[verb]);
  const resolves = (["create", ...verbs] as const).filter(clears);
  return { activation, verbs, endOfPeriodCancel, userStepOnChange, resolves };
}
