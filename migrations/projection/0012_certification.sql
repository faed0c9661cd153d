-- Certifications, in the sandbox only: the newest reports of each party, and a trace of the calls that leave none.

CREATE TABLE certification (
  owner TEXT NOT NULL,                   -- environment:RESELLER:key or environment:MERCHANT:key: whose it is
  id TEXT NOT NULL,                      -- UUIDv7: in the order of time
  summary TEXT NOT NULL,                 -- what lists show, JSON
  scenarios TEXT NOT NULL,               -- JSON
  PRIMARY KEY (owner, id)
) WITHOUT ROWID;

-- One row per reseller and kind of call for ever, written once a day at most.
CREATE TABLE sandbox_trace (
  reseller_scope TEXT NOT NULL,          -- environment:resellerKey
  trace TEXT NOT NULL,                   -- REPORT, FEED, REPEATED_CREATE
  at INTEGER NOT NULL,                   -- epoch milliseconds
  PRIMARY KEY (reseller_scope, trace)
) WITHOUT ROWID;
