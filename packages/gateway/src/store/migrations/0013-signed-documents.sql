-- 0013: signed documents in a table of their own: SQLite writes a row anew as a whole, so that storing the signed
-- document beside the received one copied that once more. Those that were signed before stay in `job_document.signed`
-- until retention drops them; `kept_document` shows both.

CREATE TABLE signed_document (
  job_id   TEXT PRIMARY KEY REFERENCES job (id),
  document BLOB NOT NULL
) STRICT;

CREATE VIEW kept_document (job_id, document, signed) AS
SELECT received.job_id, received.document, coalesce(signed_document.document, received.signed)
FROM job_document AS received LEFT JOIN signed_document ON signed_document.job_id = received.job_id;
