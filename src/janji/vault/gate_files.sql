-- files --
-- The files of some messages: how each fared, what it is; no content.
SELECT record_id, n, person_id, expires_on, state, reason, content_type, bytes AS size
  FROM media
 WHERE business_id = :business AND record_id = ANY(:records)
 ORDER BY record_id, n
