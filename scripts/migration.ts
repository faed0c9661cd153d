/** docs/migration.md: how entitlements come here from another system, and leave again. The fields come out of the schema. */
import { IGNORED_FIELDS, importFields } from "../src/jobs/import/record";
import { code, codes, table } from "./markdown";

const INTRODUCTION = `# Migration

<!-- Generated from the code by \`npm run docs\`. Edit scripts/migration.ts and src/jobs/import/record.ts, not this page. -->

Entitlements that another system had become entitlements here, as they are: their status and key dates, without their
history. No merchant is asked, and nobody is notified unless that is asked for. The query store and the feed get each as
an event (command \`import\`, version 1), so reports, statuses over time and reconciliation count it; sales figures of the
[statistics](statistics.md) do not, because nothing was sold.

\`\`\`sh
auth=telco-sandbox:telco-sandbox-secret; api=http://127.0.0.1:8787    # the demo's reseller
curl -u $auth "$api/v1/jobs?kind=import" -H 'Content-Type: application/x-ndjson' --data-binary @entitlements.ndjson   # dry run
curl -u $auth "$api/v1/jobs/$JOB"                                                   # state, counts, links of the results
curl -u $auth "$api/v1/jobs/$JOB/results/errors.ndjson"                             # what is wrong, by row and field
curl -u $auth -X POST "$api/v1/jobs?kind=export"                                    # everything there is, as a file
\`\`\``;

const STEPS = `## Step by step

1. **Catalogue first.** Merchants, products, offers and the reseller's routes have to be in the catalogue of the
   environment, with the limits per customer that the old system had: a row is checked against them.
2. **Make the file**: NDJSON, one object per line in UTF-8, at most 95 MiB and 500,000 rows; several files are several
   jobs. Leave out what is not used, or send null. An empty text is refused.
3. **Try it in the sandbox.** A reseller imports there by itself. The sandbox merchant takes what comes with a
   \`merchantEntitlementId\` for its own, so that suspend, cancel and the rest can be tried afterwards.
4. **Dry run in live**, with the reseller's own credential: \`dryRun\` is \`true\` unless the query says otherwise. It reads the
   whole file, says everything that is wrong, and leaves nothing behind. \`imported.ndjson\` has the ids that the rows will get.
5. **Freeze** the old system: what changes there after the file was made is not in it.
6. **Import.** To import is to be believed without asking the merchant, so in live an operator does it on the reseller's
   behalf, with a reason for the audit:
   \`POST /admin/v1/jobs?kind=import&dryRun=false&environment=live&resellerKey=TELCO&reason=…\`.
7. **Repair and send again.** Rows that failed are corrected and sent again, alone or in the whole file: what is here
   already is found and not done twice (\`known\`).
8. **Reconcile** both books, then switch the reseller's calls over.`;

const OPTIONS_TEXT = `## Options and results

| query | default | |
| --- | --- | --- |
| \`dryRun\` | \`true\` | only say what would become of each row |
| \`notify\` | \`false\` | notify the reseller of each: \`ACTIVATION_SUCCESS\`, \`SUSPENSION_SUCCESS\`, \`TERMINATION_PENDING\`, \`TERMINATION_SUCCESS\`; of a \`PENDING\` one never |
| \`maxErrorPercent\` | 10 | stop when more of the rows had errors, once 100 were seen |
| \`maxErrorsInRow\` | 10 | stop at so many rows with errors, one after the other |

An import that stops is \`FAILED\` and says why; what was imported until then stays, and its results say which rows those
are. A dry run never stops.

| result | per line |
| --- | --- |
| \`imported.ndjson\` | \`row\`, \`outcome\` (\`imported\`; \`known\`: the same row was imported before by another job; \`possible\`: a dry run's), \`entitlementId\` here, \`sourceEntitlementId\`, \`externalEntitlementId\` |
| \`errors.ndjson\` | \`row\`, \`field\` (null: the whole row), \`reason\`, \`message\`, and \`entitlementId\` of what is in the way |

| reason | |
| --- | --- |
| \`MALFORMED_JSON\`, \`VALIDATION\` | no object, or a field that is not as it has to be |
| \`NO_ROUTE\`, \`UNKNOWN_PRODUCT\`, \`UNKNOWN_OFFER\` | not in the catalogue for this reseller |
| \`NOTIFICATION_URL_REQUIRED\`, \`INVALID_NOTIFICATION_URL\` | as for a create |
| \`CUSTOMER_LIMIT_REACHED\` | the customer has, or has in earlier rows, as many at this merchant as it may |
| \`ALREADY_EXISTS\` | an earlier row, or an entitlement that has not ended, has the same id; or it was imported before and said something else |`;

