-- Statistics: small tables per day, filled from the feed. An event says what was before it, so that counting needs no
-- other row. All three columns are null in events written by a release before this one.
ALTER TABLE feed ADD COLUMN previous_status TEXT;     -- NONE where the event is the entitlement's first
ALTER TABLE feed ADD COLUMN previous_product TEXT;    -- product key
ALTER TABLE feed ADD COLUMN previous_stage INTEGER;   -- 0: no link yet, 1: waits with a link, 2: was active

-- Who sells for whom: what readers go through instead of a scan. One row per pair for ever.
CREATE TABLE statistics_pair (
  reseller_scope TEXT NOT NULL,          -- environment:resellerKey
  merchant_account_key TEXT NOT NULL,
  PRIMARY KEY (reseller_scope, merchant_account_key)
) WITHOUT ROWID;

-- Up to which position of a reseller's feed everything is counted.
CREATE TABLE statistics_progress (
  reseller_scope TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  flawed INTEGER NOT NULL,               -- 1: events were missing or old; the statuses have to be counted afresh
  since INTEGER NOT NULL                 -- the day from which statuses are whole; 0: from the first
) WITHOUT ROWID;

CREATE TABLE statistics_day (
  reseller_scope TEXT NOT NULL,
  merchant_account_key TEXT NOT NULL,
  day INTEGER NOT NULL,                  -- UTC, days since 1970-01-01
  product_key TEXT NOT NULL,
  measure TEXT NOT NULL,                 -- status, created, linked, confirmed, activated, wait, terminated, lost
  detail TEXT NOT NULL,                  -- the status (count is a difference), the bucket, category/code of a reason
  count INTEGER NOT NULL,
  PRIMARY KEY (reseller_scope, merchant_account_key, day, product_key, measure, detail)
) WITHOUT ROWID;

-- How many entitlements there are per status at that position; a day's end is this less the differences since.
CREATE TABLE statistics_status (
  reseller_scope TEXT NOT NULL,
  merchant_account_key TEXT NOT NULL,
  product_key TEXT NOT NULL,
  status TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (reseller_scope, merchant_account_key, product_key, status)
) WITHOUT ROWID;

-- Merchants' answers, counted in isolates and added up here. `below_10` counts those that took less than 10 ms and not
-- less than 5.
CREATE TABLE merchant_call_day (
  reseller_scope TEXT NOT NULL,
  merchant_account_key TEXT NOT NULL,
  day INTEGER NOT NULL,
  operation TEXT NOT NULL,
  outcome TEXT NOT NULL,                 -- completed, actionRequired, accepted, rejected, unavailable, unknown
  below_5 INTEGER NOT NULL, below_10 INTEGER NOT NULL, below_20 INTEGER NOT NULL, below_40 INTEGER NOT NULL,
  below_80 INTEGER NOT NULL, below_160 INTEGER NOT NULL, below_320 INTEGER NOT NULL, below_640 INTEGER NOT NULL,
  below_1280 INTEGER NOT NULL, below_2560 INTEGER NOT NULL, below_5120 INTEGER NOT NULL, longer INTEGER NOT NULL,
  PRIMARY KEY (reseller_scope, merchant_account_key, day, operation, outcome)
) WITHOUT ROWID;
