-- talk --
-- Where the conversation of an act stands.
SELECT person_id, state, language, last_in_at, agent_id
  FROM conversation
 WHERE business_id = :business AND person_id = :person
