-- waiting_of --
-- The request of this address that waits for its code.
SELECT request_id, ticket, received_at, due_at
  FROM request
 WHERE business_id = :business AND contact_id = :contact AND channel = 'email' AND kind = 'erasure'
   AND state = 'unverified'
 ORDER BY received_at
 LIMIT 1

-- person_of --
-- Whose data a request is about; nothing when the number leads to nobody.
SELECT person_id FROM request WHERE business_id = :business AND request_id = :request

-- answers_since --
-- How many mails this address was sent of late.
SELECT count(*) FROM mail_out WHERE business_id = :business AND person_id = :asker AND made_at > :since
