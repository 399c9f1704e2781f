-- turns --
-- What was asked in the period, each human being as a number that means nothing outside this answer.
-- Left out: rows whose last day has come (they wait for the sweep and may not be used any more), people who
-- objected to being counted or restricted the use of their data, and everything beyond the promised number per person.
SELECT who, intent, band, outcome, language, to_char(at AT TIME ZONE :zone, 'HH24') AS hour,
       extract(isodow FROM at AT TIME ZONE :zone)::int AS weekday, (at AT TIME ZONE :zone)::date AS day
  FROM (SELECT dense_rank() OVER (ORDER BY human) AS who, row_number() OVER (PARTITION BY human ORDER BY at, turn_id) AS nth,
               intent, band, outcome, language, at
          FROM (SELECT t.*, coalesce(p.same_as, t.person_id) AS human
                  FROM turn t
                  LEFT JOIN person p ON p.business_id = t.business_id AND p.person_id = t.person_id
                 WHERE t.business_id = :business AND t.at >= :since AND t.at < :until AND t.expires_on > :today
                   AND NOT EXISTS (SELECT 1 FROM refused_use w
                                    WHERE w.business_id = t.business_id AND (w.purpose = :purpose OR w.purpose IS NULL)
                                      AND w.human = coalesce(p.same_as, t.person_id))) named) numbered
 WHERE nth <= :most

-- messages --
-- Messages in and out of the period and how they fared, by the same rules.
SELECT who, direction, state
  FROM (SELECT dense_rank() OVER (ORDER BY human) AS who,
               row_number() OVER (PARTITION BY human, direction ORDER BY at, message_id) AS nth, direction, state
          FROM (SELECT m.*, coalesce(p.same_as, m.person_id) AS human
                  FROM message m
                  LEFT JOIN person p ON p.business_id = m.business_id AND p.person_id = m.person_id
                 WHERE m.business_id = :business AND m.at >= :since AND m.at < :until AND m.expires_on > :today
                   AND NOT EXISTS (SELECT 1 FROM refused_use w
                                    WHERE w.business_id = m.business_id AND (w.purpose = :purpose OR w.purpose IS NULL)
                                      AND w.human = coalesce(p.same_as, m.person_id))) named) numbered
 WHERE nth <= :most

-- talks --
-- Conversations that were answered: seconds to the first answer, to a person's, to the last. A silence longer than
-- the policy's gap ends one; notices that nobody waited for answer nothing. Waiting for a person begins with the
-- hand-over to people; without one, with the question.
WITH named AS (
    SELECT coalesce(p.same_as, m.person_id) AS human, m.message_id, m.direction, m.author, m.at,
           coalesce(m.sent_at, m.at) AS told_at
      FROM message m
      LEFT JOIN person p ON p.business_id = m.business_id AND p.person_id = m.person_id
     WHERE m.business_id = :business AND m.at >= :since AND m.at < :until AND m.expires_on > :today
       AND (m.direction = 'in' OR (m.lane = 0 AND coalesce(m.state, 'sent') NOT IN ('failed', 'refused')))
       AND NOT EXISTS (SELECT 1 FROM refused_use w
                        WHERE w.business_id = m.business_id AND (w.purpose = :purpose OR w.purpose IS NULL)
                          AND w.human = coalesce(p.same_as, m.person_id))
), handed AS (
    SELECT coalesce(p.same_as, t.person_id) AS human, t.at
      FROM turn t
      LEFT JOIN person p ON p.business_id = t.business_id AND p.person_id = t.person_id
     WHERE t.business_id = :business AND t.at >= :since AND t.at < :until AND t.expires_on > :today
       AND t.outcome = 'handed_over'
), marked AS (
    SELECT *, direction = 'in' AND coalesce(at - lag(at) OVER (PARTITION BY human ORDER BY at, message_id) > :gap, true) AS begins
      FROM named
), numbered AS (
    SELECT *, sum(begins::int) OVER (PARTITION BY human ORDER BY at, message_id) AS nth FROM marked
), held AS (
    SELECT human, nth, min(at) AS asked_at,
           min(told_at) FILTER (WHERE direction = 'out') AS answered_at,
           min(told_at) FILTER (WHERE author = 'agent') AS by_person_at,
           max(told_at) FILTER (WHERE direction = 'out') AS last_at
      FROM numbered WHERE nth BETWEEN 1 AND :most
     GROUP BY human, nth
)
SELECT dense_rank() OVER (ORDER BY human) AS who, extract(epoch FROM answered_at - asked_at)::bigint AS first,
       extract(epoch FROM by_person_at - coalesce(handed_at, asked_at))::bigint AS person,
       extract(epoch FROM last_at - asked_at)::bigint AS whole
  FROM (SELECT h.human, h.nth, h.asked_at, h.answered_at, h.by_person_at, h.last_at, min(d.at) AS handed_at
          FROM held h
          LEFT JOIN handed d ON d.human = h.human AND d.at >= h.asked_at AND d.at <= h.by_person_at
         WHERE h.answered_at IS NOT NULL
         GROUP BY h.human, h.nth, h.asked_at, h.answered_at, h.by_person_at, h.last_at) one

-- refusals --
-- Who said no to what in the period; who refused to be counted is not.
SELECT dense_rank() OVER (ORDER BY coalesce(p.same_as, w.person_id)) AS who, w.purpose
  FROM withdrawal w
  LEFT JOIN person p ON p.business_id = w.business_id AND p.person_id = w.person_id
 WHERE w.business_id = :business AND w.at >= :since AND w.at < :until AND w.purpose <> :purpose
   AND NOT EXISTS (SELECT 1 FROM refused_use o
                    WHERE o.business_id = w.business_id AND (o.purpose = :purpose OR o.purpose IS NULL)
                      AND o.human = coalesce(p.same_as, w.person_id))

-- requests --
-- Requests about data that were settled in the period, or should have been.
SELECT who, in_time
  FROM (SELECT dense_rank() OVER (ORDER BY human) AS who, row_number() OVER (PARTITION BY human ORDER BY due_at) AS nth, in_time
          FROM (SELECT coalesce(p.same_as, r.person_id, r.request_id) AS human, r.due_at,
                       coalesce(r.finished_at <= r.due_at, false) AS in_time
                  FROM request r
                  LEFT JOIN person p ON p.business_id = r.business_id AND p.person_id = r.person_id
                 WHERE r.business_id = :business
                   AND (r.finished_at >= :since AND r.finished_at < :until
                        OR r.finished_at IS NULL AND r.due_at >= :since AND r.due_at < :until)
                   AND NOT EXISTS (SELECT 1 FROM refused_use w
                                    WHERE w.business_id = r.business_id AND (w.purpose = :purpose OR w.purpose IS NULL)
                                      AND w.human = coalesce(p.same_as, r.person_id))) named) numbered
 WHERE nth <= :most
