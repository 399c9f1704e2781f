-- filters --
-- What narrows any list; a part of the pages below, put in where they say so.
   AND (:language::text IS NULL OR c.language = :language)
   AND (:agent::integer IS NULL OR c.agent_id = :agent)
   AND (:label::integer IS NULL
        OR EXISTS (SELECT 1 FROM conversation_label l
                    WHERE l.business_id = :business AND l.person_id = c.person_id AND l.label_id = :label))
   AND (NOT :failed::boolean
        OR c.person_id = ANY (ARRAY(SELECT m.person_id FROM message m
                                     WHERE m.business_id = :business AND m.state IN ('failed', 'refused')
                                       AND m.repeated_at IS NULL)))
   AND (:closing_after::timestamptz IS NULL OR (c.last_in_at > :closing_after AND c.last_in_at <= :closing_until))
   AND (:ends_before::timestamptz IS NULL OR c.last_in_at < :ends_before)
   AND (NOT :unread::boolean
        OR NOT EXISTS (SELECT 1 FROM read_mark r
                        WHERE r.business_id = :business AND r.staff_id = :staff AND r.person_id = c.person_id
                          AND r.read_at >= c.last_in_at))

-- by_newest --
-- Conversations by where they stand, who wrote last first.
SELECT c.person_id, c.last_in_at AS at
  FROM conversation c
 WHERE c.business_id = :business AND c.state = ANY(:states)
   AND (:after::timestamptz IS NULL OR (c.last_in_at, c.person_id) < (:after, :after_person::uuid))
   /* filters */
 ORDER BY c.last_in_at DESC, c.person_id DESC
 LIMIT :most

-- by_mine --
-- One's own, who wrote last first.
SELECT c.person_id, c.last_in_at AS at
  FROM conversation c
 WHERE c.business_id = :business AND c.agent_id = :staff AND c.state IN ('waiting', 'agent')
   AND (c.snoozed_until IS NULL OR c.snoozed_until <= :now)
   AND (:after::timestamptz IS NULL OR (c.last_in_at, c.person_id) < (:after, :after_person::uuid))
   /* filters */
 ORDER BY c.last_in_at DESC, c.person_id DESC
 LIMIT :most

-- by_waiting --
-- Those who wait for an answer, the longest waiting first; of nobody alone, or looked at by nobody alone.
SELECT c.person_id, c.waiting_since AS at
  FROM conversation c
 WHERE c.business_id = :business AND c.waiting_since IS NOT NULL
   AND (NOT :nobodys::boolean OR (c.state = 'waiting' AND c.agent_id IS NULL))
   AND (NOT :unseen::boolean OR c.seen_at IS NULL)
   AND (c.snoozed_until IS NULL OR c.snoozed_until <= :now)
   AND (:after::timestamptz IS NULL OR (c.waiting_since, c.person_id) > (:after, :after_person::uuid))
   /* filters */
 ORDER BY c.waiting_since, c.person_id
 LIMIT :most

-- by_sleep --
-- Those put aside until a time, who wakes first first.
SELECT c.person_id, c.snoozed_until AS at
  FROM conversation c
 WHERE c.business_id = :business AND c.snoozed_until > :now
   AND (:after::timestamptz IS NULL OR (c.snoozed_until, c.person_id) > (:after, :after_person::uuid))
   /* filters */
 ORDER BY c.snoozed_until, c.person_id
 LIMIT :most

-- counts --
-- How many stand where, for the one who looks. Each part reads only who belongs to it, by its index; only the sums of
-- everything pass over all, without a join. heard: who is muted rings no bell.
SELECT alls.everything, alls.bot, alls.closed, waits.waiting, waits.unassigned, waits.new, waits.new_heard,
       own.mine, own.mine_heard, sleeps.snoozed
  FROM (SELECT coalesce(sum(n), 0)::bigint AS everything,
               coalesce(sum(n) FILTER (WHERE state = 'bot'), 0)::bigint AS bot,
               coalesce(sum(n) FILTER (WHERE state = 'closed'), 0)::bigint AS closed
          FROM (SELECT state, count(*) AS n FROM conversation WHERE business_id = :business GROUP BY state) AS stands) AS alls
 CROSS JOIN (
       SELECT count(*) AS waiting,
              count(*) FILTER (WHERE c.state = 'waiting' AND c.agent_id IS NULL) AS unassigned,
              count(*) FILTER (WHERE c.state = 'waiting' AND c.agent_id IS NULL AND c.seen_at IS NULL) AS new,
              count(*) FILTER (WHERE c.state = 'waiting' AND c.agent_id IS NULL AND c.seen_at IS NULL
                                 AND NOT EXISTS (SELECT 1 FROM silence q
                                                  WHERE q.business_id = :business AND q.person_id = c.person_id
                                                    AND (q.until IS NULL OR q.until > :now))) AS new_heard
         FROM conversation c
        WHERE c.business_id = :business AND c.waiting_since IS NOT NULL
          AND (c.snoozed_until IS NULL OR c.snoozed_until <= :now)) AS waits
 CROSS JOIN (
       SELECT count(*) AS mine,
              count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM read_mark r
                                                  WHERE r.business_id = :business AND r.staff_id = :staff
                                                    AND r.person_id = c.person_id AND r.read_at >= c.last_in_at)
                                 AND NOT EXISTS (SELECT 1 FROM silence q
                                                  WHERE q.business_id = :business AND q.person_id = c.person_id
                                                    AND (q.until IS NULL OR q.until > :now))) AS mine_heard
         FROM conversation c
        WHERE c.business_id = :business AND c.agent_id = :staff AND c.state IN ('waiting', 'agent')
          AND (c.snoozed_until IS NULL OR c.snoozed_until <= :now)) AS own
 CROSS JOIN (
       SELECT count(*) AS snoozed FROM conversation WHERE business_id = :business AND snoozed_until > :now) AS sleeps

