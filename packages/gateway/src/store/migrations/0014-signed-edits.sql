-- 0014: a signed document is kept as what it adds to the received one: `middle` stands between its first `head` and
-- its last `tail` bytes. With 0 and 0, as of those that were signed before, it is the whole document.

DROP VIEW kept_document;
ALTER TABLE signed_document RENAME COLUMN document TO middle;
ALTER TABLE signed_document ADD COLUMN head INTEGER NOT NULL DEFAULT 0;
ALTER TABLE signed_document ADD COLUMN tail INTEGER NOT NULL DEFAULT 0;

-- A whole one, perhaps of megabytes, is handed out without another copy. `||` makes text, whose bytes stay as they are.
CREATE VIEW kept_document (job_id, document, signed) AS
SELECT received.job_id, received.document, CASE
  WHEN edit.job_id IS NULL THEN received.signed
  WHEN edit.head + edit.tail = 0 THEN edit.middle
  ELSE CAST(substr(received.document, 1, edit.head) || edit.middle
    || substr(received.document, length(received.document) - edit.tail + 1) AS BLOB) END
FROM job_document AS received LEFT JOIN signed_document AS edit ON edit.job_id = received.job_id;
