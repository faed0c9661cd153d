// What events come to, in SQL: one row per pair, day, product and measure. The only definition of every measure; the
// hourly count and the tail that a page adds to it are both this text behind a `span`, the part of the feed to look at.
//
// An event is counted on the UTC day of its date, whenever it arrived. One that does not say what was before it was
// written by a release before the statistics and counts nowhere; the statuses are then counted afresh (balance.ts).
import { WAIT_BOUNDS_MS } from "./buckets";

export const DAY_MS = 86_400_000;

const ENDED = "('CANCELLED', 'REVOKED')";

/** Reads `span(scope, after, upto)`; `filter` may narrow `event` by merchant. */
const eventsIn = (filter: string): string => `
event AS MATERIALIZED (
  SELECT feed.reseller_scope, feed.date / ${DAY_MS} AS day, feed.body ->> '$.merchantAccountKey' AS merchant,
    feed.body ->> '$.productKey' AS product, feed.body ->> '$.status' AS status,
    feed.previous_status AS was, feed.previous_product AS product_before, feed.previous_stage AS stage_before,
    feed.body ->> '$.parameters' IS NOT NULL AS linked, feed.body ->> '$.dateActivated' AS activated,
    feed.body ->> '$.dateCreated' AS created, feed.body ->> '$.terminationReason.category' AS category,
    feed.body ->> '$.terminationReason.code' AS code
  FROM span CROSS JOIN feed ON feed.reseller_scope = span.scope
    AND feed.position > span.after AND feed.position <= span.upto
  WHERE feed.previous_status IS NOT NULL ${filter}
)`;

const MOVED = "(was <> status OR product_before IS NOT product)";

/** Reached the customer: waited for it with a link, and is active for the first time. */
const CONFIRMED = "activated IS NOT NULL AND stage_before = 1";

const WAITED_MS = "(unixepoch(activated, 'subsec') - unixepoch(created, 'subsec')) * 1000";
const WAIT_BUCKET = `(SELECT count(*) FROM json_each('[${WAIT_BOUNDS_MS.join()}]') WHERE value <= ${WAITED_MS})`;

const measure = (name: string, where: string, detail = "''", product = "product", count = 1): string =>
  `SELECT reseller_scope, merchant, day, ${product}, '${name}', ${detail}, ${count} FROM event WHERE ${where}`;

const REASON = "coalesce(category, '') || '/' || coalesce(code, '')";
const ENDS = `status IN ${ENDED} AND was NOT IN ${ENDED}`;

const MEASURES = [
  measure("status", MOVED, "status"),
  measure("status", `${MOVED} AND was <> 'NONE'`, "was", "product_before", -1),
  measure("created", "was = 'NONE'"),
  measure("linked", "linked AND activated IS NULL AND stage_before = 0"),
  measure("confirmed", CONFIRMED),
  measure("wait", CONFIRMED, WAIT_BUCKET),
  measure("activated", "activated IS NOT NULL AND stage_before < 2"),
  measure("terminated", `${ENDS} AND activated IS NOT NULL`, REASON),
  measure("lost", `${ENDS} AND activated IS NULL`, REASON),
];

/** Common table expressions `event` and `counted`, to stand behind one named `span`. */
export const countedOf = (filter = ""): string => `${eventsIn(filter)},
counted(reseller_scope, merchant, day, product, measure, detail, count) AS (
  ${MEASURES.join("\n  UNION ALL ")}
)`;
