-- free_at --
-- Until when this account waits, if it does.
SELECT free_at FROM desk.login_try WHERE business_id = :business AND account = :account

-- wrong --
-- One more wrong password; the wait doubles after the first few.
INSERT INTO desk.login_try AS t (business_id, account, wrong, free_at)
VALUES (:business, :account, 1, :now)
ON CONFLICT (business_id, account) DO UPDATE
   SET wrong = t.wrong + 1,
       free_at = CASE WHEN t.wrong + 1 < :allowed THEN :now::timestamptz
                      ELSE :now::timestamptz + least(:longest::interval,
                           :first::interval * power(2, least(t.wrong + 1 - :allowed, 20)::int)) END

-- right --
-- The right password clears the account.
DELETE FROM desk.login_try WHERE business_id = :business AND account = :account

-- forget --
-- Accounts whose wait is long over.
DELETE FROM desk.login_try WHERE business_id = :business AND free_at < :before
