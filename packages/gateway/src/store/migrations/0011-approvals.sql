-- 0011: approvals. A document that a policy wants approved is signed only with an approval of the same bytes, for the
-- same enterprise and profile, used by one job. The triggers say so once more, below all code that could forget it.
-- Times are UTC milliseconds since 1970.

CREATE TABLE approval (
  id              TEXT    PRIMARY KEY,
  job_id          TEXT    NOT NULL REFERENCES job (id),
  version         INTEGER NOT NULL,
  document_sha256 TEXT    NOT NULL,
  tax_code        TEXT,
  profile         TEXT    NOT NULL,
  plan            TEXT    NOT NULL CHECK (json_valid(plan)),
  state           TEXT    NOT NULL CHECK (state IN ('open', 'approved', 'used', 'returned', 'withdrawn', 'expired', 'void')),
  decisions       TEXT    NOT NULL CHECK (json_valid(decisions)),
  signer          TEXT,
  submitted_at    INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  ended_at        INTEGER,
  CHECK ((ended_at IS NULL) = (state IN ('open', 'approved', 'used')))
) STRICT;

CREATE INDEX approval_job ON approval (job_id);
CREATE INDEX approval_open ON approval (submitted_at) WHERE state = 'open';
CREATE INDEX approval_due ON approval (expires_at) WHERE state = 'open';

ALTER TABLE job ADD COLUMN approval_id TEXT REFERENCES approval (id);
ALTER TABLE job ADD COLUMN note TEXT;
ALTER TABLE job ADD COLUMN replaces TEXT;

CREATE TRIGGER approval_never_goes_back BEFORE UPDATE OF state ON approval
WHEN OLD.state NOT IN ('open', 'approved', 'used') OR (NEW.state = 'open' AND OLD.state <> 'open')
  OR (OLD.state = 'used' AND NEW.state = 'approved')
BEGIN SELECT RAISE(ABORT, 'an approval that ended or was used is no longer what it was'); END;

CREATE TRIGGER approval_is_of_one_document BEFORE UPDATE ON approval
WHEN NEW.id <> OLD.id OR NEW.job_id <> OLD.job_id OR NEW.document_sha256 <> OLD.document_sha256
  OR NEW.tax_code IS NOT OLD.tax_code OR NEW.profile <> OLD.profile OR NEW.plan <> OLD.plan
BEGIN SELECT RAISE(ABORT, 'an approval is of one document and one plan'); END;

CREATE TRIGGER job_waits_for_its_approval BEFORE UPDATE ON job
WHEN NEW.approval_id IS NOT NULL AND NEW.state = 'received' AND NOT EXISTS (
  SELECT 1 FROM approval WHERE id = NEW.approval_id AND job_id = NEW.id AND state IN ('approved', 'used')
    AND document_sha256 = NEW.document_sha256 AND tax_code IS NEW.tax_code AND profile = NEW.profile)
BEGIN SELECT RAISE(ABORT, 'a job goes on only with its approval'); END;

CREATE TRIGGER intent_uses_its_approval BEFORE UPDATE OF intent_at, state ON job
WHEN NEW.approval_id IS NOT NULL AND NEW.state IN ('received', 'signed') AND NEW.intent_at IS NOT NULL
  AND (NEW.intent_at IS NOT OLD.intent_at OR NEW.state = 'signed') AND NOT EXISTS (
  SELECT 1 FROM approval WHERE id = NEW.approval_id AND job_id = NEW.id AND state = 'used'
    AND document_sha256 = NEW.document_sha256 AND tax_code IS NEW.tax_code AND profile = NEW.profile)
BEGIN SELECT RAISE(ABORT, 'nothing is signed without its approval'); END;

-- Rights that one account gave to another for a time.
CREATE TABLE delegation (
  id           TEXT    PRIMARY KEY,
  from_account TEXT    NOT NULL,
  to_account   TEXT    NOT NULL,
  starts_at    INTEGER NOT NULL,
  ends_at      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  revoked_at   INTEGER,
  CHECK (starts_at < ends_at),
  CHECK (from_account <> to_account)
) STRICT;

-- Passkeys (WebAuthn) of accounts: what is public of them.
CREATE TABLE passkey (
  id            TEXT    PRIMARY KEY,
  account_id    TEXT    NOT NULL REFERENCES account (id),
  credential_id TEXT    NOT NULL UNIQUE, -- base64url
  public_key    BLOB    NOT NULL,        -- COSE
  counter       INTEGER NOT NULL,
  name          TEXT    NOT NULL,
  rp_id         TEXT    NOT NULL,        -- the host name it was made for
  created_at    INTEGER NOT NULL,
  last_used_at  INTEGER
) STRICT;

CREATE INDEX passkey_account ON passkey (account_id);
