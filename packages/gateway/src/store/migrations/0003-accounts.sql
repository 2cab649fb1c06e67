-- 0003: accounts of people, their sessions, and what is remembered of wrong guesses.

CREATE TABLE account (
  id                  TEXT    PRIMARY KEY,
  name                TEXT    NOT NULL UNIQUE, -- lower case
  display_name        TEXT    NOT NULL,
  role                TEXT    NOT NULL CHECK (role IN ('admin', 'approver', 'auditor')),
  password            TEXT    NOT NULL CHECK (password LIKE 'scrypt$%'), -- scrypt$log2 N$r$p$salt$key
  password_changed_at INTEGER NOT NULL,
  created_at          INTEGER NOT NULL,
  last_login_at       INTEGER,
  disabled_at         INTEGER
) STRICT;

CREATE TABLE session (
  id           TEXT    PRIMARY KEY,
  token_hash   TEXT    NOT NULL UNIQUE, -- the token itself is in the browser's cookie only
  account_id   TEXT    NOT NULL REFERENCES account (id),
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  origin       TEXT    NOT NULL,
  user_agent   TEXT    NOT NULL
) STRICT;

CREATE INDEX session_account ON session (account_id);

-- Wrong guesses in a row, by whom or at what. Names that were typed are hashed: one may be a password.
CREATE TABLE guess (
  subject       TEXT    PRIMARY KEY,
  wrong         INTEGER NOT NULL,
  last_at       INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL,
  succeeded_at  INTEGER
) STRICT;

CREATE INDEX guess_last_at ON guess (last_at);
