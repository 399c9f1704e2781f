-- lengths --
-- How long each class was kept under which version; a version is in force when a newer one is, so its first day is
-- the first of all that are not older.
SELECT c.cls, c.version, c.keep,
       (SELECT min(v.effective_on) FROM policy_version v
         WHERE v.business_id = :business AND v.number >= c.version) AS since
  FROM keep_change c
 WHERE c.business_id = :business
 ORDER BY c.cls, c.version

-- emptied --
-- Keys without a day whose things were all sealed anew.
SELECT cls, ends_on FROM restamped WHERE business_id = :business AND day = :forever AND whole
