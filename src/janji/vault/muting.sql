-- silence --
-- Begin or renew; the last reason counts.
INSERT INTO silence (business_id, person_id, kind, at, until, staff, why)
VALUES (:business, :person, :kind, :now, :until, :staff, :why)
ON CONFLICT (business_id, person_id, kind) DO UPDATE
   SET at = excluded.at, until = excluded.until, staff = excluded.staff, why = excluded.why

-- end_silence --
-- Whatever id of the human being it stood on.
DELETE FROM silence WHERE business_id = :business AND person_id = ANY(:people) AND kind = :kind

-- among --
-- Which of these are silenced now, for a list.
SELECT person_id, kind FROM silence
 WHERE business_id = :business AND person_id = ANY(:people) AND (until IS NULL OR until > :now)

-- silences --
-- What is in force now, the newest of each kind.
SELECT DISTINCT ON (kind) kind, at, until, staff, why
  FROM silence
 WHERE business_id = :business AND person_id = ANY(:people) AND (until IS NULL OR until > :now)
 ORDER BY kind, at DESC
