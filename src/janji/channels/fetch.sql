-- claim_media --
-- Files to fetch, under a lease.
WITH due AS (
    SELECT record_id, n, expires_on FROM media
     WHERE business_id = :business AND state = 'due' AND next_at <= :now
     ORDER BY next_at
     LIMIT :most
       FOR UPDATE SKIP LOCKED
)
UPDATE media m
   SET tries = m.tries + 1, next_at = :lease_until
  FROM due d
 WHERE m.business_id = :business AND m.record_id = d.record_id AND m.n = d.n AND m.expires_on = d.expires_on
RETURNING m.record_id, m.n, m.expires_on, m.person_id, m.tries

-- held --
-- Fetched, drawn anew, sealed.
UPDATE media
   SET state = :state, reason = :reason, path = :path, content_type = :content_type, bytes = :bytes, next_at = NULL
 WHERE business_id = :business AND record_id = :record AND n = :n

-- later --
-- The provider did not answer; asked again.
UPDATE media SET next_at = :next_at WHERE business_id = :business AND record_id = :record AND n = :n
