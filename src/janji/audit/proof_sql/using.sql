-- reads_outside_purposes --
-- Openings of personal data for a purpose, or of a kind, that the policy does not allow together.
SELECT l.chain, l.seq, l.at, l.action
  FROM (SELECT chain, seq, at, action, detail::jsonb AS d
          FROM ledger WHERE business_id = :business AND action IN ('vault.read', 'vault.contact')) l
 WHERE coalesce(l.d ->> 'purpose', '') <> ALL(:purposes::text[])
    OR EXISTS (SELECT 1
                 FROM unnest(string_to_array(coalesce(l.d ->> 'kinds', l.d ->> 'kind'), ' ')) AS k (kind)
                WHERE NOT EXISTS (SELECT 1 FROM unnest(:use_kinds::text[], :use_purposes::text[]) AS u (kind, purpose)
                                   WHERE u.purpose = l.d ->> 'purpose'
                                     AND u.kind = CASE l.action WHEN 'vault.contact' THEN 'identifier_' ELSE '' END || k.kind))
UNION ALL
-- More messages went out to somebody than the lines say their address was opened.
SELECT max(chain), max(seq), max(at), 'message.out'
  FROM ledger
 WHERE business_id = :business AND action IN ('message.out', 'vault.contact') AND subject IS NOT NULL
 GROUP BY subject
HAVING count(*) FILTER (WHERE action = 'message.out') > count(*) FILTER (WHERE action = 'vault.contact')
UNION ALL
-- More was answered than the lines say was read: words were opened without one. Staff's own looking does not count.
SELECT NULL, NULL, t.newest, 'turn'
  FROM (SELECT person_id, count(*) AS turns, min(at) AS oldest, max(at) AS newest
          FROM turn WHERE business_id = :business GROUP BY person_id) t
  LEFT JOIN ledger l ON l.business_id = :business AND l.action = 'vault.read' AND l.at >= t.oldest
                    AND (l.subject = t.person_id OR l.subject IS NULL) AND l.detail::jsonb ->> 'staff' IS NULL
 GROUP BY t.person_id, t.turns, t.newest
HAVING t.turns > count(l.seq)
UNION ALL
-- Opened for a purpose that the person had refused before and still refuses.
SELECT l.chain, l.seq, l.at, l.action
  FROM withdrawal w
  JOIN ledger l ON l.business_id = :business AND l.subject = w.person_id AND l.at > w.at
 WHERE w.business_id = :business AND l.action IN ('vault.read', 'vault.contact')
   AND l.detail::jsonb ->> 'purpose' = w.purpose

-- reads_outside_purposes_evidence --
-- Readings recorded, readings refused.
SELECT count(*) FILTER (WHERE action IN ('vault.read', 'vault.contact')) AS readings,
       count(*) FILTER (WHERE action = 'vault.refused') AS readings_refused
  FROM ledger WHERE business_id = :business AND action LIKE 'vault.%'

-- reads_outside_purposes_missing --
-- Nothing was ever opened.
SELECT 'no_reading_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action IN ('vault.read', 'vault.contact'))

-- insight_cells_below_k --
-- Counts about fewer people than promised, or closed under a weaker rule.
SELECT period, CASE WHEN metric = ANY(:counters::text[]) THEN metric ELSE '?' END AS metric, n, k
  FROM cell WHERE business_id = :business AND (n < :k::int OR k < :k::int)

-- insight_cells_below_k_evidence --
-- Counts kept, and the smallest of them.
SELECT count(*) AS cells, min(n) AS smallest, :k::int AS promised_k FROM cell WHERE business_id = :business

-- insight_cells_below_k_missing --
-- No week has been counted yet.
SELECT 'no_cell_yet' AS missing WHERE NOT EXISTS (SELECT 1 FROM cell WHERE business_id = :business)
UNION ALL
SELECT 'no_k_promised' WHERE :k::int IS NULL

-- insight_cells_with_personal_data --
-- Counts whose name is not on the closed list, or whose slot is no closed word: names, numbers, addresses.
SELECT period, CASE WHEN metric = ANY(:counters::text[]) THEN metric ELSE '?' END AS metric, count(*) AS n
  FROM cell
 WHERE business_id = :business
   AND (metric <> ALL(:counters::text[]) OR slot !~ '^[a-z0-9][a-z0-9_.-]{0,47}$' OR slot ~ '\d{5}'
        OR slot ~ '^[0-9a-f]{8}-[0-9a-f]{4}-')
 GROUP BY 1, 2

-- insight_cells_with_personal_data_evidence --
-- Counts kept, and how many different words they use.
SELECT count(*) AS cells, count(DISTINCT slot) AS words_used FROM cell WHERE business_id = :business

-- insight_cells_with_personal_data_missing --
-- No week has been counted yet.
SELECT 'no_cell_yet' AS missing WHERE NOT EXISTS (SELECT 1 FROM cell WHERE business_id = :business)

-- insight_cells_kept_too_long --
-- Counts, and the notes that a period was counted, whose own promised time has been over for a whole day.
SELECT 'cell' AS held_in, period, count(*) AS n
  FROM cell
 WHERE business_id = :business AND period + :counts_keep::interval < :today::date
 GROUP BY period
UNION ALL
SELECT 'counted_period', period, 1
  FROM counted_period
 WHERE business_id = :business AND period + :counts_keep::interval < :today::date

-- insight_cells_kept_too_long_evidence --
-- Counts kept, how old the oldest are, and how many times old ones ended.
SELECT count(*) AS cells, min(period) AS oldest_period,
       (SELECT count(*) FROM ledger WHERE business_id = :business AND action = 'insight.ended') AS count_ends
  FROM cell WHERE business_id = :business

-- insight_cells_kept_too_long_missing --
-- Nothing was counted yet, or nobody promised how long counts are kept.
SELECT 'no_cell_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM cell WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM counted_period WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'insight.ended')
UNION ALL
SELECT 'no_period_promised' WHERE :counts_keep::interval IS NULL
