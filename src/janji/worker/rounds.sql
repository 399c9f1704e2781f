-- note_duties --
-- What the timetable did last, so that a duty that stopped or fails is seen.
INSERT INTO duty_run (business_id, duty, started_at, finished_at, quiet_at, done, fault)
SELECT :business, n.duty, :now, :now, CASE WHEN n.quiet THEN :now END, n.done, n.fault
  FROM unnest(:duties::text[], :done::bigint[], :faults::text[], :quiet::boolean[])
       AS n (duty, done, fault, quiet)
ON CONFLICT (business_id, duty) DO UPDATE
   SET started_at = excluded.started_at, finished_at = excluded.finished_at,
       quiet_at = coalesce(excluded.quiet_at, duty_run.quiet_at),
       done = duty_run.done + excluded.done, fault = excluded.fault

-- forget_old_limits --
-- Yesterday's abuse limits end with yesterday's key.
DELETE FROM abuse WHERE business_id = :business AND day < :today
