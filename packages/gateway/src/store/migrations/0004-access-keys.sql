-- 0004: access keys in a table of their own, several to a workstation. Each ends at a time, and one that was
-- replaced goes on for a while beside its successor.

ALTER TABLE workstation RENAME TO workstation_before;

CREATE TABLE workstation (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  enterprises    TEXT NOT NULL, -- JSON: "all" or a list of tax codes
  created_at     INTEGER NOT NULL,
  key_days       INTEGER,       -- how long its keys live; 0 for ever, NULL as the gateway is configured
  access_ends_at INTEGER,       -- no key of it lives longer
  pairing_hash   TEXT UNIQUE,   -- hash of the one-time secret, gone once used
  pairing_expires_at INTEGER,
  pairing_overlap_ms INTEGER,   -- how long older keys go on once the secret is used
  paired_at      INTEGER,
  revoked_at     INTEGER,
  CHECK ((pairing_hash IS NULL) = (pairing_expires_at IS NULL)),
  CHECK ((pairing_hash IS NULL) = (pairing_overlap_ms IS NULL))
) STRICT;

CREATE TABLE access_key (
  id             INTEGER PRIMARY KEY,
  workstation_id TEXT    NOT NULL REFERENCES workstation (id),
  key_hash       TEXT    NOT NULL UNIQUE,
  created_at     INTEGER NOT NULL,
  expires_at     INTEGER, -- NULL for never
  renew_after    INTEGER, -- from then on its owner may ask for the next one
  retires_at     INTEGER, -- from then on it is refused, because it was replaced or revoked
  last_used_at   INTEGER,
  replaces       INTEGER REFERENCES access_key (id) ON DELETE SET NULL -- the key that asked for this one
) STRICT;

CREATE INDEX access_key_workstation ON access_key (workstation_id);

INSERT INTO workstation (id, name, enterprises, created_at, pairing_hash, pairing_expires_at, pairing_overlap_ms, paired_at, revoked_at)
SELECT id, name, enterprises, created_at, pairing_hash, pairing_expires_at, iif(pairing_hash IS NULL, NULL, 0), paired_at, revoked_at
FROM workstation_before;

-- Nobody may find the door locked on the day of an update: the 400 days of a new key begin with it.
INSERT INTO access_key (workstation_id, key_hash, created_at, expires_at, renew_after, retires_at, last_used_at)
SELECT id, key_hash, paired_at, unixepoch() * 1000 + 400 * 86400000, unixepoch() * 1000 + 320 * 86400000, revoked_at, last_seen_at
FROM workstation_before WHERE key_hash IS NOT NULL;

DROP TABLE workstation_before;
