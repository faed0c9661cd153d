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

const REASON = "coalesce(category, '') || '/' || coalesce(code, '')";
/** What another system had is no sale here, and no loss, whatever its status; only the statuses count it. */
const HERE = "stage_before < 3";
const ENDS = `status IN ${ENDED} AND was NOT IN ${ENDED} AND ${HERE}`;

interface Measure {
  name: string;
  /** Which events count. */
  where: string;
  detail?: string;
  product?: string;
  count?: -1;
}

const MEASURES: readonly Measure[] = [
  { name: "status", where: MOVED, detail: "status" },
  {
    name: "status",
    where: `${MOVED} AND was <> 'NONE'`,
    detail: "was",
    product: "product_before",
    count: -1,
  },
  { name: "created", where: `was = 'NONE' AND ${HERE}` },
  { name: "linked", where: "linked AND activated IS NULL AND stage_before = 0" },
  { name: "confirmed", where: CONFIRMED },
  { name: "wait", where: CONFIRMED, detail: WAIT_BUCKET },
  { name: "activated", where: "activated IS NOT NULL AND stage_before < 2" },
  { name: "terminated", where: `${ENDS} AND activated IS NOT NULL`, detail: REASON },
  { name: "lost", where: `${ENDS} AND activated IS NULL`, detail: REASON },
];

/** One expression that is each measure's own. */
const byMeasure = (of: (measure: Measure) => string | number): string =>
  `CASE measure.key ${MEASURES.map((measure, at) => `WHEN ${at} THEN ${of(measure)}`).join(" ")} END`;

/** Every event meets every measure: D1 takes no more than five parts of a UNION. */
const NAMES = JSON.stringify(MEASURES.map(({ name }) => name));

/** Common table expressions `event` and `counted`, to stand behind one named `span`. */
export const countedOf = (filter = ""): string => `${eventsIn(filter)},
counted(reseller_scope, merchant, day, product, measure, detail, count) AS (
  SELECT reseller_scope, merchant, day, ${byMeasure(({ product = "product" }) => product)}, measure.value,
    ${byMeasure(({ detail = "''" }) => detail)}, ${byMeasure(({ count = 1 }) => count)}
  FROM event CROSS JOIN json_each('${NAMES}') AS measure
  WHERE ${byMeasure(({ where }) => where)}
)`;
