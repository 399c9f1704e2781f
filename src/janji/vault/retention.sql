-- days_held --
-- Days that still have a partition.
SELECT days_held AS day FROM days_held()

-- begin_day_end --
-- The intent: this day ends; again, when it ended before and something of it came back.
INSERT INTO day_end (business_id, day, cls)
VALUES (:business, :day, :cls)
ON CONFLICT (business_id, day, cls) DO UPDATE SET keys_gone_at = NULL, rows_gone_at = NULL, media_gone_at = NULL
 WHERE day_end.keys_gone_at IS NOT NULL AND day_end.rows_gone_at IS NOT NULL AND day_end.media_gone_at IS NOT NULL
   AND (:keyed OR EXISTS (SELECT 1 FROM record WHERE business_id = :business AND expires_on = :day)
               OR EXISTS (SELECT 1 FROM message WHERE business_id = :business AND expires_on = :day))

-- ending_days --
-- Days not yet ended to the last step.
SELECT day, cls, keys_gone_at, rows_gone_at, media_gone_at
  FROM day_end
 WHERE business_id = :business AND (keys_gone_at IS NULL OR rows_gone_at IS NULL OR media_gone_at IS NULL)
 ORDER BY day

-- keys_gone --
-- Nothing of the day can be read any more, anywhere.
UPDATE day_end SET keys_gone_at = :now
 WHERE business_id = :business AND day = :day AND cls = :cls AND keys_gone_at IS NULL

-- not_people --
-- Which of these ids belong to nobody.
SELECT k.person_id
  FROM unnest(:people::uuid[]) AS k (person_id)
 WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.business_id = :business AND p.person_id = k.person_id)

-- count_day --
-- What the day held, for the ledger; then it goes whole.
SELECT count(*) AS records, count(DISTINCT person_id) AS people
  FROM record
 WHERE business_id = :business AND expires_on = :day

-- carry_provider_copies --
-- Copies the provider has not yet deleted outlive our own rows as debts.
INSERT INTO provider_debt (business_id, debt_id, day, sid_sealed, made_at, tries, next_at)
SELECT business_id, message_id, expires_on, sid_sealed, :now, provider_tries, :now
  FROM message
 WHERE business_id = :business AND expires_on = :day AND sid_sealed IS NOT NULL AND provider_gone_at IS NULL
ON CONFLICT DO NOTHING

-- drop_day --
-- The whole day goes, whatever it held; row by row only while a neighbour in a later zone still needs it.
SELECT drop_day(:day, :now)

-- end_rows --
-- The rows are gone.
UPDATE day_end
   SET rows_gone_at = :now, records = records + :records, people = people + :people
 WHERE business_id = :business AND day = :day AND cls = :cls

-- end_media --
-- The files are gone.
UPDATE day_end
   SET media_gone_at = :now, media = media + :media
 WHERE business_id = :business AND day = :day AND cls = :cls

