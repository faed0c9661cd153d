/**
 * The guide to notifications for those who receive them, with the schedule, the errors and the example out of the code.
 * Pure: `docs.ts` writes it, a test compares it.
 */
import type { AttemptError } from "../src/callbacks/deliver";
import { ATTEMPT_DELAYS_MS, MAX_JITTER } from "../src/callbacks/schedule";
import { duration } from "../src/openapi/duration";
import { code, table } from "./markdown";

const INTRODUCTION = `# Notifications

<!-- Generated from the code by \`npm run docs\`. Edit the code, not this page. -->

For engineers at resellers: what arrives at your URL, how you know that it is ours, and what happens when it does not
arrive. Every change of an entitlement that has a reason in [states.md](states.md) is notified, whoever caused it,
your own requests included.

## What arrives

A \`POST\` to the entitlement's \`notificationUrl\` exactly as you gave it, else to your default URL. The body is the record
as of that version, flat and complete (without what is derived: \`waitingOn\`, \`waitingUntil\`, \`allowedActions\`), and with it
\`responseCode\` \`"OK"\`, \`responseMessage\`, \`parameters\`, \`notificationId\`, \`notificationReason\`, \`notificationDate\` and
\`previousVersion\`. \`parameters\` is what the customer has to do, as known when it was sent: where an activation URL was
renewed meanwhile, the feed and a notification of the same version may have different ones, and the newer one counts.

Any 2xx within 15 seconds is success; the status alone decides, the answer's body does not matter. Redirects are not
followed and count as failures. Answer first and work afterwards.

Your endpoint has to be reachable over https by a public name.

| header | |
| --- | --- |
| \`webhook-id\` | the \`notificationId\`; the same on every repeat |
| \`webhook-timestamp\` | seconds since 1970, of this attempt |
| \`webhook-signature\` | one signature per secret, separated by spaces |
| \`Authorization\`, \`X-Api-Key\` | your own authentication, if you have asked for one: Basic, bearer, an API key, or a token from your OAuth2 server (client credentials) |
| \`traceparent\` | of the request that led to it, if there was one |

## Order and repeats

- **First arrivals are in order, per entitlement.** A version is sent when all notified before it were delivered or given up.
- **At least once.** A repeat has the same \`webhook-id\` and may come at any time, also after a newer one. **Ignore a
  \`version\` that is not above the one you have.**
- \`previousVersion\` is the version that the notification before this one carried, null on the first. If it is above the one
  you have, something is missing: read the record with \`GET /v1/entitlement/{id}\`.
- \`GET /v1/events\` is the same as a feed, complete and without gaps, for whoever was away for long.

## Signatures

[Standard Webhooks](https://www.standardwebhooks.com): \`v1\` is HMAC-SHA-256 with a secret that both of us know
(\`whsec_…\`), \`v1a\` is ed25519 with a private key that only we have. You choose one or both. The public keys (\`whpk_…\`)
are at \`GET /.well-known/webhook-keys/{environment}/{resellerKey}\` without credentials, and with yours at
\`GET /v1/notifications/keys\`, newest first.

In TypeScript \`resale-edge/notifications\` verifies both, and leaves out what is not newer than what you have:
[client.md](client.md#take-notifications-in).

Without it: the package \`standardwebhooks\` verifies \`v1\`. Its TypeScript edition knows no \`v1a\`; WebCrypto does. Verify the
body as it came, before anything parses it. Header names are in lower case here.`;

/** Where each example is, in scripts/examples, and what stands before it. */
export const EXAMPLES = [
  { file: "verify.ts", language: "ts", heading: "TypeScript, without our package", before: "" },
  {
    file: "verify.py",
    language: "python",
    heading: "Python",
    before: "3.9 or newer, nothing but the standard library.",
  },
  { file: "Verify.java", language: "java", heading: "Java", before: "11 or newer, nothing but the JDK." },
  { file: "verify.php", language: "php", heading: "PHP", before: "8.0 or newer." },
  {
    file: "verify.sh",
    language: "sh",
    heading: "openssl, in the shell",
    before:
      "To look at one notification by hand. It does not look at the age, and is no way to run a receiver.",
  },
] as const;

export type ExampleFile = (typeof EXAMPLES)[number]["file"];

const OTHER_LANGUAGES = `The others verify \`v1\`. The tests run each of these, where its language is installed, against one notification,
against the same one with two signatures, changed, signed by a stranger, and (but for the shell) too old.`;

const AFTER_EXAMPLE = `Every notification is signed with the old and the new one. So nothing has to happen at the same moment: we add the new
one, you change yours when it suits you, we take the old one away.

## When it does not arrive`;

