-- people_waiting --
-- Who wrote and was not yet answered, longest waiting first.
SELECT person_id, min(at) AS since, max(at) AS newest, count(*) AS n
  FROM message
 WHERE business_id = :business AND direction = 'in' AND handled_at IS NULL
   AND EXISTS (SELECT 1 FROM person p WHERE p.business_id = :business AND p.person_id = message.person_id)
 GROUP BY person_id
 ORDER BY min(at)
 LIMIT :most

-- begin_conversation --
-- The first message of a person opens their conversation.
INSERT INTO conversation (business_id, person_id, language, session_at, last_in_at)
VALUES (:business, :person, :language, :at, :at)
ON CONFLICT DO NOTHING

-- lock_conversation --
-- One turn per person at a time, on any number of workers: who cannot have it goes on to the next.
SELECT state, language, other_language_turns, misses, question, session_at, last_in_at, agent_id, agent_at, muted_until,
       queue_told_at
  FROM conversation
 WHERE business_id = :business AND person_id = :person
   FOR UPDATE SKIP LOCKED

-- unhandled --
-- The lines of this turn, in order.
SELECT message_id, expires_on, at, media
  FROM message
 WHERE business_id = :business AND person_id = :person AND direction = 'in' AND handled_at IS NULL
 ORDER BY at, message_id
 LIMIT :most

-- still_waiting --
-- How many of these lines no other worker has answered since they were read.
SELECT count(*) FROM message
 WHERE business_id = :business AND message_id = ANY(:messages) AND handled_at IS NULL

-- to_staff --
-- A talk that only a person can go on with; nothing when the person ended meanwhile.
INSERT INTO conversation (business_id, person_id, state, language, session_at, last_in_at, waiting_since)
SELECT :business, person_id, 'waiting', :language, :at, :at, :at
  FROM person WHERE business_id = :business AND person_id = :person
ON CONFLICT (business_id, person_id) DO UPDATE
   SET state = CASE WHEN conversation.state = 'agent' THEN 'agent' ELSE 'waiting' END,
       agent_id = CASE WHEN conversation.state IN ('bot', 'closed') THEN NULL ELSE conversation.agent_id END,
       seen_at = CASE WHEN conversation.state IN ('bot', 'closed') THEN NULL ELSE conversation.seen_at END,
       waiting_since = coalesce(conversation.waiting_since, excluded.last_in_at), snoozed_until = NULL,
       last_in_at = greatest(conversation.last_in_at, excluded.last_in_at)

-- handled --
-- These lines had their turn.
UPDATE message SET handled_at = :now
 WHERE business_id = :business AND message_id = ANY(:messages) AND handled_at IS NULL

-- keep_state --
-- Where the talk stands after the turn. Who is handed over waits from this line on, new to all staff; who writes
-- to staff waits from the first line that is not answered; whoever writes is not asleep any more.
UPDATE conversation
   SET agent_id = CASE WHEN :state = 'waiting' AND state IN ('bot', 'closed') THEN NULL ELSE agent_id END,
       seen_at = CASE WHEN :state = 'waiting' AND state IN ('bot', 'closed') THEN NULL ELSE seen_at END,
       waiting_since = CASE WHEN :state IN ('waiting', 'agent') THEN coalesce(waiting_since, :last_in_at) END,
       snoozed_until = NULL,
       state = :state, language = :language, other_language_turns = :others, misses = :misses,
       question = :question, session_at = coalesce(:session_at, session_at), last_in_at = greatest(last_in_at, :last_in_at),
       muted_until = :muted_until, queue_told_at = coalesce(:queue_told_at, queue_told_at), rated = coalesce(:rated, rated)
 WHERE business_id = :business AND person_id = :person

-- keep_turn --
-- What was made of it, in closed words.
INSERT INTO turn (business_id, turn_id, expires_on, person_id, at, intent, band, outcome, language, messages, reply_seconds)
VALUES (:business, :turn, :expires_on, :person, :at, :intent, :band, :outcome, :language, :messages, :seconds)

-- limits_of --
-- A sender's state of today's abuse limits, under today's key.
SELECT state FROM abuse WHERE business_id = :business AND day = :day AND hash = :hash

-- keep_limits --
-- Numbers and times only; gone with the day.
INSERT INTO abuse (business_id, day, hash, state) VALUES (:business, :day, :hash, :state::jsonb)
ON CONFLICT (business_id, day, hash) DO UPDATE SET state = excluded.state
