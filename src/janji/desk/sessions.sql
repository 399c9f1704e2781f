-- begin --
-- A sign-in begins, proved by the sign-in itself.
INSERT INTO desk.sign_in (business_id, sign_in_id, user_id, begun_at, used_at, proved_at)
VALUES (:business, :sign_in, :user, :now, :now, :now)

-- forget --
-- Sign-ins that lasted as long as one may.
DELETE FROM desk.sign_in WHERE business_id = :business AND begun_at <= :before

-- used --
-- The last use; a locked one is not woken by it.
UPDATE desk.sign_in SET used_at = :now WHERE business_id = :business AND sign_in_id = :sign_in AND NOT locked

-- lock --
-- A locked sign-in stays locked until its person proves themselves.
UPDATE desk.sign_in SET locked = true WHERE business_id = :business AND sign_in_id = :sign_in

-- proved --
-- The person is who they say: open again, and sure for a while.
UPDATE desk.sign_in SET locked = false, used_at = :now, proved_at = :now
 WHERE business_id = :business AND sign_in_id = :sign_in

-- of_staff --
-- Open sign-ins of one account, newest first.
SELECT sign_in_id, begun_at, used_at FROM desk.sign_in
 WHERE business_id = :business AND user_id = :user AND begun_at > :after ORDER BY used_at DESC LIMIT 50

-- end --
-- One sign-in of this account ends.
DELETE FROM desk.sign_in WHERE business_id = :business AND user_id = :user AND sign_in_id = :sign_in

-- end_all --
-- All sign-ins of this account end, but the one that asks.
DELETE FROM desk.sign_in
 WHERE business_id = :business AND user_id = :user AND sign_in_id IS DISTINCT FROM :but