/** The errors of an attempt, in the words of the reader. */
const ERRORS: Record<AttemptError, string> = {
  CONNECT: "no connection, or it broke off before a status came",
  TLS: "the TLS handshake failed; where the platform cannot tell it from a broken connection it says `CONNECT`",
  TIMEOUT: "no status within 15 seconds",
  REFUSED_BY_GUARD: "nothing was sent: the URL is not a public https one, or there is none",
  REDIRECT: "a status of 3xx",
  CLIENT_ERROR: "a status of 4xx",
  SERVER_ERROR: "a status of 5xx",
  TOKEN: "nothing was sent: your OAuth2 server gave no token",
};

const AFTER_SCHEDULE = `- \`Retry-After\` is honoured between the planned wait and twice it.
- A newer change of the same entitlement tries the waiting one at once, in order; the schedule goes on from where it was.
- **\`410\` means that this URL is gone**: all notifications of that entitlement that wait for exactly that URL are given up at
  once. Later changes are sent as ever, to the URL that the entitlement has then.
- What is given up (\`exhausted\`) no longer holds the next one, is kept, and can be replayed. Nothing is dropped because an
  endpoint is down.

**Endpoint health.** An endpoint that keeps failing is left alone for a while: notifications for it are \`held\`, which costs
them no attempt, and single ones try whether it is back. When it is, everything arrives in order and not all at the same
moment.

## See

\`GET /v1/entitlement/history/{id}\` shows every notification with its \`state\` (\`waiting\`, \`in_flight\`, \`held\`, \`exhausted\`,
\`delivered\`), in \`stateReason\` why it is there, and its attempts: when, how long, to which URL, the status, the beginning
of what your endpoint answered (for the last failures), and the error:`;

const END = `\`GET /v1/notifications?status=waiting|held|exhausted&since=\` lists what is in trouble over all entitlements, the oldest first:
what waits after its second failure, what is held, what was given up. Normally it is empty.

## Replay

\`POST /v1/notifications/replay\` sends again, whatever the state; the \`reason\` is required and stands in the history.

| body | |
| --- | --- |
| \`{ "entitlementId", "notificationId", "reason" }\` | one |
| \`{ "entitlementId", "reason" }\` | all of one entitlement, in order, one after the other |
| \`{ "status": "exhausted", "since", "reason" }\` | everything given up since a time, in pages (\`limit\`, \`cursor\`): go on while \`nextCursor\` is not null, each page under an idempotency key of its own |

A replay is one new attempt with the same \`webhook-id\`, to the URL that the entitlement has now. It never holds or overtakes
first arrivals. What is still waiting is tried at once instead, in its order. The answer is \`{ "replayed", "held" }\`: how many
are being sent, and how many wait for their endpoint and are sent when it is back.

## Test

\`POST /v1/notifications/test\` with \`{ "url" }\`, or nothing for your default URL, sends a sample in exactly this way, signed and
authenticated, and answers with what happened. A sample's \`webhook-id\` begins with \`test_\`, and its ids are those of nobody.

\`npx resale-edge certify\` plays everything on this page that a receiver has to survive: [certification.md](certification.md).
`;

/** The whole of docs/notifications.md; `examples` are the texts of the files in scripts/examples. */
export function notificationsPage(examples: Record<ExampleFile, string>): string {
  const [ours, ...others] = EXAMPLES.map(({ file, language, heading, before }) =>
    [`### ${heading}`, before, `\`\`\`${language}\n${examples[file].trim()}\n\`\`\``]
      .filter(Boolean)
      .join("\n\n"),
  );
  const sections = [
    INTRODUCTION,
    ours,
    OTHER_LANGUAGES,
    ...others,
    "### While a secret is rotated",
    AFTER_EXAMPLE,
    `It is tried ${ATTEMPT_DELAYS_MS.length} times. Each wait is counted from the attempt before, plus 0–${MAX_JITTER * 100} %:`,
    schedule(),
    AFTER_SCHEDULE,
    table(
      ["error", "means"],
      Object.entries(ERRORS).map(([error, meaning]) => [code(error), meaning]),
    ),
    END,
  ];
  return sections.join("\n\n");
}

function schedule(): string {
  let total = 0;
  const rows = ATTEMPT_DELAYS_MS.map((delay, at) => {
    total += delay;
    return [
      String(at + 1),
      delay === 0 ? "at once" : `after ${duration(delay)}`,
      at === 0 ? "–" : sum(total),
    ];
  });
  return table(["attempt", "wait", "in all, at least"], rows);
}

/** Rounded: nobody counts the seconds of a day. */
const sum = (ms: number): string =>
  ms < 3_600_000 ? `${Math.floor(ms / 60_000) || "< 1"} min` : `${Math.round(ms / 360_000) / 10} h`;
