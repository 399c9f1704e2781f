-- mark_read --
-- This member of staff has read these conversations until now.
INSERT INTO read_mark (business_id, staff_id, person_id, read_at)
SELECT :business, :staff, c.person_id, :now
  FROM conversation c
 WHERE c.business_id = :business AND c.person_id = ANY(:people)
 ORDER BY c.person_id
ON CONFLICT (business_id, staff_id, person_id) DO UPDATE SET read_at = greatest(read_mark.read_at, excluded.read_at)

-- first_look --
-- Somebody of the staff has looked: not new any more.
UPDATE conversation SET seen_at = :now
 WHERE business_id = :business AND person_id = ANY(:people) AND seen_at IS NULL

-- hold --
-- The named conversations in one order, so that two who change many at once wait for each other and never in a circle.
SELECT person_id, state, agent_id, snoozed_until
  FROM conversation
 WHERE business_id = :business AND person_id = ANY(:people)
 ORDER BY person_id
   FOR UPDATE

-- snooze --
-- Out of sight until then.
UPDATE conversation SET snoozed_until = :until
 WHERE business_id = :business AND person_id = ANY(:people)

-- wake --
-- Their time has come: back in sight.
UPDATE conversation SET snoozed_until = NULL
 WHERE business_id = :business AND snoozed_until <= :now

-- close_many --
-- Settled: the next message begins a new session.
UPDATE conversation
   SET state = 'closed', agent_id = NULL, agent_at = NULL, assigned_at = NULL, waiting_since = NULL,
       snoozed_until = NULL, misses = 0, question = NULL, outcome = NULL, closed_at = :now, rated = NULL
 WHERE business_id = :business AND person_id = ANY(:people)
