-- by_hash --
-- The passkey of one id.
SELECT factor_id, user_id, sealed FROM desk.second_factor
 WHERE business_id = :business AND kind = 'passkey' AND hash = :hash

-- of_staff --
-- Every passkey of one account.
SELECT factor_id, sealed FROM desk.second_factor
 WHERE business_id = :business AND kind = 'passkey' AND user_id = :user ORDER BY made_at LIMIT 20

-- used --
-- A counter that does not rise belongs to a copy; one that is always 0 does not count.
UPDATE desk.second_factor SET mark = :mark, used_at = :now
 WHERE business_id = :business AND factor_id = :factor AND (mark < :mark OR (mark = 0 AND :mark = 0))

-- account --
-- The number of an account that may sign in.
SELECT id FROM desk.auth_user WHERE is_active AND username = :name
