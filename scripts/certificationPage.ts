/**
 * The page about certifications, with the scenarios out of the code that plays them. Pure: `docs.ts` writes it, a test
 * compares it.
 */
import { API_USE_TOLD } from "../src/certification/apiUseTold";
import type { Told } from "../src/certification/finding";
import { CREATE, MERCHANT_TOLD } from "../src/certification/merchantTold";
import { RECEIVER_TOLD, VALID } from "../src/certification/receiverTold";
import { code, table } from "./markdown";

const INTRODUCTION = `# Certification

<!-- Generated from the code by \`npm run docs\`. Edit the code, not this page. -->

A certification plays, in the sandbox, what an integration has to survive, and gives a dated report: per scenario
\`PASSED\`, \`FAILED\` or \`NOT_COVERED\`, and why. Resellers certify their receiver of notifications and their use of the
API; merchants certify their implementation of the [standard merchant API](merchant-api.md). Run it as often as you like, in
your own CI too.

\`\`\`sh
npx resale-edge certify --url https://… --credential telco-sandbox:… --notification-url https://…
npx resale-edge certify --merchant --url https://… --credential music-sandbox:…
\`\`\`

In this repository it is \`npm run certify -- …\`; \`--help\` names all options. It prints a table and ends with 0 when nothing
failed, with 1 when something did. \`--strict\`: what is required and was not covered counts as failed. \`RESALE_URL\` and
\`RESALE_CREDENTIAL\` stand for the first two options. The console has the same under *Certification*.

## The calls

| call | |
| --- | --- |
| \`POST /v1/sandbox/certification\` | a reseller's: \`{ notificationUrl? }\`, else its default |
| \`POST /merchant/v1/sandbox/certification\` | a merchant's: \`{ productKey?, offerKey? }\` and, for another API than the one that the connector in the sandbox speaks to, \`baseUrl\` with \`authentication?\`, \`activation?\`, \`operations?\` as in the [preset](connectors.md#presets) \`standard\`, and \`secrets?\`: \`{ NAME: value }\` |
| \`GET …/v1/sandbox/certification\` | \`certifications\`: the newest 20 in short, the newest first |
| \`GET …/v1/sandbox/certification/{certificationId}\` | one report |

A live credential is refused: \`SANDBOX_ONLY\`. A run is one request and takes **30 seconds at most**; what does not fit is
\`NOT_COVERED\`. It goes on where the caller hangs up, and the report is in the list then. A run that the platform itself
loses leaves no report and nothing else behind: run it again. With an \`Idempotency-Key\` a repeated call gets the same
report.

| of a report | |
| --- | --- |
| \`certificationId\`, \`date\`, \`durationMs\`, \`environment\`, \`party\`, \`organisation\`, \`subject\` | which, when, whose, and the URL that was played against |
| \`result\` | \`FAILED\` if anything failed; else \`NOT_COVERED\` if something is missing that is \`required\`; else \`PASSED\` |
| \`passed\`, \`failed\`, \`notCovered\` | how many |
| \`scenarios\` | \`scenario\`, \`group\`, \`title\`, \`checked\`, \`result\`, \`required\`, \`reason\`, and \`steps\`: every request with \`date\`, \`what\`, \`status\`, \`outcome\` (why there is no status, or how the answer was understood), the beginning of the \`answer\`, \`durationMs\` |
`;

const RECEIVER = `
## A reseller's receiver

Samples are posted as notifications are: the same guard, signature, authentication and time limit. They belong to
entitlements that nobody has, and their \`webhook-id\` begins with \`test_\`: a receiver that knows no such entitlement still
answers 2xx. They are no evidence about your endpoint's health, and nothing is retried or held because of them.

**Only answers can be seen**, their status and time. Whether an older version was really ignored, or a repeat had no second
effect, stays yours to test; the last column says what a result rests on. Without \`VALID\` nothing else says anything.
`;

const API_USE = `
## A reseller's use of the API

Looked up in what the sandbox has recorded within 30 days: the newest 1,000 events of your feed, the histories of a few
entitlements, the counts of merchants' answers. Reads leave no record: in the sandbox \`POST /v1/entitlement/report\`,
\`GET /v1/events\` and the repetition of a create leave a trace of the day, one row each. What was not seen is
\`NOT_COVERED\`, never failed.
`;

const MERCHANT = `
## A merchant's API

Each call goes through your connector as a sale does: what is certified is what runs, and an answer counts as what the
connector makes of it. The orders look real to you and belong to nobody: the platform knows none of these
\`entitlementId\`s, so a confirmation of yours is answered 404. What you queue is asked for (\`status\`, for up to 2.5 seconds
an operation). While a customer has to sign up, scenarios that need an active subscription are not covered: name a
\`productKey\` that is active at once.

An operation that your connector does not have is not required. Connectors of any \`http\` definition can be certified, not
only the preset's. With a \`baseUrl\` only the \`secrets\` of the same request are used, for that run; they are kept nowhere, and
those in the catalogue never go to a URL that was given here. Targets pass the same guard as any other. Without \`CREATE\`
nothing else says anything.
`;

const rowOf = ({ scenario, title, checked }: Told): string[] => [code(scenario), title, checked];

const scenarios = (told: readonly Told[]): string =>
  table(["scenario", "what is played", "what is checked"], told.map(rowOf));

/** docs/certification.md */
export const certificationPage = (): string => `${INTRODUCTION}${RECEIVER}
${scenarios([VALID, ...RECEIVER_TOLD])}
${API_USE}
${table(
  ["scenario", "what is looked for", "what is checked", "how to cover it"],
  API_USE_TOLD.map((one) => [...rowOf(one), one.hint]),
)}
${MERCHANT}
${scenarios([CREATE, ...MERCHANT_TOLD])}
`;
