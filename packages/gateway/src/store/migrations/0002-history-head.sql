-- 0002: the signed head of the history. One row, replaced by every commit that appends a record.
CREATE TABLE history_head (
  only       INTEGER PRIMARY KEY CHECK (only = 1),
  text       TEXT NOT NULL, -- JSON: gateway, number and hash of the newest record, time
  signature  TEXT NOT NULL, -- Ed25519 over the text, base64
  public_key TEXT NOT NULL  -- SubjectPublicKeyInfo, DER in base64
) STRICT;
