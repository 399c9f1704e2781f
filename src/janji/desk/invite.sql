-- is_here --
-- Whether an account of this name works here already.
SELECT 1 FROM desk.membership m JOIN desk.auth_user u ON u.id = m.user_id
 WHERE m.business_id = :business AND u.username = :name

-- name --
-- The name of an account that works here.
SELECT u.username FROM desk.membership m JOIN desk.auth_user u ON u.id = m.user_id
 WHERE m.business_id = :business AND m.user_id = :user

-- end_older --
-- A new link ends the older ones of the same name.
UPDATE desk.invitation SET used_at = :now WHERE business_id = :business AND name = :name AND used_at IS NULL

-- make --
-- A link, as the hash of its secret.
INSERT INTO desk.invitation (business_id, invitation_id, hash, name, role, made_by, ends_at)
VALUES (:business, :invitation, :hash, :name, :role, :by, :ends)

-- waiting --
-- Links that can still be used.
SELECT invitation_id, business_id, name, role, ends_at, made_by FROM desk.invitation
 WHERE business_id = :business AND used_at IS NULL AND ends_at > :now ORDER BY ends_at, invitation_id LIMIT 100

-- cancel --
-- A link ends before it was used.
UPDATE desk.invitation SET used_at = :now
 WHERE business_id = :business AND invitation_id = :invitation AND used_at IS NULL

-- opened --
-- The invitation of a secret, whichever business it is of: only who holds the link knows.
SELECT invitation_id, business_id, name, role, ends_at, made_by FROM desk.invitation
 WHERE hash = :hash AND used_at IS NULL AND ends_at > :now

-- use --
-- A link is used once.
UPDATE desk.invitation SET used_at = :now
 WHERE business_id = :business AND invitation_id = :invitation AND used_at IS NULL AND ends_at > :now

-- elsewhere --
-- Whether an account works where this owner has no say.
SELECT EXISTS (SELECT 1 FROM desk.membership m WHERE m.user_id = :user AND NOT EXISTS (
        SELECT 1 FROM desk.membership o
         WHERE o.business_id = m.business_id AND o.user_id = :owner AND o.role = 'owner'))

-- owns_elsewhere --
-- Whether an account owns the desk of another business than this one.
SELECT EXISTS (SELECT 1 FROM desk.membership m
                WHERE m.user_id = :user AND m.role = 'owner' AND m.business_id <> :here)
