-- 0009: what people were told, messages on their way to them, and whether the gateway was stopped or ended.
-- Times are UTC milliseconds since 1970.

CREATE TABLE notification_memory (
  key        TEXT PRIMARY KEY,
  remembered TEXT NOT NULL CHECK (json_valid(remembered))
) STRICT;

CREATE TABLE notification_message (
  id         TEXT    NOT NULL, -- the same message goes to several channels
  channel    TEXT    NOT NULL,
  message    TEXT    NOT NULL CHECK (json_valid(message)),
  created_at INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  PRIMARY KEY (id, channel)
) STRICT;

CREATE TABLE gateway_run (
  only       INTEGER PRIMARY KEY CHECK (only = 1),
  started_at INTEGER NOT NULL,
  stopped_at INTEGER -- NULL while it runs, or when it ended without being stopped
) STRICT;
