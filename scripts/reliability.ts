/** docs/reliability.md: what holds when things break, and how that is shown. The table is the list of safeguards. */
import { SAFEGUARDS } from "./safeguards/list.ts";

const INTRODUCTION = `# Reliability

<!-- Generated from the code by \`npm run docs\`. Edit scripts/reliability.ts and scripts/safeguards/, not this page. -->

Every change of every entitlement reaches its reseller, first arrivals in order, at least once; a merchant does
everything once; lists and feed become what the entitlements are. This page says what that rests on, and how each part
is shown to hold: by taking it out, by crashing, and by random lives.`;

const SAFEGUARDS_TEXT = `## Safeguards

Each safeguard has a point at which a test strikes (\`src/shared/hooks.ts\`: named points of the code at which tests
crash, delay or look), and a test that fails, in one run and every time, when the safeguard is taken out.

\`npm run safeguards\` shows it: it copies the tree, sees every test pass, then makes for each row the one change of the
source that takes the safeguard out, and demands that the row's test fails with an assertion. It takes some minutes and
is run whenever one of these places changes; \`-- --only "a lease"\` runs some of the rows.`;

const CRASHES = `## The crash harness

\`\`\`sh
npm run crash                                      # 10 kills
npm run crash -- --kills 30 --seed 7 --minutes 20  # a long one; the seed fixes what is asked for and when it is killed
npm run crash -- --standard                        # also at a merchant with a server of its own
\`\`\`

It starts the real server on state of its own, sells from two resellers at once and changes, suspends, cancels, undoes,
revokes and lets expire, through every sandbox scenario, while the resellers' servers (and with \`--standard\` a
merchant's) fail, hang, answer late and restart. Meanwhile it kills the server's whole process group with \`SIGKILL\` at
random moments, also while it starts. Then it heals everything, waits for quiet, and looks **from outside only**:

| question | looked at |
| --- | --- |
| Is every acknowledged change there? | each answer with a version against the feed's event of that version, field by field |
| Can the commands explain every state? | each version needs a command, confirmation or date that leads there, and each command has one effect at most |
| Was every change notified? | every version with a reason arrived, verified, with the feed's very body |
| In order? | first arrivals by version; each \`previousVersion\` names the one before |
| Did a merchant do anything twice? | what the merchants' servers did, and the calls in \`history\` |
| Do lists and feed equal the entitlements? | \`report\`, feed and \`GET\` against each other |
| Is anything stuck? | no open operation, no waiting notification, no termination that is still owed |

A create that the platform asked for and that the merchant never heard of is settled by "not found", said twice and
minutes apart; the harness plays the operator there and settles it, and counts how often. A short run is part of the
tests (\`test/node/crash.test.ts\`).`;

const INVARIANT = `## Nothing sleeps for ever

Whatever is open, owed, due or unprojected has an alarm that is not later than it: a property over random lives of real
objects, with evictions, a queue that loses messages and a query store that is away (\`test/entitlement/awake.test.ts\`).
Behind the alarm stands an hourly look over the query store, which pokes what is half an hour late: entitlements by their
\`wake_at\`, notifications in trouble by their next attempt. What an endpoint holds writes no row when it looks again, so the
hourly look pokes it once an hour, 500 objects at most, those first that have waited longest.`;

/** The whole of docs/reliability.md. */
export function reliabilityPage(): string {
  return `${[INTRODUCTION, SAFEGUARDS_TEXT, table(), INVARIANT, CRASHES].join("\n\n")}\n`;
}

function table(): string {
  const head = ["safeguard", "failpoint", "test", "what goes wrong without it"];
  const rows = SAFEGUARDS.map(({ name, failpoint, file, test, without }) => [
    name,
    failpoint,
    `[${file.replace(/^test\/(?:failpoints\/)?/, "")}](../${file}): ${test}`,
    without,
  ]);
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
