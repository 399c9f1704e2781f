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

-- turns --
-- What was asked in the period, each human being as a number that means nothing outside this answer.
-- Left out: rows whose last day has come (they wait for the sweep and may not be used any more), people who
-- objected to being counted, and everything beyond the promised number per person.
SELECT who, intent, band, outcome, language, to_char(at AT TIME ZONE :zone, 'HH24') AS hour,
       (at AT TIME ZONE :zone)::date AS day
  FROM (SELECT dense_rank() OVER (ORDER BY human) AS who, row_number() OVER (PARTITION BY human ORDER BY at, turn_id) AS nth,
               intent, band, outcome, language, at
          FROM (SELECT t.*, coalesce(p.same_as, t.person_id) AS human
                  FROM turn t
                  LEFT JOIN person p ON p.business_id = t.business_id AND p.person_id = t.person_id
                 WHERE t.business_id = :business AND t.at >= :since AND t.at < :until AND t.expires_on > :today
                   AND NOT EXISTS (SELECT 1 FROM withdrawal w
                                    WHERE w.business_id = t.business_id AND w.purpose = :purpose
                                      AND w.person_id IN (t.person_id, p.same_as))) named) numbered
 WHERE nth <= :most

-- messages --
-- Messages in and out of the period, by the same rules.
SELECT who, direction
  FROM (SELECT dense_rank() OVER (ORDER BY human) AS who,
               row_number() OVER (PARTITION BY human, direction ORDER BY at, message_id) AS nth, direction
          FROM (SELECT m.*, coalesce(p.same_as, m.person_id) AS human
                  FROM message m
                  LEFT JOIN person p ON p.business_id = m.business_id AND p.person_id = m.person_id
                 WHERE m.business_id = :business AND m.at >= :since AND m.at < :until AND m.expires_on > :today
                   AND NOT EXISTS (SELECT 1 FROM withdrawal w
                                    WHERE w.business_id = m.business_id AND w.purpose = :purpose
                                      AND w.person_id IN (m.person_id, p.same_as))) named) numbered
 WHERE nth <= :most

-- end_old --
-- Counts whose own promised time is over.
SELECT end_counted_periods(:newest)
