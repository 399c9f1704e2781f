-- queue --
-- The lock that open_day and drop_day take too, before any table is touched.
SELECT pg_advisory_xact_lock(74209, 1)

-- give_way --
-- Shorter than deadlock_timeout (1 s), so that whoever reads is never the one to be ended.
SET LOCAL lock_timeout = '250ms'
