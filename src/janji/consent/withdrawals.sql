-- withdraw --
-- From now on this purpose may not touch this person; said once, holds until they change it. Who was erased meanwhile is past refusing.
INSERT INTO withdrawal (business_id, person_id, purpose, at)
SELECT business_id, person_id, :purpose, :now
  FROM person
 WHERE business_id = :business AND person_id = :person
ON CONFLICT DO NOTHING

-- withdrawn --
-- What the person refused.
SELECT purpose, at FROM withdrawal WHERE business_id = :business AND person_id = :person ORDER BY at
