-- The query store: the newest version of each entitlement, and one feed event per version.
-- Filter columns plus one JSON body; an index only where a query exists for it.

CREATE TABLE entitlement (
  id TEXT PRIMARY KEY,
  reseller_scope TEXT NOT NULL,          -- environment:resellerKey
  merchant_scope TEXT NOT NULL,          -- environment:merchantAccountKey
  merchant_account_key TEXT NOT NULL,
  product_key TEXT NOT NULL,
  status TEXT NOT NULL,
  external_id TEXT,
  merchant_id TEXT,                      -- the merchant's own id, where it gave one
  created INTEGER NOT NULL,              -- epoch milliseconds
  updated INTEGER NOT NULL,
  version INTEGER NOT NULL,
  wake_at INTEGER,                       -- when its object has something to do
  body TEXT NOT NULL                     -- the state, JSON
) WITHOUT ROWID;

-- POST /v1/entitlement/report: keyset pages in order of creation.
CREATE INDEX entitlement_by_reseller ON entitlement (reseller_scope, created, id);
-- POST /v1/entitlement/report by the reseller's own id.
CREATE INDEX entitlement_by_external_id ON entitlement (reseller_scope, external_id) WHERE external_id IS NOT NULL;
-- GET /merchant/v1/entitlement?merchantEntitlementId=
CREATE INDEX entitlement_by_merchant_id ON entitlement (merchant_scope, merchant_id) WHERE merchant_id IS NOT NULL;
-- The hourly look for objects that fell asleep with something to do.
CREATE INDEX entitlement_by_wake_at ON entitlement (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE feed (
  reseller_scope TEXT NOT NULL,
  position INTEGER NOT NULL,             -- assigned here, by the one serial writer: no gaps
  entitlement_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  date INTEGER NOT NULL,                 -- of the version, epoch milliseconds
  added INTEGER NOT NULL,                -- to the feed, epoch milliseconds: retention counts from here
  body TEXT NOT NULL,                    -- the notification's body, JSON
  PRIMARY KEY (reseller_scope, position)
) WITHOUT ROWID;
