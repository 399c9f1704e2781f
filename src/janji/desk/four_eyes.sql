-- use --
-- A yes counts once, for the one who asked.
UPDATE desk.four_eyes SET done_at = :now
 WHERE business_id = :business AND act = :act AND subject = :subject AND asked_by = :staff
   AND approved AND done_at IS NULL AND ends_at > :now

-- use_alone --
-- Nobody else could say yes, and nobody took it back while it stood on every desk: it counts once.
UPDATE desk.four_eyes SET done_at = :now, decided_at = :now
 WHERE business_id = :business AND act = :act AND subject = :subject AND asked_by = :staff
   AND decided_at IS NULL AND asked_at <= :since AND ends_at > :now

-- waiting --
-- How many questions stand, and since when.
SELECT count(*)::int AS n, min(asked_at) AS since FROM desk.four_eyes
 WHERE business_id = :business AND decided_at IS NULL AND ends_at > :now

-- ask --
-- Ask once; an older open question for the same act that ran out makes room.
WITH old AS (UPDATE desk.four_eyes SET decided_at = :now, approved = false
              WHERE business_id = :business AND act = :act AND subject = :subject AND asked_by = :staff
                AND decided_at IS NULL AND ends_at <= :now RETURNING 1)
INSERT INTO desk.four_eyes (business_id, ask_id, act, subject, asked_by, asked_at, ends_at)
SELECT :business, :ask, :act, :subject, :staff, :now, :ends FROM (SELECT count(*) FROM old) o
    ON CONFLICT (business_id, act, subject, asked_by) WHERE decided_at IS NULL DO NOTHING

-- open --
-- One question that waits for a decision, held still until the commit.
SELECT act, asked_by FROM desk.four_eyes
 WHERE business_id = :business AND ask_id = :ask AND decided_at IS NULL AND ends_at > :now FOR UPDATE

-- decide --
-- Another person's yes or no.
UPDATE desk.four_eyes SET decided_by = :staff, decided_at = :now, approved = :approved
 WHERE business_id = :business AND ask_id = :ask AND decided_at IS NULL

-- asks --
-- What waits, and what has a yes that nobody used.
SELECT f.ask_id, f.act, f.subject, f.asked_by, f.asked_at, f.ends_at, f.approved, u.username
  FROM desk.four_eyes f JOIN desk.auth_user u ON u.id = f.asked_by
 WHERE f.business_id = :business AND f.done_at IS NULL AND f.ends_at > :now
   AND (f.decided_at IS NULL OR f.approved)
 ORDER BY f.asked_at, f.ask_id LIMIT 100
