/**
 * Sizes, deadlines, schedules and how long things are kept, with the figures of the code that keeps them. Pure: `docs.ts`
 * writes the page, a test compares it.
 */
import { MAX_BODY_BYTES, MAX_DEPTH } from "../src/api/body";
import { MOST_CSV_BYTES } from "../src/api/vouchers";
import {
  FAILING_TO_PAUSE_MS,
  FAILURES_TO_OPEN,
  GONE_TO_PAUSE,
  PROBE_DELAYS_MS,
} from "../src/callbacks/breaker";
import { CALLBACK_TIMEOUT_MS } from "../src/callbacks/deliver";
import { LONGEST_WINDOW_MS } from "../src/callbacks/ramp";
import { ATTEMPT_DELAYS_MS, MAX_JITTER } from "../src/callbacks/schedule";
import { MERCHANT_CALL_TIMEOUT_MS } from "../src/connectors/ask";
import { KEY_TTL_MS, MAX_ANSWERS, MAX_CALLS, MAX_NOTES } from "../src/entitlement/entry";
import { MAX_EXTENSION_BYTES, MAX_EXTENSION_KEYS } from "../src/entitlement/machine/begin";
import { MOST_AHEAD_MS } from "../src/entitlement/machine/clock";
import { INTERVALS } from "../src/entitlement/machine/schedule";
import { MOST_ROW_BYTES } from "../src/jobs/scan";
import { MOST_FILE_BYTES } from "../src/jobs/upload";
import { KEPT_MS, MOST_RUNNING, UNBEGUN_MS } from "../src/jobs/schedule";
import { duration } from "../src/openapi/duration";
import { MAX_URL_LENGTH } from "../src/shared/target";
import { MOST_CODES } from "../src/vouchers/load";
import { table } from "./markdown";
import { resolverDelays } from "./resolverDelays";

/** What wrangler.toml says of a deployment, as far as this page names it. */
export interface Deployed {
  feedRetentionDays: string;
  requestsPerMinute: number;
}

/** Out of the text of wrangler.toml. */
export function deployedBy(configuration: string): Deployed {
  const production = configuration.slice(configuration.indexOf("\n[env.production]\n"));
  const found = (pattern: RegExp): string => {
    const [, value] = pattern.exec(production) ?? [];
    if (value === undefined) throw new Error(`wrangler.toml has nothing like ${pattern}`);
    return value;
  };
  return {
    feedRetentionDays: found(/FEED_RETENTION_DAYS = "(\d+)"/),
    requestsPerMinute: Number(found(/limit = ([\d_]+), period = 60/).replaceAll("_", "")),
  };
}

const DAY_MS = 24 * 3_600_000;
const days = (ms: number): string => `${ms / DAY_MS} days`;
const bytes = (size: number): string =>
  size >= 1_048_576 ? `${size / 1_048_576} MiB` : `${size / 1_024} KiB`;
const count = (of: number): string => of.toLocaleString("en");

const INTRODUCTION = `# Limits and schedules

<!-- Generated from the code by \`npm run docs\`. Edit scripts/limits.ts or the constants that it reads, not this page. -->

What is beyond a size is refused by name ([errors.md](errors.md)); what is beyond a deadline goes on as described.`;

/** The whole of docs/limits.md. */
export function limitsPage(deployed: Deployed): string {
  const sections = [
    INTRODUCTION,
    "## Requests",
    requests(deployed),
    "## Merchants",
    merchants(),
    "## Notifications",
    notifications(),
    "## How long things are kept",
    kept(deployed),
    "Everything that is persisted, and until when: [storage.md](storage.md).",
    "## Recurring work",
    recurring(),
  ];
  return `${sections.join("\n\n")}\n`;
}

const facts = (rows: string[][]): string => table(["what", "limit"], rows);

