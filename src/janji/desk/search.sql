-- talks --
-- Whether this person has a conversation.
SELECT 1 FROM conversation WHERE business_id = :business AND person_id = :person

-- newest_in --
-- The newest message of each of these people: it bears the name they write under.
SELECT w.person_id, said.record_id, said.expires_on
  FROM unnest(:people::uuid[]) AS w (person_id)
  JOIN LATERAL (SELECT r.record_id, r.expires_on FROM record r
                 WHERE r.business_id = :business AND r.person_id = w.person_id AND r.kind = 'message_in'
                 ORDER BY r.made_at DESC LIMIT 1) AS said ON true
