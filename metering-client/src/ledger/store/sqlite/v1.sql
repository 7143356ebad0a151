CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_date INTEGER,
    clock_offset INTEGER NOT NULL DEFAULT 0,
    watermark INTEGER NOT NULL DEFAULT 0,
    prune_cursor TEXT,
    restored INTEGER,
    shadow_until INTEGER,
    repeats TEXT,
    region TEXT,
    endpoint TEXT,
    last_success INTEGER
) STRICT;
INSERT INTO meta (id) VALUES (1);

CREATE TABLE lease (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    owner INTEGER NOT NULL,
    term INTEGER NOT NULL,
    until INTEGER NOT NULL
) STRICT;

CREATE TABLE buyer (
    id INTEGER PRIMARY KEY,
    form TEXT NOT NULL,
    principal TEXT NOT NULL,
    scope TEXT NOT NULL,
    product TEXT,
    UNIQUE (form, principal, scope)
) STRICT;

CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    buyer INTEGER NOT NULL REFERENCES buyer (id),
    dimension TEXT NOT NULL,
    hour INTEGER NOT NULL,
    billable INTEGER NOT NULL,
    state TEXT NOT NULL,
    total INTEGER NOT NULL,
    events INTEGER NOT NULL,
    pruned INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    parts_bytes INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    tokens BLOB NOT NULL,
    in_doubt INTEGER NOT NULL,
    claim_until INTEGER NOT NULL,
    signed_until INTEGER NOT NULL,
    retry_at INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    contested INTEGER NOT NULL,
    restored INTEGER NOT NULL,
    doubled INTEGER NOT NULL,
    zero INTEGER NOT NULL,
    proof TEXT,
    held TEXT,
    moved_to INTEGER,
    metering_record_id TEXT,
    last_error TEXT,
    reason TEXT,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_billable ON record (buyer, dimension, hour) WHERE billable = 1;
CREATE INDEX record_aside ON record (buyer, dimension, hour) WHERE billable = 0;
CREATE INDEX record_state ON record (state, hour);

-- One entry per event: the table has no second index, because the key is most of its size.
CREATE TABLE entry (
    key TEXT PRIMARY KEY,
    record INTEGER NOT NULL,
    micros INTEGER NOT NULL,
    seconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE allocation (
    record INTEGER NOT NULL,
    tags TEXT NOT NULL,
    micros INTEGER NOT NULL,
    PRIMARY KEY (record, tags)
) STRICT, WITHOUT ROWID;

-- The product is empty for licenses whose product isn't known.
CREATE TABLE blocked (
    product TEXT PRIMARY KEY,
    error TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE hourly (
    buyer INTEGER NOT NULL,
    dimension TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (buyer, dimension)
) STRICT, WITHOUT ROWID;
