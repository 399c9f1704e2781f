-- restricted --
-- Whether the use of any of these ids is restricted, and since when.
SELECT at, request_id FROM restriction
 WHERE business_id = :business AND person_id = ANY(:people)
 ORDER BY at
 LIMIT 1

-- restrict --
-- From now on their data is kept and not used.
INSERT INTO restriction (business_id, person_id, at, request_id)
VALUES (:business, :person, :now, :request)
ON CONFLICT DO NOTHING

-- lift --
-- The ground is gone: it may be used again for what the policy allows.
DELETE FROM restriction WHERE business_id = :business AND person_id = ANY(:people)

-- closed_by --
-- A restriction or a block on any of these ids; the person's own wish is named first.
SELECT 'restricted' AS closed_by, 1 AS place FROM restriction
 WHERE business_id = :business AND person_id = ANY(:people)
UNION ALL
SELECT 'blocked', 2 FROM silence
 WHERE business_id = :business AND person_id = ANY(:people) AND kind = 'block'
 ORDER BY place
 LIMIT 1
