-- take --
-- A person answers now; the bot is silent until it is given back.
UPDATE conversation
   SET state = 'agent', agent_at = :now, seen_at = coalesce(seen_at, :now), snoozed_until = NULL,
       assigned_at = CASE WHEN agent_id = :agent THEN coalesce(assigned_at, :now) ELSE :now END, agent_id = :agent
 WHERE business_id = :business AND person_id = :person
   AND (state <> 'agent' OR agent_id IS NULL OR agent_id = :agent OR agent_at < :idle_since)

-- state_of --
-- Where the talk stands.
SELECT state, language, agent_id, last_in_at FROM conversation WHERE business_id = :business AND person_id = :person

-- is_queued --
-- A form pressed again after midnight falls into another partition, where the key alone would not see it.
SELECT 1 FROM message WHERE business_id = :business AND message_id = :message LIMIT 1

-- envelope --
-- How one message fared, to try it again.
SELECT person_id, state FROM message
 WHERE business_id = :business AND message_id = :message AND direction = 'out'

-- repeated --
-- Its copy is on the way: it counts as a failure no more.
UPDATE message SET repeated_at = :now
 WHERE business_id = :business AND message_id = :message AND repeated_at IS NULL

-- leave --
-- Back to the bot.
UPDATE conversation
   SET state = :state, agent_id = NULL, agent_at = NULL, assigned_at = NULL, waiting_since = NULL,
       snoozed_until = NULL, misses = 0, question = NULL
 WHERE business_id = :business AND person_id = :person

-- answered --
-- Staff have answered: nobody waits here until they write again.
UPDATE conversation SET waiting_since = NULL WHERE business_id = :business AND person_id = :person

-- close --
-- Settled, with the word for how; the question that may still be open is the one about it.
UPDATE conversation
   SET state = 'closed', agent_id = NULL, agent_at = NULL, assigned_at = NULL, waiting_since = NULL,
       snoozed_until = NULL, misses = 0, question = :question, outcome = :outcome, closed_at = :now, rated = NULL
 WHERE business_id = :business AND person_id = :person

-- reopen --
-- What was said to be over goes on.
UPDATE conversation
   SET outcome = NULL, closed_at = NULL, question = NULL
 WHERE business_id = :business AND person_id = :person AND state = 'closed'
