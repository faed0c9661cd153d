// Operators have a customer's pseudonyms forgotten, or everything.
import { success } from "../answers/compose";
import { CustomerReset } from "../answers/customer";
import { JobAccepted } from "../answers/job";
import type { Operation } from "../operation";

const tag = "Operators: customers";
const customer = { environment: "sandbox", resellerKey: "TELCO", customerIdentifier: "+4915100000001" };

/** By the name of the route. */
export const OPERATOR_CUSTOMERS = {
  "POST /admin/v1/customer/reset": {
    operationId: "resetCustomer",
    tag,
    description:
      "The next owner of a phone number is a stranger to every merchant. Existing entitlements keep theirs.",
    answers: { 200: success(CustomerReset) },
    examples: [
      {
        summary: "A number that was given to somebody else",
        given: "customer",
        body: { ...customer, reason: "Number reassigned, ticket 4711" },
        status: 200,
      },
    ],
  },
  "POST /admin/v1/customer/erase": {
    operationId: "eraseCustomer",
    tag,
    description: `What was sold stays, and not to whom; twenty minutes at least. What has not ended is in the way (409, with the ids in
\`metadata.issues\`) unless \`revoke\` ends it first.`,
    answers: { 202: JobAccepted },
    takes: ["X-RequestIdentifier", "Idempotency-Key"],
    gives: ["Location", "Idempotent-Replayed"],
    reasons: ["INCOMPATIBLE_STATE", "IDEMPOTENCY_KEY_REUSED"],
    examples: [
      {
        summary: "At the customer's request",
        given: "customer",
        headers: { "Idempotency-Key": "erasure-117" },
        body: { ...customer, revoke: true, reason: "Request 2026-117" },
        status: 202,
      },
    ],
  },
} satisfies Record<string, Operation>;
