-- role_there --
-- Whether a role of this name exists in the cluster.
SELECT 1 FROM pg_roles WHERE rolname = :name;

-- database_there --
-- Whether a database of this name exists in the cluster.
SELECT 1 FROM pg_database WHERE datname = :name;

-- closed_to_others --
-- Revoking from everybody is the last act of arranging, so this says that all of it is done.
SELECT NOT has_database_privilege('public', current_database(), 'CONNECT');

-- app_is_weak --
-- The working role must not be able to get around row-level security: no superuser, no bypass,
-- and not the owner of the database, neither itself nor through membership.
SELECT NOT (me.rolsuper OR me.rolbypassrls OR pg_has_role(me.oid, d.datdba, 'MEMBER'))
  FROM pg_roles me, pg_database d
 WHERE me.rolname = current_user AND d.datname = current_database();
