-- counted --
-- Periods that were counted already.
SELECT period FROM counted_period WHERE business_id = :business

-- claim_period --
-- Whoever writes this row counts the period; nobody else ever does.
INSERT INTO counted_period (business_id, period, closed_at, days, cells)
VALUES (:business, :period, :now, :days, :cells)
ON CONFLICT DO NOTHING

-- keep_cells --
-- Counts, written once.
INSERT INTO cell (business_id, period, metric, slot, n, k, closed_at)
SELECT :business, :period, metric, slot, n, :k, :now
  FROM unnest(:metrics::text[], :slots::text[], :ns::bigint[]) AS c (metric, slot, n)

-- end_old --
-- Counts whose own promised time is over.
SELECT end_counted_periods(:newest)
