-- due_copies --
-- Messages whose copy at the provider is due for deletion, one bounded stretch of the day's index at a time.
SELECT message_id, expires_on, person_id, sid_sealed, provider_tries
  FROM message
 WHERE business_id = :business AND message_id > :after AND message_id < :made_before
   AND sid_sealed IS NOT NULL AND provider_gone_at IS NULL
   AND (provider_next_at IS NULL OR provider_next_at <= :now)
   AND (direction = 'in' AND handled_at IS NOT NULL OR direction = 'out')
 ORDER BY message_id
 LIMIT :most

-- copies_of_people --
-- All of one person's messages that the provider may still hold.
SELECT m.message_id, m.expires_on, m.person_id, m.sid_sealed, m.provider_tries
  FROM message m
  JOIN record r ON r.business_id = m.business_id AND r.record_id = m.message_id AND r.expires_on = m.expires_on
 WHERE r.business_id = :business AND r.person_id = ANY(:people)
   AND m.sid_sealed IS NOT NULL AND m.provider_gone_at IS NULL

-- copy_gone --
-- The provider answered 404: the copy is seen gone.
UPDATE message SET provider_gone_at = :now, provider_tries = provider_tries + 1
 WHERE business_id = :business AND message_id = :message

-- copy_lost --
-- The key that opens the provider's id is no more: no machine can ask for this copy, a person must look.
UPDATE message SET provider_next_at = 'infinity'
 WHERE business_id = :business AND message_id = :message AND provider_next_at IS DISTINCT FROM 'infinity'

-- copy_later --
-- The provider refuses for now (20009) or did not answer.
UPDATE message SET provider_tries = provider_tries + 1, provider_next_at = :next_at
 WHERE business_id = :business AND message_id = :message

-- claim_debts --
-- Copies that outlive our own rows, under a lease while the provider is asked.
WITH due AS (
    SELECT debt_id FROM provider_debt
     WHERE business_id = :business AND gone_at IS NULL AND next_at <= :now
     ORDER BY next_at
     LIMIT :most
       FOR UPDATE SKIP LOCKED
)
UPDATE provider_debt d
   SET tries = d.tries + 1, next_at = :lease_until
  FROM due
 WHERE d.business_id = :business AND d.debt_id = due.debt_id
RETURNING d.debt_id, d.day, d.sid_sealed, d.tries, d.request_id

-- debt_gone --
-- Settled: the row goes, the ledger keeps that it happened.
DELETE FROM provider_debt WHERE business_id = :business AND debt_id = :debt

-- debt_lost --
-- The key that opens the provider's id is no more: the debt stays, and is not asked for again.
UPDATE provider_debt SET next_at = 'infinity'
 WHERE business_id = :business AND debt_id = :debt

-- debt_later --
-- Not yet; asked again later, for ever.
UPDATE provider_debt SET next_at = :next_at
 WHERE business_id = :business AND debt_id = :debt

-- moving --
-- Days in which rows may still lie that go to an earlier one.
SELECT DISTINCT unnest(from_days) AS day FROM restamped WHERE business_id = :business AND stage <> 'whole'

-- owed --
-- Provider ids still needed, by the key that their bytes name: those of debts, and of messages whose own day has not
-- been ended yet or that have not come to their earlier day.
SELECT DISTINCT substr(sid_sealed, 1, 19) AS begin, day
  FROM provider_debt
 WHERE business_id = :business AND gone_at IS NULL
UNION
SELECT DISTINCT substr(sid_sealed, 1, 19), expires_on
  FROM message
 WHERE business_id = :business AND (expires_on <= :today OR expires_on = ANY(:days)) AND sid_sealed IS NOT NULL
