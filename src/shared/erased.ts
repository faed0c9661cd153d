// What an erased customer's record looks like wherever it is kept as JSON: bodies of the feed and its archive, rows of
// books. Members keep their names, so that whoever reads such a body reads an erased one as well; what says who the
// customer is, or what anybody said about it, is null.
import type { Json } from "./json";

export type JsonObject = { [member: string]: Json };

/** Members that are null in an erased record. */
export const ERASED_MEMBERS = [
  "customerIdentifier",
  "sharedCustomerId",
  "platformUserId",
  "externalEntitlementId",
  "activationCode",
  "notificationUrl",
  "extensionData",
  "merchantExtensionData",
  "parameters",
] as const;

/** The merchant's own id stays, because both books are compared by it; one that is made of the customer's does not. */
export const tellsOf = (id: unknown, customerIdentifier: unknown): boolean =>
  typeof id === "string" &&
  typeof customerIdentifier === "string" &&
  customerIdentifier !== "" &&
  id.includes(customerIdentifier);

/** A body without the customer. The same again comes to the same. */
export function erasedBody(body: JsonObject): JsonObject {
  const next: JsonObject = { erased: true, ...body };
  for (const member of ERASED_MEMBERS) if (member in next) next[member] = null;
  const { terminationReason: why, entitlementId = null } = body;
  if (isObject(why)) next["terminationReason"] = { ...why, description: null };
  if (tellsOf(body["merchantEntitlementId"], body["customerIdentifier"]))
    next["merchantEntitlementId"] = entitlementId;
  return next;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