const STATUSES = `## Statuses

| status | what has to be there | and afterwards |
| --- | --- | --- |
| \`ACTIVE\` | no \`dateEnded\` | expires at \`dateExpiry\` like any other |
| \`SUSPENDED\` | no \`dateEnded\` | is resumed by the side in \`suspendedBy\` |
| \`ACTIVE-ENDING\` | \`dateEnded\` in the future | ends then; undone by the reseller where \`endingBy\` is \`RESELLER\` |
| \`PENDING\` | never active before | has no link: \`activationInfo\` asks the merchant for one. The merchant confirms it; the product's time for a sign-up begins with the import |
| \`CANCELLED\`, \`REVOKED\` | \`dateEnded\` in the past | is there to be read: it takes no place of the customer's, and leaves it no pseudonyms, for the number may have a new owner |
| \`FAILED\` | cannot be imported | find out at the merchant what became of it, and bring that |

A change of product that waits for the customer (\`PENDING\`, but active before) is brought as what it was before the change.`;

const IDENTITY = `## The same row twice

Each row gets its id from what it is recognised by: \`entitlementId\` of the old system, else \`externalEntitlementId\` at that
merchant, else everything that it says. The id is an HMAC of environment, reseller and that, as for creates. So a row that
was done before a crash is found in the next attempt, and so is the same row in another file. An \`externalEntitlementId\` that
stands twice in the old system needs \`entitlementId\` to tell the two apart, and one of them has to have ended.

Pseudonyms that a merchant knows have to be given (\`sharedCustomerId\`): it would take the customer for another one. What the
customer buys later gets the same.`;

const EXPORT = `## Export

\`POST /v1/jobs?kind=export\` (no file) writes everything that a reseller has into \`entitlements.ndjson\`: the API's records in the
order of \`dateCreated\`, without what is derived, with \`suspendedBy\` and \`endingBy\`. Narrow it with \`merchantAccountKey\` and
\`status=ACTIVE,SUSPENDED\`. \`format=csv\` writes \`entitlements.csv\` with the columns of the [reports](reports.md) instead. Merchants export what they
see, of every reseller or one (\`resellerKey\`), under \`/merchant/v1/jobs\`.

What a reseller exports can be imported for another reseller or in another environment and is the same there, but for its
id, \`version\` and \`dateLastUpdated\`. Not in it: history, sign-up links, and \`merchantExtensionData\` where the route does not
share it.`;

const COST = `## What it costs

Rows written for each entitlement without notification, counted in \`test/entitlement/importing.test.ts\`: **eight** with a
merchant's and an own id, 8 dollars per million.

| where | rows | |
| --- | --- | --- |
| its object | 3 | version 1, the alarm that guarantees the projection, and one note that the query store has it |
| its customer's object | 1 | the place, with the pseudonyms |
| D1 | 2 to 5 | the row, the event in the feed; one each for an own id, a merchant's id, and a date that something falls due |

An import waits for the query store with each entitlement, 25 at a time, so a large one goes as fast as that database takes
it and no other traffic waits behind it. \`npm run jobs -- --kind import --rows 2000\` imports so many on the real server, kills it with
\`SIGKILL\` in the middle, and looks from outside whether each row is there once; a short run is part of the tests.

A dry run remembers digests of what no two rows may share. However long the file is, a step reads and merges them in parts of
3 MiB at most. \`npx node scripts/measure/dryRun.ts\`, in workerd on two cores that had other work to do: 400,000 rows with all
four digests (90.8 MiB) in 340 s, 247 s of processor; each of 400 rows that repeated an id of the first ones was found.`;

/** The whole of docs/migration.md. */
export function migrationPage(): string {
  const sections = [
    INTRODUCTION,
    STEPS,
    "## The file",
    "Shaped like the API's records. Unknown fields are refused by name. Times are ISO 8601 with an offset.",
    fields(),
    `Let through and not looked at, so that an exported record needs no change: ${codes(IGNORED_FIELDS)}.`,
    STATUSES,
    OPTIONS_TEXT,
    IDENTITY,
    EXPORT,
    COST,
  ];
  return `${sections.join("\n\n")}\n`;
}

const fields = (): string =>
  table(
    ["field", "required", ""],
    importFields().map(({ name, about, required }) => [code(name), required ? "yes" : "", about]),
  );
