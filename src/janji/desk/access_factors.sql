-- factors --
-- What an account can prove itself with; no secret leaves here.
SELECT factor_id, kind, made_at, used_at FROM desk.second_factor
 WHERE business_id = :business AND user_id = :user ORDER BY made_at, factor_id LIMIT 50

-- add --
-- A second factor that just proved itself.
INSERT INTO desk.second_factor (business_id, factor_id, user_id, kind, hash, sealed, mark, made_at, used_at)
VALUES (:business, :factor, :user, :kind, :hash, :sealed, :mark, :now, :now)

-- drop_totp --
-- A new authenticator takes the place of the old one.
DELETE FROM desk.second_factor WHERE business_id = :business AND user_id = :user AND kind = 'totp'

-- totp --
-- The authenticator's sealed secret.
SELECT factor_id, sealed FROM desk.second_factor
 WHERE business_id = :business AND user_id = :user AND kind = 'totp'

-- rises --
-- A time step or counter counts once: it must be higher than any seen before.
UPDATE desk.second_factor SET mark = :mark, used_at = :now
 WHERE business_id = :business AND factor_id = :factor AND mark < :mark

-- use_recovery --
-- A recovery code is used once.
UPDATE desk.recovery_code SET used_at = :now
 WHERE business_id = :business AND user_id = :user AND hash = :hash AND used_at IS NULL

-- drop_recovery --
-- Older recovery codes are worth nothing.
DELETE FROM desk.recovery_code WHERE business_id = :business AND user_id = :user

-- add_recovery --
-- Fresh recovery codes, as keyed hashes.
INSERT INTO desk.recovery_code (business_id, user_id, hash)
SELECT :business, :user, h FROM unnest(:hashes::bytea[]) h

-- recovery_left --
-- How many recovery codes remain.
SELECT count(*) FROM desk.recovery_code WHERE business_id = :business AND user_id = :user AND used_at IS NULL

-- remove --
-- One factor of this account goes.
DELETE FROM desk.second_factor WHERE business_id = :business AND user_id = :user AND factor_id = :factor

-- drop_idle_recovery --
-- Without a factor there is nothing to recover.
DELETE FROM desk.recovery_code r WHERE r.business_id = :business AND r.user_id = :user
   AND NOT EXISTS (SELECT 1 FROM desk.second_factor f WHERE f.business_id = r.business_id AND f.user_id = r.user_id)

-- remove_all --
-- All factors of this account go.
DELETE FROM desk.second_factor WHERE business_id = :business AND user_id = :user
