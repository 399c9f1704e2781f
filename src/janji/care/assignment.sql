-- give_to --
-- These conversations are this member of staff's to answer; one the assistant led waits for them now.
UPDATE conversation
   SET agent_id = :agent, assigned_at = :now, snoozed_until = NULL,
       waiting_since = CASE WHEN state IN ('bot', 'closed') THEN last_in_at ELSE waiting_since END,
       agent_at = CASE WHEN state = 'agent' THEN :now ELSE agent_at END,
       state = CASE WHEN state = 'agent' THEN 'agent' ELSE 'waiting' END
 WHERE business_id = :business AND person_id = ANY(:people)

-- let_go --
-- Nobody's any more: back among those who wait, as long as they have waited.
UPDATE conversation
   SET agent_id = NULL, assigned_at = NULL, agent_at = NULL, state = 'waiting',
       waiting_since = coalesce(waiting_since, last_in_at)
 WHERE business_id = :business AND person_id = ANY(:people)

-- setting --
-- How conversations find somebody here.
SELECT assignment, most_each, away_minutes FROM inbox_setting WHERE business_id = :business

-- keep_setting --
-- The owner chose.
INSERT INTO inbox_setting (business_id, assignment, most_each, away_minutes)
VALUES (:business, :assignment, :most_each, :away_minutes)
ON CONFLICT (business_id) DO UPDATE
   SET assignment = excluded.assignment, most_each = excluded.most_each, away_minutes = excluded.away_minutes

-- alone --
-- One process gives out at a time, so that loads are counted right; another just goes on.
SELECT pg_try_advisory_xact_lock(74211, :business) AS mine

-- give_out --
-- Who waits longest goes to who is next: those on duty in the order of their load or of when each was last
-- given one, each up to what one person can carry. Set by set: no loop, and nothing that changed meanwhile.
WITH due AS (
    SELECT person_id, waiting_since
      FROM conversation
     WHERE business_id = :business AND state = 'waiting' AND agent_id IS NULL
       AND (snoozed_until IS NULL OR snoozed_until <= :now)
     ORDER BY waiting_since, person_id
     LIMIT :most
       FOR UPDATE SKIP LOCKED
), queue AS (
    SELECT person_id, row_number() OVER (ORDER BY waiting_since, person_id) AS n FROM due
), carried AS (
    SELECT agent_id, count(*) AS has
      FROM conversation
     WHERE business_id = :business AND agent_id IS NOT NULL AND state IN ('waiting', 'agent')
     GROUP BY agent_id
), places AS (
    SELECT s.staff_id,
           row_number() OVER (ORDER BY k + CASE WHEN :by_load::boolean THEN coalesce(c.has, 0) ELSE 0 END,
                                       s.given_at NULLS FIRST, s.staff_id) AS n
      FROM seat s
      LEFT JOIN carried c ON c.agent_id = s.staff_id
     CROSS JOIN generate_series(1, :most_each::integer) AS k
     WHERE s.business_id = :business AND s.takes AND NOT s.away AND s.seen_at > :here_since
       AND coalesce(c.has, 0) + k <= :most_each
), given AS (
    UPDATE conversation v
       SET agent_id = p.staff_id, assigned_at = :now
      FROM queue q
      JOIN places p ON p.n = q.n
     WHERE v.business_id = :business AND v.person_id = q.person_id AND v.state = 'waiting' AND v.agent_id IS NULL
    RETURNING v.person_id, v.agent_id, p.n
), turns AS (
    UPDATE seat s
       SET given_at = :now::timestamptz + g.n * interval '1 microsecond'
      FROM (SELECT agent_id, max(n) AS n FROM given GROUP BY agent_id) g
     WHERE s.business_id = :business AND s.staff_id = g.agent_id
    RETURNING 1
)
SELECT person_id, agent_id FROM given ORDER BY n

-- of_staff --
-- Who is with this member of staff, or was put aside by them.
SELECT person_id FROM conversation
 WHERE business_id = :business AND agent_id = :staff AND state IN ('waiting', 'agent')
 ORDER BY person_id FOR UPDATE

-- of_the_away --
-- Who waits for somebody who is not at the desk any more. Who was never seen at the desk is not judged by it.
SELECT v.person_id, v.agent_id
  FROM conversation v
  JOIN seat s ON s.business_id = v.business_id AND s.staff_id = v.agent_id
 WHERE v.business_id = :business AND v.state IN ('waiting', 'agent') AND v.waiting_since IS NOT NULL
   AND (s.away OR s.seen_at <= :here_since) AND v.assigned_at <= :here_since
 ORDER BY v.person_id
 LIMIT :most
   FOR UPDATE OF v SKIP LOCKED
