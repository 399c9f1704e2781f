-- due --
-- Confirmed deletions, oldest deadline first.
SELECT request_id, ticket, state, language, person_id, contact_id, verified_at
  FROM request
 WHERE business_id = :business AND kind = 'erasure' AND state IN ('verified', 'erasing')
   AND (next_at IS NULL OR next_at <= :now)
 ORDER BY due_at

-- take --
-- Held until this transaction ends, however it ends.
SELECT pg_try_advisory_xact_lock(74212, hashtext(:business::text || ':' || :request::text))

-- by_id --
-- All that is known of a deletion.
SELECT request_id, ticket, state, language, person_id, contact_id, erasing, received_at, verified_at,
       verified_by, planned, affected, residue_checked_at
  FROM request
 WHERE business_id = :business AND request_id = :request

-- under_way --
-- Messages to these people that the provider may or may not have.
SELECT DISTINCT state FROM message
 WHERE business_id = :business AND person_id = ANY(:people) AND state IN ('queued', 'sending')

-- later --
-- Not now: it is tried again at that moment.
UPDATE request SET next_at = :at WHERE business_id = :business AND request_id = :request

-- begin --
-- From here on these ids end; counts begin at nothing.
UPDATE request
   SET state = 'erasing', erasing = :erasing::uuid[], contact_id = :contact, planned = '{}', affected = '{}',
       next_at = NULL
 WHERE business_id = :business AND request_id = :request AND state = 'verified'

-- residue_found --
-- Something is left: it is looked for and removed again, and nobody says "done".
UPDATE request
   SET next_at = :at, reason = 'residue_found'
 WHERE business_id = :business AND request_id = :request

-- debts --
-- Copies that a processor still holds.
SELECT count(*) FROM provider_debt WHERE business_id = :business AND request_id = :request AND gone_at IS NULL

-- settle --
-- Looked, and found nothing. The database itself refuses "fulfilled" otherwise.
UPDATE request
   SET state = :state, receipt = :receipt, reason = NULL, notified_at = coalesce(notified_at, :now),
       residue = '{}', residue_checked_at = coalesce(residue_checked_at, :now), erasing = NULL, person_id = NULL,
       finished_at = CASE WHEN :state::text = 'fulfilled' THEN :now::timestamptz END
 WHERE business_id = :business AND request_id = :request AND state IN ('erasing', 'waiting_provider')

-- settled_debts --
-- A deletion that waited for a processor which holds nothing any more.
SELECT q.request_id, q.ticket, q.state, q.language, q.contact_id, q.received_at, q.verified_at, q.verified_by,
       q.planned, q.affected, q.residue_checked_at
  FROM request q
 WHERE q.business_id = :business AND q.state = 'waiting_provider'
   AND NOT EXISTS (SELECT 1 FROM provider_debt d
                    WHERE d.business_id = :business AND d.request_id = q.request_id AND d.gone_at IS NULL)
 ORDER BY q.due_at
 LIMIT 1
   FOR UPDATE SKIP LOCKED
