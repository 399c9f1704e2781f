-- known --
-- Which of these ids are still here.
SELECT person_id FROM person WHERE business_id = :business AND person_id = ANY(:people)

-- root --
-- Whom an id leads to.
SELECT coalesce(same_as, person_id) FROM person WHERE business_id = :business AND person_id = :person

-- remember --
-- What each id led to before, so that a split gives it back.
INSERT INTO joining (business_id, joining_id, person_id, into_person_id, former_person_id, at, staff, why)
SELECT p.business_id, :joining, p.person_id, :root, p.same_as, :now, :staff, :why
  FROM person p
 WHERE p.business_id = :business AND p.person_id = ANY(:people)

-- lead --
-- All of them are the same human being from now on.
UPDATE person SET same_as = :root
 WHERE business_id = :business AND person_id = ANY(:people) AND person_id <> :root

-- joined --
-- The ids of a join.
SELECT person_id, into_person_id, former_person_id
  FROM joining
 WHERE business_id = :business AND joining_id = :joining
 ORDER BY person_id

-- joinings --
-- Joins by staff that touch this human being, newest first.
SELECT joining_id, min(at) AS at, min(staff) AS staff, min(why) AS why, count(*) AS ids
  FROM joining
 WHERE business_id = :business AND (person_id = ANY(:people) OR into_person_id = ANY(:people))
 GROUP BY joining_id
 ORDER BY joining_id DESC

-- later --
-- A newer join of any of these ids.
SELECT 1 FROM joining
 WHERE business_id = :business AND joining_id > :joining
   AND (person_id = ANY(:people) OR into_person_id = ANY(:people))
 LIMIT 1

-- lead_back --
-- Each id leads to what it led to before; one that led somewhere else meanwhile stays there.
UPDATE person p
   SET same_as = j.former_person_id
  FROM joining j
 WHERE j.business_id = :business AND j.joining_id = :joining
   AND p.business_id = :business AND p.person_id = j.person_id AND p.same_as = j.into_person_id

-- forget_joining --
-- The join is undone; the ledger keeps that it was.
DELETE FROM joining WHERE business_id = :business AND joining_id = :joining

-- held_of_each --
-- Kinds and counts of each id, side by side.
SELECT person_id, kind, count(*) AS n, min(made_at) AS oldest, max(made_at) AS newest
  FROM record
 WHERE business_id = :business AND person_id = ANY(:people)
 GROUP BY person_id, kind
 ORDER BY person_id, kind

-- withdrawn_of --
-- What any of them refused, which will hold for all.
SELECT DISTINCT purpose FROM withdrawal
 WHERE business_id = :business AND person_id = ANY(:people)
 ORDER BY purpose
