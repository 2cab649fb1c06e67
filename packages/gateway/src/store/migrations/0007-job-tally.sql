-- 0007: how many requests came in, were signed, rejected or held in each quarter of an hour (UTC milliseconds since
-- 1970, divided by 900,000). Quarters, because every time zone is some quarters away from UTC. Kept while jobs
-- change: a day of a million jobs would take a second to count.
CREATE TABLE job_tally (
  quarter INTEGER NOT NULL,
  kind    TEXT    NOT NULL CHECK (kind IN ('received', 'signed', 'rejected', 'held')),
  count   INTEGER NOT NULL,
  PRIMARY KEY (quarter, kind)
) STRICT, WITHOUT ROWID;

INSERT INTO job_tally SELECT received_at / 900000, 'received', count(*) FROM job GROUP BY 1;
INSERT INTO job_tally SELECT signed_at / 900000, 'signed', count(*) FROM job WHERE state = 'signed' GROUP BY 1;
-- When a request was rejected stands in the history alone; its source was told soon after, if it could be.
INSERT INTO job_tally SELECT coalesce(delivered_at, received_at) / 900000, 'rejected', count(*)
FROM job WHERE state = 'rejected' GROUP BY 1;
