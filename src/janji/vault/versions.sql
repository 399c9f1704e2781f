-- alone --
-- Two who apply at once follow one another; two processes that start at once make one first version.
SELECT pg_advisory_xact_lock(56, :business)

-- all --
-- Every version, the newest first; its words are long and read only when asked for.
SELECT number, hash, label, author, applied_at, effective_on, plan
  FROM policy_version
 WHERE business_id = :business
 ORDER BY number DESC

-- standing --
-- Which version is in force on a day: the newest whose day has come; before any day, the first.
SELECT number
  FROM policy_version
 WHERE business_id = :business
 ORDER BY effective_on <= :today DESC, CASE WHEN effective_on <= :today THEN -number ELSE number END
 LIMIT 1

-- text --
-- The words of one version.
SELECT source, published FROM policy_version WHERE business_id = :business AND number = :number

-- add --
-- The next version.
INSERT INTO policy_version (business_id, number, hash, label, source, published, author, applied_at, effective_on, plan)
SELECT :business, coalesce(max(number), 0) + 1, :hash, :label, :source, :published, :author, :now, :effective_on, :plan::jsonb
  FROM policy_version
 WHERE business_id = :business
RETURNING number

-- stand --
-- The business works under this version from now on; one process alone finds that it did not before.
INSERT INTO business (business_id, slug, zone, policy_hash, policy_version, applied_at)
VALUES (:business, :slug, :zone, :hash, :label, :now)
ON CONFLICT (business_id) DO UPDATE
   SET zone = excluded.zone, policy_hash = excluded.policy_hash, policy_version = excluded.policy_version,
       applied_at = CASE WHEN business.policy_hash = excluded.policy_hash THEN business.applied_at
                         ELSE excluded.applied_at END
 WHERE (business.policy_hash, business.policy_version, business.zone)
       IS DISTINCT FROM (excluded.policy_hash, excluded.policy_version, excluded.zone)

-- again --
-- A version that a backup did not know yet, as it was applied.
INSERT INTO policy_version (business_id, number, hash, label, source, published, author, applied_at, effective_on, plan)
VALUES (:business, :number, :hash, :label, :source, :published, :author, :at, :effective_on, :plan::jsonb)
