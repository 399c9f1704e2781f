-- held --
-- What is kept of a person, by kind: how many, how old, until when.
SELECT kind, count(*) AS n, min(made_at) AS oldest, max(made_at) AS newest,
       min(expires_on) AS first_day, max(expires_on) AS last_day
  FROM record
 WHERE business_id = :business AND person_id = ANY(:people)
 GROUP BY kind
 ORDER BY n DESC, kind

-- identifier_kinds --
-- By what the person can be found; the values stay sealed.
SELECT kind, person_id FROM identifier
 WHERE business_id = :business AND person_id = ANY(:people)
 ORDER BY kind, person_id

-- files --
-- Files that came along, by whether they are held.
SELECT count(*) FILTER (WHERE state = 'held') AS held, count(*) FILTER (WHERE state = 'refused') AS refused
  FROM media
 WHERE business_id = :business AND person_id = ANY(:people)

-- copies --
-- What the provider still holds and what was seen gone there. Found by the records, as an erasure finds them.
SELECT count(*) FILTER (WHERE m.sid_sealed IS NOT NULL AND m.provider_gone_at IS NULL) AS there,
       count(*) FILTER (WHERE m.provider_gone_at IS NOT NULL) AS gone,
       min(m.at) FILTER (WHERE m.sid_sealed IS NOT NULL AND m.provider_gone_at IS NULL) AS oldest
  FROM record r
  JOIN message m ON m.business_id = r.business_id AND m.message_id = r.record_id AND m.expires_on = r.expires_on
 WHERE r.business_id = :business AND r.person_id = ANY(:people)

-- looked --
-- The processing trail of one person, newest first (UU PDP 32).
SELECT at, action, (detail::jsonb ->> 'staff')::int AS staff, detail::jsonb ->> 'purpose' AS purpose,
       coalesce(detail::jsonb ->> 'what', detail::jsonb ->> 'kinds', detail::jsonb ->> 'kind') AS what,
       (detail::jsonb ->> 'records')::int AS records
  FROM ledger
 WHERE business_id = :business AND subject = ANY(:people)
   AND action IN ('vault.read', 'vault.contact', 'desk.revealed')
   AND (:before::timestamptz IS NULL OR at < :before)
 ORDER BY at DESC
 LIMIT :most

-- known_since --
-- When the first of these ids was made.
SELECT min(made_at) FROM person WHERE business_id = :business AND person_id = ANY(:people)

-- of_ticket --
-- Whom a ticket is about, while it still leads to somebody.
SELECT person_id FROM request WHERE business_id = :business AND ticket = :ticket AND person_id IS NOT NULL
