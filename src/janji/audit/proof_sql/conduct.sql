-- acts_outside_role --
-- Acts of staff with people's data while their role did not allow it, or while they had no place here at all.
WITH places AS (
    SELECT (detail::jsonb ->> 'staff')::bigint AS staff, at,
           CASE action WHEN 'staff.ended' THEN NULL ELSE detail::jsonb ->> 'role' END AS role,
           lead(at) OVER (PARTITION BY detail::jsonb ->> 'staff' ORDER BY at, chain, seq) AS until
      FROM ledger
     WHERE business_id = :business
       AND action IN ('staff.added', 'staff.renewed', 'staff.joined', 'staff.role', 'staff.ended')
       AND coalesce(detail::jsonb ->> 'role', '') <> 'password'  -- a new password gives no other place
)
SELECT l.chain, l.seq, l.at, l.action
  FROM ledger l
 WHERE l.business_id = :business AND l.action = ANY(:staff_acts::text[]) AND l.detail ~ '"staff":\d'
   AND NOT EXISTS (SELECT 1
                     FROM places p
                     JOIN unnest(:staff_acts::text[], :staff_roles::text[]) AS may (act, role)
                       ON may.role = p.role AND may.act = l.action
                    WHERE p.staff = (l.detail::jsonb ->> 'staff')::bigint
                      AND p.at <= l.at AND (p.until IS NULL OR l.at <= p.until))

-- acts_outside_role_evidence --
-- Acts looked at, and by how many people.
SELECT count(*) AS acts_of_staff, count(DISTINCT detail::jsonb ->> 'staff') AS staff_seen
  FROM ledger WHERE business_id = :business AND action = ANY(:staff_acts::text[]) AND detail ~ '"staff":\d'

-- acts_outside_role_missing --
-- Nobody of the staff has done anything with anybody's data.
SELECT 'no_act_of_staff_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM ledger
                    WHERE business_id = :business AND action = ANY(:staff_acts::text[]) AND detail ~ '"staff":\d')

-- holds_outside_clauses --
-- Holds on a ground that the policy does not name, things the ground does not name, holds that nobody looked at
-- again in time, and boxes of ended holds that were not emptied.
SELECT 'ground' AS what, hold_id AS id, at
  FROM hold
 WHERE business_id = :business AND ended_at IS NULL AND clause <> ALL(:hold_clauses::text[])
UNION ALL
SELECT 'kind', b.hold_id, min(b.made_at)
  FROM held b
  JOIN hold h ON h.business_id = b.business_id AND h.hold_id = b.hold_id
 WHERE b.business_id = :business
   AND NOT EXISTS (SELECT 1 FROM unnest(:hold_clauses::text[], :hold_kinds::text[]) AS g (clause, kind)
                    WHERE g.clause = h.clause AND g.kind = b.kind)
 GROUP BY b.hold_id
UNION ALL
SELECT 'review', hold_id, at
  FROM hold
 WHERE business_id = :business AND ended_at IS NULL AND review_on < :today::date
UNION ALL
SELECT 'not_emptied', h.hold_id, h.ended_at
  FROM hold h
 WHERE h.business_id = :business AND (h.ended_at AT TIME ZONE :zone::text)::date < :today::date
   AND (h.note IS NOT NULL OR h.person_id IS NOT NULL
        OR EXISTS (SELECT 1 FROM held b WHERE b.business_id = h.business_id AND b.hold_id = h.hold_id))

-- holds_outside_clauses_evidence --
-- Holds in force and what they keep, holds ended, and the next that must be looked at again.
SELECT count(*) FILTER (WHERE ended_at IS NULL) AS holds_standing, count(ended_at) AS holds_ended,
       (SELECT count(*) FROM held WHERE business_id = :business) AS things_held,
       min(review_on) FILTER (WHERE ended_at IS NULL) AS next_review
  FROM hold WHERE business_id = :business

-- holds_outside_clauses_missing --
-- Without a ground in the policy nothing may be held; before the first hold there is nothing to look at.
SELECT 'no_ground_for_holds' AS missing WHERE coalesce(cardinality(:hold_clauses::text[]), 0) = 0
UNION ALL
SELECT 'no_hold_yet' WHERE NOT EXISTS (SELECT 1 FROM hold WHERE business_id = :business)

