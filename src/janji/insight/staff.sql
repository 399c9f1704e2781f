-- switch --
-- Whether work is counted per member of staff, since when and why.
SELECT since, set_by, reason, keep_days FROM staff_figures WHERE business_id = :business

-- switch_on --
-- The owner's decision, with its reason; a new one replaces the old.
INSERT INTO staff_figures (business_id, since, set_by, reason, keep_days)
VALUES (:business, :now, :staff, :reason, :days)
ON CONFLICT (business_id) DO UPDATE
   SET set_by = excluded.set_by, reason = excluded.reason, keep_days = excluded.keep_days

-- switch_off --
-- No figures per member of staff any more.
DELETE FROM staff_figures WHERE business_id = :business

-- forget --
-- With the switch go the figures.
DELETE FROM staff_day WHERE business_id = :business

-- restamp --
-- A shorter time binds what is held already; a longer one only what comes.
UPDATE staff_day SET expires_on = least(expires_on, day + :days) WHERE business_id = :business

-- end_days --
-- Figures whose own last day has come.
DELETE FROM staff_day WHERE business_id = :business AND expires_on <= :today

-- last_counted --
-- Up to which day work was counted.
SELECT max(day) FROM staff_day WHERE business_id = :business

-- work --
-- Who answered, closed and gave back on one day, and how long the person had waited since the hand-over.
WITH done AS (
    SELECT l.action, l.subject, l.at, (l.detail::jsonb ->> 'staff')::integer AS staff_id
      FROM ledger l
     WHERE l.business_id = :business AND l.at >= :since AND l.at < :until
       AND l.action IN ('care.taken_over', 'care.closed', 'care.given_back')
), firsts AS (
    SELECT staff_id, subject, min(at) AS at FROM done WHERE action = 'care.taken_over' GROUP BY staff_id, subject
)
SELECT f.staff_id, f.subject, extract(epoch FROM f.at - max(t.at))::bigint AS waited,
       (SELECT count(*) FROM done d WHERE d.staff_id = f.staff_id AND d.subject = f.subject AND d.action = 'care.closed') AS closed,
       (SELECT count(*) FROM done d WHERE d.staff_id = f.staff_id AND d.subject = f.subject AND d.action = 'care.given_back') AS given_back
  FROM firsts f
  LEFT JOIN turn t ON t.business_id = :business AND t.person_id = f.subject AND t.outcome = 'handed_over' AND t.at <= f.at
 GROUP BY f.staff_id, f.subject, f.at

-- keep_days --
-- One row per member of staff and day; a day is counted once.
INSERT INTO staff_day (business_id, staff_id, day, expires_on, talks, closed, given_back, waits)
VALUES (:business, :staff, :day, :expires_on, :talks, :closed, :given_back, :waits)
ON CONFLICT DO NOTHING

-- figures --
-- The days held, of everybody or of one.
SELECT staff_id, day, talks, closed, given_back, waits, expires_on
  FROM staff_day
 WHERE business_id = :business AND (:staff::integer IS NULL OR staff_id = :staff) AND expires_on > :today
 ORDER BY day DESC, staff_id
 LIMIT 1000
