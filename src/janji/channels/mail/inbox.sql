-- keep --
-- One letter, once.
INSERT INTO mail_in (business_id, mail_id, expires_on, at, hash, bytes, sealed)
VALUES (:business, :mail, :day, :now, :hash, :bytes, :sealed)
ON CONFLICT (business_id, hash) DO NOTHING

-- claim --
-- The oldest letter that nobody handles right now.
SELECT mail_id, expires_on, at, sealed
  FROM mail_in
 WHERE business_id = :business AND handled_at IS NULL
 ORDER BY at, mail_id
 LIMIT 1
   FOR UPDATE SKIP LOCKED

-- settle --
-- Understood or set aside: the words go, the hash keeps the same letter from being taken twice.
UPDATE mail_in
   SET handled_at = :now, outcome = :outcome, sealed = NULL
 WHERE business_id = :business AND mail_id = :mail

-- quarantine --
-- What could not be understood: sealed, counted, gone with its day.
INSERT INTO quarantine (business_id, quarantine_id, expires_on, at, door, reason, bytes, sealed)
VALUES (:business, :id, :day, :now, 'mail', :reason, :bytes, :sealed)

-- forget_old --
-- Letters whose day is over.
DELETE FROM mail_in WHERE business_id = :business AND expires_on <= :today