-- rows --
-- The conversations of one page: envelopes and where their newest words lie; nothing is opened here.
SELECT c.person_id, c.state, c.language, c.last_in_at, c.waiting_since, c.agent_id, c.snoozed_until, c.seen_at,
       last.record_id AS last_id, last.expires_on AS last_day, last.kind AS last_kind,
       coalesce(last.made_at, c.last_in_at) AS last_at, said.record_id AS said_id, said.expires_on AS said_day,
       (SELECT count(*) FROM (SELECT 1 FROM record u
                               WHERE u.business_id = :business AND u.person_id = c.person_id AND u.kind = 'message_in'
                                 AND u.made_at > coalesce(mark.read_at, '-infinity') LIMIT 100) AS more) AS unread,
       (SELECT count(*) FROM message m
         WHERE m.business_id = :business AND m.person_id = c.person_id AND m.state IN ('failed', 'refused')
           AND m.repeated_at IS NULL) AS failed
  FROM unnest(:people::uuid[]) WITH ORDINALITY AS w (person_id, place)
  JOIN conversation c ON c.business_id = :business AND c.person_id = w.person_id
  LEFT JOIN read_mark mark ON mark.business_id = :business AND mark.staff_id = :staff AND mark.person_id = c.person_id
  LEFT JOIN LATERAL (SELECT r.record_id, r.expires_on, r.kind, r.made_at FROM record r
                      WHERE r.business_id = :business AND r.person_id = c.person_id AND r.kind = ANY(:kinds)
                      ORDER BY r.made_at DESC LIMIT 1) AS last ON true
  LEFT JOIN LATERAL (SELECT r.record_id, r.expires_on FROM record r
                      WHERE r.business_id = :business AND r.person_id = c.person_id AND r.kind = 'message_in'
                      ORDER BY r.made_at DESC LIMIT 1) AS said ON true
 ORDER BY w.place

-- belong --
-- Which of these belong to the list shown, and where in it they stand.
SELECT c.person_id, CASE :key WHEN 'waiting' THEN c.waiting_since WHEN 'sleep' THEN c.snoozed_until ELSE c.last_in_at END AS at
  FROM conversation c
 WHERE c.business_id = :business AND c.person_id = ANY(:people) AND c.state = ANY(:states)
   AND (:key <> 'waiting' OR c.waiting_since IS NOT NULL)
   AND (:key <> 'mine' OR (c.agent_id = :staff AND c.state IN ('waiting', 'agent')))
   AND (NOT :nobodys::boolean OR (c.state = 'waiting' AND c.agent_id IS NULL))
   AND (NOT :unseen::boolean OR c.seen_at IS NULL)
   AND CASE :key WHEN 'sleep' THEN c.snoozed_until > :now WHEN 'newest' THEN true
                 ELSE c.snoozed_until IS NULL OR c.snoozed_until <= :now END
   /* filters */

-- called --
-- The notes that call somebody: in which conversation, when, and whether they have looked since.
SELECT n.person_id, n.made_at AS at, (m.read_at >= n.made_at) IS NOT TRUE AS new
  FROM unnest(:records::uuid[], :days::date[]) AS w (record_id, day)
  JOIN record n ON n.business_id = :business AND n.record_id = w.record_id AND n.expires_on = w.day
  JOIN conversation c ON c.business_id = :business AND c.person_id = n.person_id
  LEFT JOIN read_mark m ON m.business_id = :business AND m.staff_id = :staff AND m.person_id = n.person_id
 ORDER BY n.made_at DESC
