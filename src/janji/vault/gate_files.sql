-- files --
-- The files of some messages: how each fared, what it is; no content.
SELECT record_id, n, person_id, expires_on, state, reason, content_type, bytes AS size, path
  FROM media
 WHERE business_id = :business AND record_id = ANY(:records)
 ORDER BY record_id, n

-- made_before --
-- Whether a message was given before a moment.
SELECT 1 FROM record WHERE business_id = :business AND record_id = :record AND made_at < :since LIMIT 1
