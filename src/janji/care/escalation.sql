-- setting --
-- After how many minutes, and to whom.
SELECT escalate_minutes AS minutes, escalate_to AS second FROM inbox_setting WHERE business_id = :business

-- keep --
-- The owner chose; how conversations are given out stays as it is.
INSERT INTO inbox_setting (business_id, assignment, most_each, away_minutes, escalate_minutes, escalate_to)
VALUES (:business, :mode, :most_each, :away_minutes, :minutes, :second)
ON CONFLICT (business_id) DO UPDATE
   SET escalate_minutes = excluded.escalate_minutes, escalate_to = excluded.escalate_to

-- late --
-- Who has waited since before the moment given and was not told of yet, the longest first.
UPDATE conversation v
   SET escalated_at = :now
  FROM (SELECT person_id FROM conversation
         WHERE business_id = :business AND waiting_since <= :since AND state IN ('waiting', 'agent')
           AND (escalated_at IS NULL OR escalated_at < waiting_since)
           AND (snoozed_until IS NULL OR snoozed_until <= :now)
         ORDER BY waiting_since, person_id
         LIMIT :most
           FOR UPDATE SKIP LOCKED) due
 WHERE v.business_id = :business AND v.person_id = due.person_id
RETURNING v.person_id, v.agent_id

-- standing --
-- How many wait too long now, and since when the first of them waits.
SELECT count(*)::int AS n, min(waiting_since) AS since
  FROM conversation
 WHERE business_id = :business AND escalated_at >= waiting_since AND state IN ('waiting', 'agent')
   AND (snoozed_until IS NULL OR snoozed_until <= :now)

-- among --
-- Which of these wait too long.
SELECT person_id FROM conversation
 WHERE business_id = :business AND person_id = ANY(:people) AND escalated_at >= waiting_since
   AND state IN ('waiting', 'agent')
