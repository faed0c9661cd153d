-- What callers were told under idempotency keys of commands that are no single entitlement's: rare, kept for 48 hours.

CREATE TABLE answer (
  scope TEXT NOT NULL,                   -- environment:resellerKey
  key TEXT NOT NULL,                     -- the command's name and the caller's key
  hash TEXT NOT NULL,                    -- SHA-256 of the command
  at INTEGER NOT NULL,                   -- when it began, epoch milliseconds
  body TEXT,                             -- the payload of the answer, JSON; null while the command is under way
  PRIMARY KEY (scope, key)
) WITHOUT ROWID;
