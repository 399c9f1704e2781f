-- compared_until --
-- Up to when the provider's list was compared; before the first time, since the business is here.
SELECT coalesce((SELECT until FROM compared WHERE business_id = :business), b.applied_at) AS since
  FROM business b WHERE b.business_id = :business

-- keep_until --
-- Everything until then is here; the mark never goes back.
INSERT INTO compared (business_id, until) VALUES (:business, :until)
ON CONFLICT (business_id) DO UPDATE SET until = greatest(compared.until, excluded.until)

-- known_sids --
-- Which of these arrived before, or were erased since.
SELECT sid_hash FROM message WHERE business_id = :business AND sid_hash = ANY(:sids::bytea[])
UNION
SELECT sid_hash FROM erased_sid WHERE business_id = :business AND sid_hash = ANY(:sids::bytea[])

-- keep_message --
-- A message the webhook did not bring: envelope and sealed content, true together or not at all.
WITH fresh AS (
    INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at, sid_hash, sid_sealed, media)
    SELECT :business, :id, :expires_on, :person, 'in', :at, :sid, :sid_sealed, :media
     WHERE NOT EXISTS (SELECT 1 FROM message m WHERE m.business_id = :business AND m.sid_hash = :sid)
       AND NOT EXISTS (SELECT 1 FROM erased_sid e WHERE e.business_id = :business AND e.sid_hash = :sid)
    ON CONFLICT (business_id, sid_hash, expires_on) DO NOTHING
    RETURNING message_id
)
INSERT INTO record (business_id, record_id, expires_on, person_id, kind, made_at, sealed)
SELECT :business, message_id, :expires_on, :person, :kind, :at, :sealed FROM fresh

-- put_media --
-- Files to fetch, one row each.
INSERT INTO media (business_id, record_id, n, expires_on, person_id, state, next_at)
SELECT :business, :id, n, :expires_on, :person, 'due', :now FROM generate_series(0, :media - 1) AS f (n)
ON CONFLICT DO NOTHING

-- owe --
-- A message whose time is over was never taken in; its copy at the provider must go all the same.
INSERT INTO provider_debt (business_id, debt_id, day, sid_sealed, made_at, next_at)
VALUES (:business, :id, :day, :sid_sealed, :now, :now)
