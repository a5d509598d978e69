-- The first schema. Rules for changing it: migrations/README.md.
-- Ids are their bytes, moments are milliseconds since 1970, heads are 32-byte hashes one after another.

CREATE TABLE communes (
    id           BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    -- Counts every change of an account or session, so that a running relay notices what another
    -- process (`soxa user disable`) did.
    access_epoch INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    commune       BLOB    NOT NULL REFERENCES communes (id),
    id            BLOB    NOT NULL CHECK (length(id) = 16),
    -- Unique on the relay, not only in the commune: people sign in without naming their commune.
    username      TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    post          TEXT    NOT NULL,
    unit          TEXT    NOT NULL,
    -- Role ids, sorted, one space between.
    roles         TEXT    NOT NULL,
    disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    password_hash TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (commune, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash   BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    commune      BLOB    NOT NULL,
    account      BLOB    NOT NULL,
    peer         TEXT    NOT NULL,
    device       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    ended_at     INTEGER,
    ended_why    TEXT,
    FOREIGN KEY (commune, account) REFERENCES accounts (commune, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_account ON sessions (commune, account);

-- By hash of what was typed as a user name, known or not: unknown names lock like known ones, and
-- a password typed into the wrong field is not kept.
CREATE TABLE login_failures (
    name_hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(name_hash) = 32),
    failures     INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    locked_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    commune       BLOB    NOT NULL REFERENCES communes (id),
    id            BLOB    NOT NULL CHECK (length(id) = 16),
    kind          TEXT    NOT NULL,
    unit          TEXT,
    supervisor    TEXT,
    role          TEXT,
    plan          BLOB,
    year          INTEGER,
    created_at    INTEGER NOT NULL,
    -- Set by a purge: the document that took this one's place.
    superseded_by BLOB,
    heads         BLOB    NOT NULL,
    PRIMARY KEY (commune, id)
) STRICT, WITHOUT ROWID;
-- One living document per scope: nobody creates a second place to write.
CREATE UNIQUE INDEX documents_by_scope ON documents
    (commune, kind, ifnull(unit, ''), ifnull(role, ''), ifnull(plan, x''), ifnull(year, 0))
    WHERE superseded_by IS NULL;

CREATE TABLE chunks (
    -- The order of storing; never reused.
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    commune  BLOB    NOT NULL,
    document BLOB    NOT NULL,
    -- 0 a change, by its hash; 1 a snapshot, by the hash of its heads; 2 a change set aside.
    kind     INTEGER NOT NULL,
    key      BLOB    NOT NULL CHECK (length(key) = 32),
    bytes    BLOB    NOT NULL,
    UNIQUE (commune, document, kind, key),
    FOREIGN KEY (commune, document) REFERENCES documents (commune, id)
) STRICT;

-- Automerge keeps an author in an actor's first change only; this keeps it for good.
CREATE TABLE actors (
    commune  BLOB NOT NULL,
    document BLOB NOT NULL,
    actor    BLOB NOT NULL,
    account  BLOB NOT NULL,
    PRIMARY KEY (commune, document, actor),
    FOREIGN KEY (commune, document) REFERENCES documents (commune, id)
) STRICT, WITHOUT ROWID;

-- What was refused, and what was taken out again: never the content.
CREATE TABLE refusals (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    commune  BLOB    NOT NULL REFERENCES communes (id),
    at       INTEGER NOT NULL,
    account  BLOB,
    document BLOB,
    change   BLOB,
    reason   TEXT    NOT NULL
) STRICT;
CREATE INDEX refusals_of_commune ON refusals (commune, seq);

-- The heads at the end of a local day: what "as of 30 June" means.
CREATE TABLE daily_heads (
    commune  BLOB NOT NULL,
    document BLOB NOT NULL,
    -- ISO date in Vietnam.
    day      TEXT NOT NULL,
    heads    BLOB NOT NULL,
    PRIMARY KEY (commune, document, day),
    FOREIGN KEY (commune, document) REFERENCES documents (commune, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE access_log (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    commune  BLOB    NOT NULL REFERENCES communes (id),
    at       INTEGER NOT NULL,
    account  BLOB,
    device   TEXT,
    action   TEXT    NOT NULL,
    document BLOB
) STRICT;
CREATE INDEX access_log_of_commune ON access_log (commune, seq);
CREATE TRIGGER access_log_is_append_only_update BEFORE UPDATE ON access_log
BEGIN SELECT raise(ABORT, 'the access log is append-only'); END;
CREATE TRIGGER access_log_is_append_only_delete BEFORE DELETE ON access_log
BEGIN SELECT raise(ABORT, 'the access log is append-only'); END;