const requests = ({ requestsPerMinute }: Deployed): string =>
  facts([
    ["body of a call, where nothing else is said", `${bytes(MAX_BODY_BYTES)}, nested ${MAX_DEPTH} deep`],
    ["`extensionData`, `merchantExtensionData`", `${MAX_EXTENSION_KEYS} keys, ${bytes(MAX_EXTENSION_BYTES)}`],
    ["`notificationUrl`", `${count(MAX_URL_LENGTH)} characters`],
    ["a page of a list", "100 entries, 50 unless `limit` says otherwise; 25 where a customer is asked for"],
    [
      "requests of one credential",
      `${count(requestsPerMinute)} a minute (\`[[env.production.ratelimits]]\`), then 429 with \`Retry-After\``,
    ],
    ["jobs of one owner at a time", `${MOST_RUNNING}; others wait in their order`],
    ["a job's file, and a row of it", `${bytes(MOST_FILE_BYTES)}, ${bytes(MOST_ROW_BYTES)}`],
    ["activation codes in one load", `${count(MOST_CODES)}, ${bytes(MOST_CSV_BYTES)}`],
    ["how far a test clock goes ahead", days(MOST_AHEAD_MS)],
  ]);

const merchants = (): string =>
  facts([
    ["one call to a merchant, quick retries included", duration(MERCHANT_CALL_TIMEOUT_MS)],
    ["a call whose worker went away is in doubt after", duration(INTERVALS.callDeadlineMs)],
    ["an operation in doubt is asked about", `${resolverDelays()}; then an operator has to look`],
    ['"not found" settles a create', `said twice, ${duration(INTERVALS.notFoundApartMs)} apart`],
    [
      "a queued operation waits for its confirmation",
      "24 h, unless the route says otherwise (`confirmationTtlMs`)",
    ],
  ]);

const notifications = (): string =>
  facts([
    ["an answer to a notification", duration(CALLBACK_TIMEOUT_MS)],
    [
      "attempts",
      `${ATTEMPT_DELAYS_MS.length}: at once, then after ${ATTEMPT_DELAYS_MS.slice(1).map(duration).join(", ")}, each plus 0–${MAX_JITTER * 100} %`,
    ],
    ["failures without a success that open an endpoint's breaker", String(FAILURES_TO_OPEN)],
    [
      "probes of an endpoint that is left alone",
      `after ${PROBE_DELAYS_MS.map(duration).join(", ")}, then always the last`,
    ],
    ["what was held comes back spread over", `${duration(LONGEST_WINDOW_MS)} at most`],
    [
      "an endpoint is paused after",
      `${days(FAILING_TO_PAUSE_MS)} of failing, or ${GONE_TO_PAUSE} URLs that answered 410`,
    ],
  ]);

const kept = ({ feedRetentionDays }: Deployed): string =>
  table(
    ["what", "how long"],
    [
      ["the key of a create", "as long as the entitlement"],
      ["other idempotency keys", duration(KEY_TTL_MS)],
      [
        "the feed (`GET /v1/events`)",
        `${feedRetentionDays} days (\`FEED_RETENTION_DAYS\`); its archive for ever`,
      ],
      ["a job with its results", days(KEPT_MS)],
      ["a file whose job never began", duration(UNBEGUN_MS)],
      [
        "per version of an entitlement",
        `${MAX_CALLS} calls, ${MAX_ANSWERS} live answers to keys, ${MAX_NOTES} notes`,
      ],
      ["entitlements, versions, notifications, audit", "for ever, until a customer is erased"],
    ],
  );

const recurring = (): string =>
  table(
    ["when", "what"],
    [
      [
        "every hour (cron trigger)",
        "report files of the days that are over, the feed's archive and pruning, statistics, and a look at what is overdue",
      ],
      ["when something is due", "each entitlement's own alarm: timers, retries, questions to merchants"],
      [
        "every 25 s at most",
        "an isolate's copy of the catalogue is refreshed, so a revoked credential stops within 30 s",
      ],
    ],
  );
