-- schema_files --
-- Which schema the rows belong to.
SELECT name, sha256 FROM migration ORDER BY name

-- tables --
-- Every table of the house with its columns; partitions come with their parent.
SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relname <> ALL(:left_out::text[])
 GROUP BY c.relname
 ORDER BY c.relname

-- media_paths --
-- Sealed files that the rows of this snapshot name.
SELECT path FROM media WHERE path IS NOT NULL
UNION
SELECT path FROM held WHERE path IS NOT NULL
 ORDER BY path

-- businesses --
-- Whose rows these are, and under which policy.
SELECT business_id, policy_hash FROM business ORDER BY business_id
