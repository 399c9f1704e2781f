-- server --
-- Which version, whether an acknowledged commit survives a power cut, whether a schema is there.
SELECT current_setting('server_version_num')::int / 10000 AS version,
       current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' AS durable,
       to_regclass('public.migration') IS NOT NULL AS migrated

-- schema_files --
-- What was applied.
SELECT name, sha256 FROM migration

-- duties --
-- When each business's timetable last finished something, and which duties fail.
SELECT b.slug, max(d.finished_at) AS last,
       coalesce(array_agg(d.duty ORDER BY d.duty) FILTER (WHERE d.fault IS NOT NULL), '{}') AS faults
  FROM business b
  LEFT JOIN duty_run d ON d.business_id = b.business_id
 GROUP BY b.slug
 ORDER BY b.slug

-- backed_up --
-- The newest backup the ledger knows of, wherever it was written.
SELECT max(at) AS at FROM ledger WHERE action = 'backup.made'
