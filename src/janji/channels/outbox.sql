-- put --
-- One message to send. Its words lie sealed in the record of the same id; an id given twice is sent once.
INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at, state, lane, author, next_at)
VALUES (:business, :message, :expires_on, :person, 'out', :now, 'queued', :lane, :author, :now)
ON CONFLICT DO NOTHING

-- claim --
-- The oldest unsent message of each person, replies before notices; a lease, so that a lost sender loses nothing.
-- (A look for each row by itself: joined all at once, a crowd in tables without statistics is held beside itself.)
WITH due AS (
    SELECT m.message_id, m.expires_on, m.state AS was
      FROM message m
     WHERE m.business_id = :business AND m.state IN ('queued', 'sending') AND m.next_at <= :now
       AND m.message_id = (SELECT earliest.message_id FROM message earliest
                            WHERE earliest.business_id = :business AND earliest.person_id = m.person_id
                              AND earliest.state IN ('queued', 'sending')
                            ORDER BY earliest.message_id
                            LIMIT 1)
     ORDER BY m.lane, m.next_at
     LIMIT :most
       FOR UPDATE SKIP LOCKED
)
UPDATE message m
   SET state = 'sending', tries = m.tries + 1, next_at = :lease_until
  FROM due d
 WHERE m.business_id = :business AND m.message_id = d.message_id AND m.expires_on = d.expires_on
RETURNING m.message_id, m.expires_on, m.person_id, m.at, m.tries, m.author, m.lane, d.was

-- known_sid --
-- Whether the provider's id already belongs to a message of ours.
SELECT 1 FROM message WHERE business_id = :business AND sid_hash = :sid_hash LIMIT 1

-- window --
-- When the person last wrote: opens the provider's window.
SELECT last_in_at FROM conversation WHERE business_id = :business AND person_id = :person

-- accepted --
-- The provider took it; a status that overtook this answer stays.
UPDATE message
   SET state = CASE WHEN state = 'sending' THEN 'accepted' ELSE state END,
       sid_hash = :sid_hash, sid_sealed = :sid_sealed, next_at = NULL
 WHERE business_id = :business AND message_id = :message

-- owe --
-- A copy at the provider whose message we no longer have.
INSERT INTO provider_debt (business_id, debt_id, day, sid_sealed, made_at, next_at)
VALUES (:business, :debt, :day, :sid_sealed, :now, :now)
ON CONFLICT DO NOTHING

-- again --
-- Later, after the wait the provider asked for.
UPDATE message
   SET state = 'queued', next_at = :next_at, error_code = :code
 WHERE business_id = :business AND message_id = :message AND state = 'sending'

-- unsure --
-- No answer came: stays "sending", so that it is looked for before it is ever sent again.
UPDATE message
   SET next_at = :next_at
 WHERE business_id = :business AND message_id = :message AND state = 'sending'

-- refused --
-- It will not be sent; the reason is shown to people.
UPDATE message
   SET state = :state, error_code = :code, failed_at = :now, next_at = NULL
 WHERE business_id = :business AND message_id = :message AND state = 'sending'
