-- make --
-- A code for a request, or a new one in its place, as often as the policy allows.
INSERT INTO request_code AS c (business_id, request_id, hash, sent_at, ends_at)
VALUES (:business, :request, :hash, :now, :ends)
ON CONFLICT (business_id, request_id) DO UPDATE
   SET hash = excluded.hash, sent_at = excluded.sent_at, ends_at = excluded.ends_at, tries = 0, sent = c.sent + 1
 WHERE c.sent < :most

-- try --
-- Count a try before looking; after the last allowed one there is nothing to look at.
UPDATE request_code
   SET tries = tries + 1
 WHERE business_id = :business AND request_id = :request AND ends_at > :now AND tries < :most
RETURNING hash

-- given_to --
-- Codes made of late for requests about this person, the newest included.
SELECT coalesce(sum(c.sent), 0)
  FROM request_code c
  JOIN request q ON q.business_id = c.business_id AND q.request_id = c.request_id
 WHERE c.business_id = :business AND q.person_id = :person AND c.sent_at > :since

-- open_until --
-- Whether the last code still counts, and how long.
SELECT ends_at FROM request_code WHERE business_id = :business AND request_id = :request AND ends_at > :now

-- forget --
-- The code was right, or its request waits no more.
DELETE FROM request_code WHERE business_id = :business AND request_id = :request
