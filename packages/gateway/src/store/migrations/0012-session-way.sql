-- Whether a session was opened from outside, through a reverse proxy: it ends sooner, may do less, and is good there only.
ALTER TABLE session ADD COLUMN over_proxy INTEGER NOT NULL DEFAULT 0 CHECK (over_proxy IN (0, 1));
