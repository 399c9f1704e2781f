-- talks --
-- How many conversations need somebody, and how many are with the person who asks.
SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
       count(*) FILTER (WHERE agent_id = :staff AND state = 'agent')::int AS mine,
       count(*) FILTER (WHERE waiting_since IS NOT NULL)::int AS unanswered
  FROM conversation
 WHERE business_id = :business AND (state = 'waiting' OR agent_id = :staff OR waiting_since IS NOT NULL)

-- oldest --
-- Who has waited longest; ids and moments, no words.
SELECT person_id, state, waiting_since
  FROM conversation
 WHERE business_id = :business AND waiting_since IS NOT NULL
 ORDER BY waiting_since, person_id
 LIMIT :most

-- ends --
-- How many records end at the start of tomorrow.
SELECT count(*)::int FROM record WHERE business_id = :business AND expires_on = :tomorrow

-- debts --
-- Copies at the provider that are still to be deleted after their day here.
SELECT count(*)::int FROM provider_debt WHERE business_id = :business
