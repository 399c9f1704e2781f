-- migrated --
-- Whether any schema was ever applied here.
SELECT 1 AS there WHERE to_regclass('public.migration') IS NOT NULL

-- applied --
-- Which schema files were applied.
SELECT name, sha256 FROM migration

-- columns --
-- What the restore must know of each table: its columns, whether it is split by day, whether a row can do without a person.
SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns, c.relkind = 'p' AS by_day,
       bool_or(a.attname = 'expires_on') AS expires, bool_or(a.attname = 'person_id' AND a.attnotnull) AS owned,
       coalesce(array_agg(a.attname::text) FILTER (WHERE a.attname IN ('person_id', 'contact_id', 'same_as') AND NOT a.attnotnull),
                '{}') AS loose
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relname <> 'migration'
 GROUP BY c.relname, c.relkind
 ORDER BY c.relname

-- leans_on --
-- Which table refers to which: a parent is filled first.
SELECT DISTINCT t.relname AS name, p.relname AS parent
  FROM pg_constraint k
  JOIN pg_class t ON t.oid = k.conrelid
  JOIN pg_class p ON p.oid = k.confrelid
 WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace AND NOT t.relispartition AND t.oid <> p.oid

-- make_judges --
-- Who stays erased, and which day it is where each business is.
CREATE TEMP TABLE judge_erased (business_id integer, person_id uuid, PRIMARY KEY (business_id, person_id)) ON COMMIT DROP;
CREATE TEMP TABLE judge_today (business_id integer PRIMARY KEY, today date) ON COMMIT DROP

-- judge_erased --
-- The erasure journal, replayed.
INSERT INTO judge_erased SELECT :business, person FROM unnest(:people::uuid[]) AS e (person) ON CONFLICT DO NOTHING

-- judge_today --
-- Rows whose last day has come are not brought back.
INSERT INTO judge_today VALUES (:business, :today)

-- lost_copies --
-- What the provider may still hold of rows that are not brought back: still owed to be deleted there.
INSERT INTO provider_debt (business_id, debt_id, day, sid_sealed, made_at, tries, next_at)
SELECT s.business_id, s.message_id, s.expires_on, s.sid_sealed, :now, s.provider_tries, :now
  FROM stage_message s
 WHERE s.sid_sealed IS NOT NULL AND s.provider_gone_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM message m WHERE m.business_id = s.business_id AND m.message_id = s.message_id)
ON CONFLICT DO NOTHING

-- lost_sids --
-- A late retry of an erased message must not bring it back.
INSERT INTO erased_sid (business_id, sid_hash, expires_on)
SELECT s.business_id, s.sid_hash, s.expires_on
  FROM stage_message s
  JOIN judge_erased e ON e.business_id = s.business_id AND e.person_id = s.person_id
  JOIN judge_today d ON d.business_id = s.business_id AND s.expires_on > d.today
 WHERE s.sid_hash IS NOT NULL
ON CONFLICT DO NOTHING

-- settle_requests --
-- Requests of people who were erased since: the answer was given after this copy was made.
UPDATE request r
   SET state = 'nothing_held', finished_at = :now, reason = 'erased_before_restore', erasing = NULL
  FROM stage_request s
  JOIN judge_erased e ON e.business_id = s.business_id
       AND (e.person_id IN (s.person_id, s.contact_id) OR e.person_id = ANY(s.erasing))
 WHERE r.business_id = s.business_id AND r.request_id = s.request_id AND r.finished_at IS NULL

-- next_chain --
-- New ledger lines go into new chains.
SELECT setval('ledger_chain', greatest((SELECT max(chain) FROM ledger), 1))

-- media_paths --
-- Files that belong to rows brought back.
SELECT path FROM media WHERE path IS NOT NULL
UNION
SELECT path FROM held WHERE path IS NOT NULL

-- by_key --
-- What the archive holds, by the keys that would open it.
SELECT business_id, person_id, kind, expires_on, substr(sealed, 1, 19) AS begin, count(*) AS n
  FROM stage_record
 GROUP BY 1, 2, 3, 4, 5
