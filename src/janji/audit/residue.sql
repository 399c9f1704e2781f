-- places --
-- Every column of every live table that can name a person (a random id) or hold a keyed hash of an identifier.
-- Left out: the ledger's subject (a trace whose ids lead nowhere once the person ended) and the ledger's own chain.
SELECT n.nspname AS schema, c.relname AS table, a.attname AS column,
       CASE WHEN a.atttypid = 'uuid'::regtype THEN 'person' ELSE 'hash' END AS names,
       has_table_privilege(c.oid, 'SELECT') AS readable
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
   AND ((a.atttypid = 'uuid'::regtype
         AND (a.attname IN ('person', 'subject', 'subject_id', 'customer', 'customer_id', 'same_as')
              OR a.attname LIKE '%person_id'))
        OR (a.atttypid = 'bytea'::regtype AND (a.attname = 'hash' OR a.attname LIKE '%_hash')))
   AND NOT (n.nspname = 'public' AND c.relname = 'ledger')
 ORDER BY 1, 2, 3

-- erased --
-- Everybody whose things were removed on request.
SELECT DISTINCT subject FROM ledger
 WHERE business_id = :business AND action = 'erasure.removed' AND subject IS NOT NULL
