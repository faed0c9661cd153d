/** docs/concepts.md: the words of the field, with the states out of the transition table. Pure: `docs.ts` writes it. */
import { REASONS } from "../src/api/reasons";
import { code } from "./markdown";
import { stateDiagram } from "./stateEdges";

const TOP = `# Concepts

<!-- Generated from the code by \`npm run docs\`. Edit scripts/concepts.ts, not this page. -->

## Who is who

A **reseller** (a telco, a bank, a retailer) sells the subscriptions of **merchants** (music, video, security) to its own
customers. The **platform** is between them: each of them integrates once. An **operator** runs it. A **route** says that a
reseller may sell a merchant's products, and on which terms. A **credential** belongs to one organisation and one
**environment**, \`sandbox\` or \`live\`; the two never meet.

A customer's right to use one product is an **entitlement**. It has an id, a version and a status, and everything here is about
how it comes to the next one.

The reseller's name for a customer stays with the reseller: a merchant sees a pseudonym (\`sharedCustomerId\`), one per reseller,
merchant and customer.

## The states

`;

const BOTTOM = `Every arrow with its conditions is in [states.md](states.md). What is not in the table is refused with
${REASONS.INCOMPATIBLE_STATE.status}. \`CANCELLED\` and \`REVOKED\` are final.

| status | the customer | waits for |
| --- | --- | --- |
| \`PENDING\` | has no access yet, or not to what it was changed to | the customer, who has to sign up, or the merchant |
| \`ACTIVE\` | has access | nobody |
| \`SUSPENDED\` | has no access for now | nobody; the side that suspended resumes |
| \`ACTIVE-ENDING\` | has access until \`dateEnded\` | that date |
| \`FAILED\` | may or may not have access: nobody knows | the platform, which finds out |
| \`CANCELLED\`, \`REVOKED\` | has no access | nobody |

## Who waits for whom

Most merchants answer within the call; some need the customer on a page of theirs first, some put it into a queue, some do not
answer. So a call has three successes:

| answer | means | what follows |
| --- | --- | --- |
| 200 \`OK\` | it is done | nothing, for what you have is final |
| 202 \`CLIENT_ACTION_REQUIRED\` | the customer has to do something | send the customer to \`parameters.url\`; a notification says how it ended |
| 202 \`ACCEPTED\` | the merchant has it in its queue | a notification says how it ended |

\`waitingOn\` in the record says who has to act now: \`CUSTOMER\`, \`MERCHANT\`, \`PLATFORM\`, or null; \`waitingUntil\` until when that
is waited for. \`allowedActions\` says what the caller may do meanwhile. One **operation** per entitlement is open at a time; only
revoke goes past it.

When nobody knows whether a merchant did what it was asked (${code("OUTCOME_UNKNOWN")}), the platform does not guess. It asks until it
knows, and tells you. Do not sell again under another key.

## Versions

A record's \`version\` counts its changes, whoever made them; 1 is the first. It is the \`ETag\`, and \`If-Match\` holds a write to it.
Every change that has a reason is a **notification**, and every version is an **event** in the reseller's feed. First arrivals
are in order per entitlement, each comes at least once, and a repeat may be late. So the rule for whoever keeps a copy is one
line: **take a version that is above the one you have, ignore any other.**

\`previousVersion\` shows whether a notification before is missing; then read the record, or the feed.

## Idempotency

Send an idempotency key (\`Idempotency-Key\` or \`X-RequestIdentifier\`) with every write. Whatever happens on the way (a timeout, a
crash, a retry of a proxy), send the same request under the same key again: it is done once, and answered as it was the first
time, with \`Idempotent-Replayed: true\`. An order's number is a good key for a create; it holds as long as the entitlement.

What was refused before anything was decided (credentials, validation) leaves no trace, so it can be corrected and sent under
the same key.

The same towards merchants: each operation has a \`requestId\` that stays the same over retries. And from merchants: a
confirmation that has taken effect already is answered 200 again.

## What is told to whom

| | by | page |
| --- | --- | --- |
| a reseller learns of a change | the answer of its own call, a notification, the feed | [notifications.md](notifications.md) |
| a merchant is asked for something | its connector | [connectors.md](connectors.md) |
| a merchant says what happened | the merchant API | [merchant-api.md](merchant-api.md) |
| an operator sees what is stuck | the backlog | [operator.md](operator.md) |
`;

/** The whole of docs/concepts.md. */
export const conceptsPage = (): string => `${TOP}${stateDiagram()}\n\n${BOTTOM}`;
