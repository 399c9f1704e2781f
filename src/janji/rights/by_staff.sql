-- talk --
-- The language of the talk and when the person last wrote: opens the provider's window.
SELECT language, last_in_at FROM conversation WHERE business_id = :business AND person_id = :person

-- waiting --
-- A request that waits for its code, held while the code is tried.
SELECT request_id, ticket, kind, person_id, language, received_at
  FROM request
 WHERE business_id = :business AND request_id = :request AND state = 'unverified'
   FOR UPDATE
