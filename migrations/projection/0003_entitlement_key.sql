-- The key of an entitlement's row is the order of a reseller's pages: one row less for each entitlement than an index of
-- its own. Who looks for one id knows its reseller and its date, or asks its object.

CREATE TABLE entitlement_by_page (
  id TEXT NOT NULL,
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
  body TEXT NOT NULL,                    -- the state, JSON
  PRIMARY KEY (reseller_scope, created, id)
) WITHOUT ROWID;

INSERT INTO entitlement_by_page (id, reseller_scope, merchant_scope, merchant_account_key, product_key, status,
  external_id, merchant_id, created, updated, version, wake_at, body)
SELECT id, reseller_scope, merchant_scope, merchant_account_key, product_key, status, external_id, merchant_id, created,
  updated, version, wake_at, body FROM entitlement;

DROP TABLE entitlement;
ALTER TABLE entitlement_by_page RENAME TO entitlement;

-- POST /v1/entitlement/report by the reseller's own id.
CREATE INDEX entitlement_by_external_id ON entitlement (reseller_scope, external_id) WHERE external_id IS NOT NULL;
-- GET /merchant/v1/entitlement?merchantEntitlementId=
CREATE INDEX entitlement_by_merchant_id ON entitlement (merchant_scope, merchant_id) WHERE merchant_id IS NOT NULL;
-- The hourly look for objects that fell asleep with something to do.
CREATE INDEX entitlement_by_wake_at ON entitlement (wake_at) WHERE wake_at IS NOT NULL;
