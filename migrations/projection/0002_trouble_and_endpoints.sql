-- What is wrong, and nothing else: the healthy path writes none of these rows.

CREATE TABLE trouble (
  entitlement_id TEXT NOT NULL,
  subject TEXT NOT NULL,                 -- notificationId or requestId
  kind TEXT NOT NULL,                    -- notification, operation
  reseller_scope TEXT NOT NULL,          -- environment:resellerKey
  merchant_scope TEXT NOT NULL,          -- environment:merchantAccountKey
  status TEXT NOT NULL,                  -- waiting, held, exhausted, doubt, operator
  endpoint_id TEXT,                      -- where the notification goes
  since INTEGER NOT NULL,                -- epoch milliseconds
  next_at INTEGER,                       -- when it is looked at again
  detail TEXT NOT NULL,                  -- what lists show, JSON
  PRIMARY KEY (entitlement_id, subject)
) WITHOUT ROWID;

-- GET /v1/notifications?status=&since=
CREATE INDEX trouble_by_reseller ON trouble (reseller_scope, status, since);
-- Waking what an endpoint held, and counting it: pages in the order of the primary key.
CREATE INDEX trouble_by_endpoint ON trouble (endpoint_id) WHERE endpoint_id IS NOT NULL;
-- GET /admin/v1/backlog: the oldest.
CREATE INDEX trouble_by_age ON trouble (since);

-- Endpoints that ever failed, as their objects last told; an endpoint that never did has no row.
CREATE TABLE endpoint (
  id TEXT PRIMARY KEY,                   -- of environment, reseller and origin
  reseller_scope TEXT NOT NULL,
  origin TEXT NOT NULL,
  state TEXT NOT NULL,                   -- CLOSED, OPEN, HALF_OPEN, PAUSED
  since INTEGER NOT NULL,                -- of the state, epoch milliseconds
  updated INTEGER NOT NULL,              -- of the newest transition told: what is not newer is a replay
  body TEXT NOT NULL                     -- JSON
) WITHOUT ROWID;

-- GET /v1/endpoints
CREATE INDEX endpoint_by_reseller ON endpoint (reseller_scope);

CREATE TABLE operational_event (
  id INTEGER PRIMARY KEY,
  reseller_scope TEXT NOT NULL,
  at INTEGER NOT NULL,                   -- epoch milliseconds
  type TEXT NOT NULL,                    -- endpoint.failing, endpoint.paused, endpoint.recovered, notification.exhausted, …
  endpoint_id TEXT,
  entitlement_id TEXT,
  detail TEXT NOT NULL                   -- JSON
);

-- The latest of a reseller.
CREATE INDEX operational_event_by_reseller ON operational_event (reseller_scope, id);
