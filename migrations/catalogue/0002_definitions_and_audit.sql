-- What a merchant's connector does, by version: written once, never changed.

CREATE TABLE definition (
  environment TEXT NOT NULL,
  merchant_account_key TEXT NOT NULL,
  version INTEGER NOT NULL,
  connector TEXT NOT NULL,               -- the kind: http, worker, voucher, ...
  digest TEXT NOT NULL,                  -- SHA-256 of kind and body: the same definition again is the same version
  body TEXT NOT NULL,                    -- JSON, checked by the connector's schema when it is used
  created INTEGER NOT NULL,              -- epoch milliseconds
  PRIMARY KEY (environment, merchant_account_key, version)
) WITHOUT ROWID;

-- Who changed what in the catalogue, and why.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,                   -- epoch milliseconds
  actor TEXT NOT NULL,                   -- organisation of the credential
  action TEXT NOT NULL,
  subject TEXT NOT NULL,                 -- what it was done to, in words
  reason TEXT NOT NULL,
  detail TEXT NOT NULL                   -- JSON, without secrets
);
