-- sit --
-- This member of staff is at the desk now.
INSERT INTO seat (business_id, staff_id, seen_at, takes) VALUES (:business, :staff, :now, :takes)
ON CONFLICT (business_id, staff_id) DO UPDATE SET seen_at = excluded.seen_at, takes = excluded.takes

-- say_away --
-- They said whether they take conversations now.
INSERT INTO seat (business_id, staff_id, seen_at, takes, away) VALUES (:business, :staff, :now, :takes, :away)
ON CONFLICT (business_id, staff_id) DO UPDATE
   SET seen_at = excluded.seen_at, takes = excluded.takes, away = excluded.away

-- stand_up --
-- They left the desk a moment ago.
UPDATE seat SET seen_at = least(seen_at, :long_ago::timestamptz) WHERE business_id = :business AND staff_id = :staff

-- end_seat --
-- They have no place here any more.
DELETE FROM seat WHERE business_id = :business AND staff_id = :staff

-- look_away --
-- No conversation is open before them.
DELETE FROM presence WHERE business_id = :business AND staff_id = :staff

-- seats --
-- Who is at the desk, and how much each carries.
SELECT s.staff_id, s.seen_at, s.away, s.takes,
       (SELECT count(*) FROM conversation c
         WHERE c.business_id = :business AND c.agent_id = s.staff_id AND c.state IN ('waiting', 'agent')) AS has
  FROM seat s
 WHERE s.business_id = :business
 ORDER BY s.staff_id

-- look_in --
-- They have this conversation open, or write in it; the answer is what was so before.
WITH was AS (
    SELECT open_until, typing_until FROM presence
     WHERE business_id = :business AND person_id = :person AND staff_id = :staff
), now_there AS (
    INSERT INTO presence (business_id, person_id, staff_id, open_until, typing_until)
    SELECT :business, c.person_id, :staff, :open_until, :typing_until
      FROM conversation c WHERE c.business_id = :business AND c.person_id = :person
    ON CONFLICT (business_id, person_id, staff_id) DO UPDATE
       SET open_until = excluded.open_until, typing_until = excluded.typing_until
    RETURNING 1
)
SELECT (SELECT count(*) FROM now_there) AS there,
       coalesce((SELECT open_until > :now FROM was), false) AS was_open,
       coalesce((SELECT typing_until > :now FROM was), false) AS was_typing

-- leave --
-- They closed it.
DELETE FROM presence WHERE business_id = :business AND person_id = :person AND staff_id = :staff

-- others_in --
-- Who else has this conversation open now, and who of them writes.
SELECT staff_id, coalesce(typing_until > :now, false) AS typing
  FROM presence
 WHERE business_id = :business AND person_id = :person AND staff_id <> :staff AND open_until > :now
 ORDER BY typing DESC, staff_id

-- forget --
-- Moments that are over.
DELETE FROM presence WHERE business_id = :business AND open_until <= :now

-- tell --
-- Open desks hear of it with the commit.
SELECT pg_notify('janji_desk', :word)
