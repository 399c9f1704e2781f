-- last_heard --
-- When the person last wrote: the provider's window stays open for the answer.
SELECT max(last_in_at) FROM conversation WHERE business_id = :business AND person_id = ANY(:people)

-- quiet_talk --
-- Where the answer is sent from: closed, so that no bot and no staff take it up.
INSERT INTO conversation (business_id, person_id, state, language, session_at, last_in_at)
VALUES (:business, :person, 'closed', :language, :heard, :heard)
ON CONFLICT DO NOTHING

-- told --
-- A contact whose request is over and to whom nothing waits to be sent.
SELECT q.request_id, q.contact_id
  FROM request q
 WHERE q.business_id = :business AND q.contact_id IS NOT NULL AND q.finished_at IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM mail_out o
                    WHERE o.business_id = :business AND o.person_id = q.contact_id AND o.state = 'queued')
   AND NOT EXISTS (SELECT 1 FROM message m
                    WHERE m.business_id = :business AND m.person_id = q.contact_id
                      AND m.state IN ('queued', 'sending'))
   AND NOT EXISTS (SELECT 1 FROM request other
                    WHERE other.business_id = :business AND other.contact_id = q.contact_id
                      AND other.finished_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM mail_in i WHERE i.business_id = :business AND i.handled_at IS NULL)
 ORDER BY q.finished_at
 LIMIT 1

-- came_back --
-- The contact wrote again: a new conversation, which has its own end.
SELECT 1 FROM record WHERE business_id = :business AND person_id = :contact AND kind = 'message_in' LIMIT 1

-- let_go --
-- The request leads to nobody any more.
UPDATE request SET contact_id = NULL WHERE business_id = :business AND request_id = :request
