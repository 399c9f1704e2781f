-- ended_days --
-- Days whose end was not yet carried out to the last step.
SELECT day, cls, keys_gone_at, rows_gone_at, media_gone_at
  FROM day_end
 WHERE business_id = :business AND (rows_gone_at IS NULL OR media_gone_at IS NULL)
 ORDER BY day

-- days_held --
-- Days that still have a partition.
SELECT days_held AS day FROM days_held()

-- begin_day_end --
-- From here on the day's keys are gone; the rest follows, also after a crash.
INSERT INTO day_end (business_id, day, cls, keys_gone_at)
VALUES (:business, :day, :cls, :now)
ON CONFLICT (business_id, day, cls) DO NOTHING

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
-- The whole day goes, whatever it held.
SELECT drop_day(:day)

-- delete_business_day --
-- When a neighbour's day is not over yet, ours goes row by row.
DELETE FROM record WHERE business_id = :business AND expires_on = :day

-- end_rows --
-- The rows are gone.
UPDATE day_end
   SET rows_gone_at = :now, records = :records, people = :people
 WHERE business_id = :business AND day = :day AND cls = :cls

-- end_media --
-- The files are gone.
UPDATE day_end
   SET media_gone_at = :now, media = :media
 WHERE business_id = :business AND day = :day AND cls = :cls

-- debts_of_day --
-- Provider debts still sealed under a day's provider key.
SELECT count(*) FROM provider_debt WHERE business_id = :business AND day = :day AND gone_at IS NULL

-- forget_old_abuse --
-- Yesterday's limits end with yesterday's key.
DELETE FROM abuse WHERE business_id = :business AND day < :today

-- forget_dropped_fields --
-- Counts of dropped field names are closed words, but old ones say nothing more.
DELETE FROM dropped_field WHERE business_id = :business AND day < :oldest
