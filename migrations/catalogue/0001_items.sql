-- Who may sell what. One row per item; its JSON is checked by its schema whenever it is read.

CREATE TABLE item (
  kind TEXT NOT NULL,                    -- reseller, merchant, product, route, credential
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;

-- Counts the changes, so that a copy in memory knows whether it is current without reading the items.
CREATE TABLE revision (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL
);
INSERT INTO revision (id, number) VALUES (1, 0);
