-- is_here --
-- Whether the person is still here.
SELECT 1 FROM person WHERE business_id = :business AND person_id = :person

-- place --
-- A hold in force from now on.
INSERT INTO hold (business_id, hold_id, person_id, clause, at, staff, review_on, note)
VALUES (:business, :hold, :person, :clause, :now, :staff, :review, :note)

-- hold --
-- One hold, in force or ended.
SELECT hold_id, person_id, clause, at, staff, review_on, note, ended_at
  FROM hold
 WHERE business_id = :business AND hold_id = :hold

-- standing --
-- Holds in force, of these people (linked ids too) or of everybody, the nearest review first.
SELECT h.hold_id, h.person_id, h.clause, h.at, h.staff, h.review_on, count(b.record_id) AS boxed
  FROM hold h
  LEFT JOIN held b ON b.business_id = h.business_id AND b.hold_id = h.hold_id
 WHERE h.business_id = :business AND h.ended_at IS NULL
   AND (:people::uuid[] IS NULL OR h.person_id = ANY(:people))
 GROUP BY h.business_id, h.hold_id
 ORDER BY h.review_on, h.hold_id

-- unboxed --
-- What the ground names and the box does not hold yet.
SELECT r.record_id, r.person_id, r.kind, r.made_at, r.expires_on, r.sealed
  FROM record r
 WHERE r.business_id = :business AND r.person_id = ANY(:people) AND r.kind = ANY(:kinds)
   AND NOT EXISTS (SELECT 1 FROM held b
                    WHERE b.business_id = r.business_id AND b.hold_id = :hold
                      AND b.record_id = r.record_id AND b.part = 0)
 ORDER BY r.made_at
 LIMIT :most

-- box --
-- Sealed anew; the day it would have been gone stays known.
INSERT INTO held (business_id, hold_id, record_id, part, kind, made_at, own_day, sealed)
SELECT :business, :hold, record, 0, kind, at, day, seal
  FROM unnest(:records::uuid[], :kinds::text[], :ats::timestamptz[], :days::date[], :seals::bytea[])
       AS b (record, kind, at, day, seal)
ON CONFLICT DO NOTHING

-- unboxed_files --
-- Files that are held of them and not in the box yet.
SELECT m.record_id, m.n, m.person_id, m.expires_on, m.path, r.made_at
  FROM media m
  JOIN record r ON r.business_id = m.business_id AND r.record_id = m.record_id AND r.expires_on = m.expires_on
 WHERE m.business_id = :business AND m.person_id = ANY(:people) AND m.state = 'held' AND m.path IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM held b
                    WHERE b.business_id = m.business_id AND b.hold_id = :hold
                      AND b.record_id = m.record_id AND b.part = m.n + 1)

-- box_file --
-- The way to the file's copy.
INSERT INTO held (business_id, hold_id, record_id, part, kind, made_at, own_day, path)
VALUES (:business, :hold, :record, :part, 'media', :at, :day, :path)
ON CONFLICT DO NOTHING

-- boxed --
-- Everything readable in a box, oldest first.
SELECT record_id, kind, made_at, own_day, sealed
  FROM held
 WHERE business_id = :business AND hold_id = :hold AND sealed IS NOT NULL
 ORDER BY made_at, record_id

-- boxed_files --
-- Files in a box, oldest first: what leads to each of them.
SELECT record_id, part, made_at, path
  FROM held
 WHERE business_id = :business AND hold_id = :hold AND path IS NOT NULL
 ORDER BY made_at, record_id, part

-- end --
-- The ground is gone.
UPDATE hold SET ended_at = :now, ended_by = :staff
 WHERE business_id = :business AND hold_id = :hold AND ended_at IS NULL

-- ended --
-- Holds that ended and whose box is not yet empty.
SELECT hold_id FROM hold
 WHERE business_id = :business AND ended_at IS NOT NULL AND note IS NOT NULL

-- empty --
-- The rows of the box go after its key.
DELETE FROM held WHERE business_id = :business AND hold_id = ANY(:holds)

-- forget_notes --
-- Why it was held goes with it; that it was stays.
UPDATE hold SET note = NULL, person_id = NULL WHERE business_id = :business AND hold_id = ANY(:holds)

-- told_of --
-- Which deletion found these holds, so that its answer tells of them.
UPDATE hold SET request_id = :request
 WHERE business_id = :business AND person_id = ANY(:people) AND ended_at IS NULL

-- kept_by_request --
-- What holds keep beside a deletion: the ground, how many things, when it is looked at again.
SELECT h.clause, h.review_on, count(b.record_id) AS n
  FROM hold h
  LEFT JOIN held b ON b.business_id = h.business_id AND b.hold_id = h.hold_id
 WHERE h.business_id = :business AND h.request_id = :request AND h.ended_at IS NULL
 GROUP BY h.business_id, h.hold_id
 ORDER BY h.clause
