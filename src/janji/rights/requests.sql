-- one_at_a_time --
-- Two identical requests at the same moment become one.
SELECT pg_advisory_xact_lock(74211, hashtext(:business::text || ':' || :subject::text))

-- open_of --
-- The request that is open already: same kind, same channel, same asker.
SELECT q.request_id, q.ticket, q.state, q.received_at, q.due_at
  FROM request q
 WHERE q.business_id = :business AND q.kind = :kind AND q.channel = :channel AND q.finished_at IS NULL
   AND :subject::uuid IN (q.contact_id, q.person_id)
 ORDER BY q.received_at
 LIMIT 1

-- start --
-- A new request: times and decisions, no words.
INSERT INTO request (business_id, request_id, ticket, kind, channel, person_id, contact_id, state, language,
                     received_at, due_at, acknowledged_at, verified_at, verified_by)
VALUES (:business, :request, :ticket, :kind, :channel, :person, :contact, :state, :language,
        :now, :due, :now, CASE WHEN :by::text IS NULL THEN NULL ELSE :now::timestamptz END, :by)

-- by_ticket --
-- What a ticket stands for.
SELECT request_id, kind, state, language, received_at, due_at, finished_at, receipt
  FROM request
 WHERE business_id = :business AND ticket = :ticket

-- verify --
-- Identity is known from here on.
UPDATE request
   SET state = 'verified', verified_at = :now, verified_by = :by
 WHERE business_id = :business AND request_id = :request AND state = 'unverified'

-- finish --
-- An end that needs no proof of erasure.
UPDATE request
   SET state = :state, finished_at = :now, reason = coalesce(:reason::text, reason)
 WHERE business_id = :business AND request_id = :request AND finished_at IS NULL

-- notified --
-- The answer was handed to a channel.
UPDATE request SET notified_at = :now WHERE business_id = :business AND request_id = :request

-- unverified_of --
-- What a confirmation in the chat confirms, whatever channel asked.
SELECT q.request_id, q.ticket, q.channel, q.received_at, q.due_at
  FROM request q
 WHERE q.business_id = :business AND q.kind = 'erasure' AND q.state = 'unverified'
   AND q.person_id IN (SELECT p.person_id FROM person p
                         JOIN person me ON me.business_id = :business AND me.person_id = :person
                        WHERE p.business_id = :business
                          AND coalesce(p.same_as, p.person_id) = coalesce(me.same_as, me.person_id))
 ORDER BY q.received_at

-- of_person --
-- Everything a person ever asked that still leads to them.
SELECT q.request_id, q.ticket, q.kind, q.channel, q.state, q.received_at, q.due_at, q.finished_at
  FROM request q
 WHERE q.business_id = :business
   AND q.person_id IN (SELECT p.person_id FROM person p
                         JOIN person me ON me.business_id = :business AND me.person_id = :person
                        WHERE p.business_id = :business
                          AND coalesce(p.same_as, p.person_id) = coalesce(me.same_as, me.person_id))
 ORDER BY q.received_at DESC
 LIMIT 10

-- unverified --
-- Requests that wait to be confirmed.
SELECT request_id, ticket, kind, channel, person_id, contact_id, language, received_at
  FROM request
 WHERE business_id = :business AND state = 'unverified'
 ORDER BY received_at
   FOR UPDATE SKIP LOCKED
