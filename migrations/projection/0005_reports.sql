-- What reports need beside the feed, and the list of the files that have been written.

-- The merchant's extension data of the version, JSON: its own reports show it, the feed's body only where it is shared.
ALTER TABLE feed ADD COLUMN merchant_data TEXT;

CREATE TABLE report (
  owner TEXT NOT NULL,                   -- environment:RESELLER:key or environment:MERCHANT:key: whose file it is
  period_from INTEGER NOT NULL,          -- epoch milliseconds
  name TEXT NOT NULL,                    -- AR_V1_D_2026-11-01.csv
  partner TEXT NOT NULL,                 -- key of the other party
  period_to INTEGER NOT NULL,
  type TEXT NOT NULL,                    -- AR, CR, ER, SR
  frequency TEXT NOT NULL,               -- D, W, M
  row_count INTEGER NOT NULL,            -- without the header
  size INTEGER NOT NULL,                 -- bytes
  created INTEGER NOT NULL,
  PRIMARY KEY (owner, period_from, name, partner)
) WITHOUT ROWID;
