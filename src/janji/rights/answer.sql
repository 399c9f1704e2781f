-- open_requests --
-- What people still wait for, the nearest deadline first.
SELECT request_id, ticket, kind, channel, state, person_id, received_at, due_at, verified_at, next_at
  FROM request
 WHERE business_id = :business AND finished_at IS NULL
 ORDER BY due_at, request_id

-- settled --
-- What ended last, the newest end first, whether or not it still leads to anybody.
SELECT request_id, ticket, kind, channel, state, person_id, received_at, due_at, finished_at
  FROM request
 WHERE business_id = :business AND finished_at IS NOT NULL
 ORDER BY finished_at DESC
 LIMIT :most

-- answerable --
-- One open request, held while it is answered: two colleagues do not answer twice.
SELECT request_id, kind, person_id, state
  FROM request
 WHERE business_id = :business AND request_id = :request AND finished_at IS NULL
   FOR UPDATE
