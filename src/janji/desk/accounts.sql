-- disarm --
-- A renewed account loses its open sign-ins and second factors.
WITH ended AS (DELETE FROM desk.sign_in WHERE business_id = :business AND user_id = :user),
     codes AS (DELETE FROM desk.recovery_code WHERE business_id = :business AND user_id = :user)
DELETE FROM desk.second_factor WHERE business_id = :business AND user_id = :user

-- join --
-- An account has this role at this business from now on.
INSERT INTO desk.membership (business_id, user_id, role, since) VALUES (:business, :user, :role, :now)
ON CONFLICT (business_id, user_id) DO UPDATE SET role = excluded.role

-- members --
-- Everybody at this business, with what shows whether their access is well kept.
SELECT m.user_id, u.username, m.role, u.is_active, u.last_login,
       (SELECT count(*) FROM desk.sign_in s
         WHERE s.business_id = :business AND s.user_id = m.user_id AND s.begun_at > :after)::int AS sign_ins,
       (SELECT count(*) FROM desk.second_factor f
         WHERE f.business_id = :business AND f.user_id = m.user_id)::int AS factors
  FROM desk.membership m JOIN desk.auth_user u ON u.id = m.user_id
 WHERE m.business_id = :here
 ORDER BY array_position(ARRAY['owner', 'officer', 'agent', 'cashier', 'technician'], m.role), u.username
 LIMIT 500

-- held --
-- The role of one account at this business, held still until the commit.
SELECT role FROM desk.membership WHERE business_id = :business AND user_id = :user FOR UPDATE

-- owners --
-- Everybody who owns the desk of this business, held still until the commit.
SELECT user_id FROM desk.membership WHERE business_id = :business AND role = 'owner' ORDER BY user_id FOR UPDATE

-- change --
-- Another role at this business.
UPDATE desk.membership SET role = :role WHERE business_id = :business AND user_id = :user

-- end_links --
-- Links to a new password for this account end.
UPDATE desk.invitation i SET used_at = :now
  FROM desk.auth_user u
 WHERE i.business_id = :business AND i.used_at IS NULL AND u.id = :user AND i.name = u.username

-- leave --
-- No place at this business any more.
DELETE FROM desk.membership WHERE business_id = :business AND user_id = :user

-- end_sign_ins --
-- Every open sign-in of this account ends.
DELETE FROM desk.sign_in WHERE business_id = :business AND user_id = :user

-- close_idle --
-- An account that serves nobody cannot sign in.
UPDATE desk.auth_user u SET is_active = false
 WHERE u.id = :user AND NOT EXISTS (SELECT 1 FROM desk.membership m WHERE m.user_id = u.id)

-- number --
-- The number of an account.
SELECT id FROM desk.auth_user WHERE username = :name