-- people_left_waiting --
-- Messages that got no answer in the promised time: nobody wrote back, and nobody settled the conversation.
-- What an abuse limit kept the bot from answering does not count; a blocked sender neither.
WITH talk AS (
    SELECT m.person_id, m.message_id, m.at, m.direction,
           min(m.at) FILTER (WHERE m.direction = 'out' AND m.state IN ('accepted', 'sent', 'delivered', 'read'))
               OVER (PARTITION BY coalesce(p.same_as, m.person_id) ORDER BY m.at, m.direction
                     ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS answered_at
      FROM message m
      LEFT JOIN person p ON p.business_id = m.business_id AND p.person_id = m.person_id
     WHERE m.business_id = :business
)
SELECT t.message_id AS id, t.at, t.answered_at
  FROM talk t
 WHERE t.direction = 'in' AND t.at < :now::timestamptz - make_interval(hours => :answered_hours::int)
   AND coalesce(t.answered_at, 'infinity') > t.at + make_interval(hours => :answered_hours::int)
   AND NOT EXISTS (SELECT 1 FROM ledger l
                    WHERE l.business_id = :business AND l.action = 'care.closed' AND l.subject = t.person_id
                      AND l.at BETWEEN t.at AND t.at + make_interval(hours => :answered_hours::int))
   AND NOT EXISTS (SELECT 1 FROM turn u
                    WHERE u.business_id = :business AND u.person_id = t.person_id
                      AND u.outcome IN ('muted', 'silenced') AND u.at >= t.at
                      AND u.at <= t.at + make_interval(hours => :answered_hours::int))
   AND NOT EXISTS (SELECT 1 FROM silence s
                    WHERE s.business_id = :business AND s.person_id = t.person_id AND s.kind = 'block')

-- people_left_waiting_evidence --
-- The middle and the longest time until an answer, beside the promise.
SELECT count(*) AS messages_in, :answered_hours::int AS promised_hours,
       extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY waited))::bigint AS median_seconds,
       extract(epoch FROM max(waited))::bigint AS slowest_seconds
  FROM (SELECT direction,
               min(at) FILTER (WHERE direction = 'out' AND state IN ('accepted', 'sent', 'delivered', 'read'))
                   OVER (PARTITION BY person_id ORDER BY at, direction
                         ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) - at AS waited
          FROM message WHERE business_id = :business) t
 WHERE direction = 'in'

-- people_left_waiting_missing --
-- Without a promised time, or before anybody wrote, nobody can tell.
SELECT 'no_answer_time_promised' AS missing WHERE :answered_hours::int IS NULL
UNION ALL
SELECT 'no_message_held'
 WHERE NOT EXISTS (SELECT 1 FROM message WHERE business_id = :business AND direction = 'in')

-- complaints_left_open --
-- Complaints that nobody settled with an outcome in the promised time.
SELECT t.turn_id AS id, t.at, t.outcome
  FROM turn t
 WHERE t.business_id = :business AND t.intent = ANY(:complaints::text[])
   AND t.at < :now::timestamptz - make_interval(hours => :settled_hours::int)
   AND NOT EXISTS (SELECT 1 FROM ledger l
                    WHERE l.business_id = :business AND l.action = 'care.closed' AND l.subject = t.person_id
                      AND l.at BETWEEN t.at AND t.at + make_interval(hours => :settled_hours::int)
                      AND coalesce(l.detail::jsonb ->> 'outcome', 'none') <> 'none')

-- complaints_left_open_evidence --
-- Complaints held, and conversations that ended with an outcome.
SELECT (SELECT count(*) FROM turn WHERE business_id = :business AND intent = ANY(:complaints::text[])) AS complaints,
       (SELECT count(*) FROM ledger WHERE business_id = :business AND action = 'care.closed'
           AND coalesce(detail::jsonb ->> 'outcome', 'none') <> 'none') AS closed_with_outcome,
       :settled_hours::int AS promised_hours

-- complaints_left_open_missing --
-- Without a promised time, or before anybody complained, nobody can tell.
SELECT 'no_settling_time_promised' AS missing WHERE :settled_hours::int IS NULL
UNION ALL
SELECT 'no_complaint_held'
 WHERE NOT EXISTS (SELECT 1 FROM turn WHERE business_id = :business AND intent = ANY(:complaints::text[]))
