-- The list of jobs, and whose turn it is. A row is written when a job begins, when its turn comes and when it ends; everything
-- else is in its object. All in one home, which is the one serial writer of an owner's turns.

CREATE TABLE job (
  owner TEXT NOT NULL,                   -- environment:RESELLER:key, environment:MERCHANT:key or :OPERATOR:key
  created INTEGER NOT NULL,              -- epoch milliseconds
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,                   -- WAITING, RUNNING, DONE, FAILED, CANCELLED
  PRIMARY KEY (owner, created, id)
) WITHOUT ROWID;

-- Operators' lists, and what is to be deleted.
CREATE INDEX job_by_created ON job (created, id);
-- Turns: few rows, however many jobs there were.
CREATE INDEX job_under_way ON job (owner, created, id) WHERE state IN ('WAITING', 'RUNNING');
