-- 0001: jobs, their documents, the chained history, workstations, PIN attempts.
-- Times are UTC milliseconds since 1970. Hashes are SHA-256 in lower-case hex.

CREATE TABLE job (
  seq             INTEGER PRIMARY KEY,
  id              TEXT    NOT NULL UNIQUE,
  request_key     TEXT    NOT NULL UNIQUE, -- a source may repeat itself; the job exists once
  source          TEXT    NOT NULL,
  external_id     TEXT    NOT NULL,
  workstation_id  TEXT,
  document_sha256 TEXT    NOT NULL,
  document_bytes  INTEGER NOT NULL,
  tax_code        TEXT,
  profile         TEXT    NOT NULL,
  reference       TEXT,
  requester       TEXT,
  origin          TEXT    NOT NULL,
  claim           TEXT,
  not_before      INTEGER,
  deadline        INTEGER,
  state           TEXT    NOT NULL CHECK (state IN ('received', 'awaiting-approval', 'held', 'signed', 'rejected')),
  reason_code     TEXT,
  reason_details  TEXT,
  attempts        INTEGER NOT NULL DEFAULT 0,
  intent_at       INTEGER,
  certificate     TEXT,
  signed_sha256   TEXT,
  received_at     INTEGER NOT NULL,
  signed_at       INTEGER,
  delivered_at    INTEGER,
  CHECK ((state = 'signed') = (signed_sha256 IS NOT NULL AND signed_at IS NOT NULL)),
  CHECK ((state IN ('held', 'rejected')) = (reason_code IS NOT NULL)),
  CHECK (delivered_at IS NULL OR state IN ('signed', 'rejected')),
  CHECK (state <> 'signed' OR (certificate IS NOT NULL AND intent_at IS NOT NULL))
) STRICT;

CREATE INDEX job_state ON job (state); -- also for counting, which every status does
CREATE INDEX job_undelivered ON job (source) WHERE state IN ('signed', 'rejected') AND delivered_at IS NULL;

-- Apart from the job, so that lists never read documents and retention can drop them alone.
CREATE TABLE job_document (
  job_id   TEXT PRIMARY KEY REFERENCES job (id),
  document BLOB NOT NULL,
  signed   BLOB
) STRICT;

-- A record is its text; the other columns are read out of it, so they cannot say anything else.
CREATE TABLE history (
  seq            INTEGER PRIMARY KEY,
  text           TEXT NOT NULL,
  hash           TEXT NOT NULL,
  at             TEXT NOT NULL GENERATED ALWAYS AS (text ->> '$.at') VIRTUAL,
  kind           TEXT NOT NULL GENERATED ALWAYS AS (text ->> '$.kind') VIRTUAL,
  job_id         TEXT GENERATED ALWAYS AS (text ->> '$.jobId') VIRTUAL,
  source         TEXT GENERATED ALWAYS AS (text ->> '$.source') VIRTUAL,
  tax_code       TEXT GENERATED ALWAYS AS (text ->> '$.taxCode') VIRTUAL
) STRICT;

CREATE INDEX history_job ON history (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX history_kind ON history (kind);
CREATE INDEX history_source ON history (source) WHERE source IS NOT NULL;
CREATE INDEX history_tax_code ON history (tax_code) WHERE tax_code IS NOT NULL;

CREATE TABLE workstation (
  id           TEXT PRIMARY KEY,
  name         TEXT NOT NULL UNIQUE,
  enterprises  TEXT NOT NULL, -- JSON: "all" or a list of tax codes
  created_at   INTEGER NOT NULL,
  pairing_hash TEXT UNIQUE,   -- hash of the one-time secret, gone once used
  pairing_expires_at INTEGER,
  key_hash     TEXT UNIQUE,   -- hash of the access key
  paired_at    INTEGER,
  last_seen_at INTEGER,
  revoked_at   INTEGER,
  CHECK ((pairing_hash IS NULL) = (pairing_expires_at IS NULL)),
  CHECK ((key_hash IS NULL) = (paired_at IS NULL))
) STRICT;

-- A row says that a PIN was tried and not (yet) accepted: no automatic try until a person types again.
CREATE TABLE pin_attempt (
  token_key    TEXT PRIMARY KEY,
  attempted_at INTEGER NOT NULL
) STRICT;

-- One row: who this gateway is towards its sources.
CREATE TABLE gateway (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  id   TEXT NOT NULL
) STRICT;
