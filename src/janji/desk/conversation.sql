-- talk --
-- Where one conversation stands.
SELECT person_id, state, language, session_at, last_in_at, agent_id, agent_at
  FROM conversation
 WHERE business_id = :business AND person_id = :person

-- envelopes --
-- How each message fared on its way.
SELECT message_id, direction, state, author, media, error_code, sent_at, delivered_at, read_at, failed_at,
       provider_gone_at
  FROM message
 WHERE business_id = :business AND message_id = ANY(:messages)
