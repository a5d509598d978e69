-- What was erased for a reason of law: ids only, as devices are told it. Rows are only added.
CREATE TABLE purges (
    -- The order: of two purges of the same document devices are told the earlier one first.
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    commune  BLOB    NOT NULL REFERENCES communes (id),
    at       INTEGER NOT NULL,
    -- `shared::schema::purge::Purge` as JSON.
    told     BLOB    NOT NULL
) STRICT;
CREATE INDEX purges_of_commune ON purges (commune, seq);
