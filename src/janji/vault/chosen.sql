-- alone --
-- Two owners who save at once follow one another.
SELECT pg_advisory_xact_lock(54, :business)

-- count --
-- Rows are only added: their number tells a process that it must read again.
SELECT count(*) FROM setting WHERE business_id = :business

-- latest --
-- What the desk says now, part by part.
SELECT DISTINCT ON (name) name, version, value, staff_id, at
  FROM setting
 WHERE business_id = :business
 ORDER BY name, version DESC

-- add --
-- The next version of one part.
INSERT INTO setting (business_id, name, version, value, staff_id, at)
SELECT :business, :name, coalesce(max(version), 0) + 1, :value::jsonb, :staff, :now
  FROM setting
 WHERE business_id = :business AND name = :name
RETURNING version

-- history --
-- The newest changes with what stood before each of them.
SELECT s.name, s.version, s.value, s.staff_id, s.at, before.value AS before,
       s.version = max(s.version) OVER (PARTITION BY s.name) AS newest
  FROM setting s
  LEFT JOIN setting before
         ON before.business_id = s.business_id AND before.name = s.name AND before.version = s.version - 1
 WHERE s.business_id = :business
 ORDER BY s.at DESC, s.name, s.version DESC
 LIMIT :most

-- before --
-- What stood before the newest version of one part.
SELECT value FROM setting WHERE business_id = :business AND name = :name AND version = :version - 1

-- checked --
-- What was found, the newest look alone.
INSERT INTO setting_check (business_id, name, passed, code, at)
VALUES (:business, :name, :passed, :code, :now)
ON CONFLICT (business_id, name) DO UPDATE
   SET passed = excluded.passed, code = excluded.code, at = excluded.at

-- checks --
-- What each look found last.
SELECT name, passed, code, at FROM setting_check WHERE business_id = :business
