-- queue --
-- The envelope; the words and the address lie sealed in the record of the same id.
INSERT INTO mail_out (business_id, mail_id, expires_on, person_id, request_id, purpose, made_at, next_at)
VALUES (:business, :mail, :day, :person, :request, :purpose, :now, :now)

-- claim --
-- The next mail that is due and that nobody sends right now.
SELECT mail_id, person_id, purpose, made_at, tries
  FROM mail_out
 WHERE business_id = :business AND state = 'queued' AND next_at <= :now
 ORDER BY next_at, mail_id
 LIMIT 1
   FOR UPDATE SKIP LOCKED

-- sent --
-- The server took it.
UPDATE mail_out SET state = 'sent', tries = tries + 1 WHERE business_id = :business AND mail_id = :mail

-- failed --
-- It cannot be sent, ever.
UPDATE mail_out SET state = 'failed', reason = :reason WHERE business_id = :business AND mail_id = :mail

-- again --
-- Not now: it is tried again at that moment.
UPDATE mail_out SET tries = tries + 1, next_at = :next_at WHERE business_id = :business AND mail_id = :mail

-- waiting_for --
-- Mails to a person that were not sent yet.
SELECT count(*) FROM mail_out WHERE business_id = :business AND person_id = :person AND state = 'queued'

-- forget_of --
-- The envelopes of a person who ended.
DELETE FROM mail_out WHERE business_id = :business AND person_id = :person

-- forget_old --
-- Envelopes whose letter's day is over.
DELETE FROM mail_out WHERE business_id = :business AND expires_on <= :today
