-- told --
-- Every count of the periods asked for.
SELECT c.period, c.metric, c.slot, c.n
  FROM cell c
 WHERE c.business_id = :business AND c.period >= :since AND c.period < :until
 ORDER BY c.period

-- periods --
-- Which periods were counted, and how much of each was still held then.
SELECT period, days
  FROM counted_period
 WHERE business_id = :business AND period >= :since AND period < :until
 ORDER BY period

-- first_period --
-- Since when there are counts.
SELECT min(period) FROM counted_period WHERE business_id = :business
