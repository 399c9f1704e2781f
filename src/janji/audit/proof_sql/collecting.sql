-- undeclared_fields_stored --
-- Live columns nobody declared, and kept things of a kind that the policy does not list.
SELECT 'column' AS what, s.name, NULL::bigint AS n
  FROM (SELECT CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || c.relname || '.' || a.attname AS name
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
           AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_') s
 WHERE s.name <> ALL(:declared::text[])
UNION ALL
SELECT 'record_kind', CASE WHEN kind ~ '^[a-z_]{1,40}$' THEN kind ELSE '?' END, count(*)
  FROM record WHERE business_id = :business AND kind <> ALL(:kinds::text[]) GROUP BY kind
UNION ALL
SELECT 'identifier_kind', kind, count(*)
  FROM identifier WHERE business_id = :business AND 'identifier_' || kind <> ALL(:kinds::text[]) GROUP BY kind
UNION ALL
-- What is on the list as sealed and lies there open: sealed bytes begin with their version and are never shorter
-- than version, nonce and tag; from version 2 on the guarded name of their day key stands between.
SELECT 'unsealed', name, count(*)
  FROM (SELECT 'record.sealed' AS name, sealed FROM record WHERE business_id = :business
        UNION ALL SELECT 'quarantine.sealed', sealed FROM quarantine WHERE business_id = :business
        UNION ALL SELECT 'identifier.sealed', sealed FROM identifier WHERE business_id = :business
        UNION ALL SELECT 'message.sid_sealed', sid_sealed FROM message WHERE business_id = :business
        UNION ALL SELECT 'provider_debt.sid_sealed', sid_sealed FROM provider_debt WHERE business_id = :business) s
 WHERE sealed IS NOT NULL
   AND CASE WHEN length(sealed) < 29 THEN true
            ELSE CASE get_byte(sealed, 0) WHEN 1 THEN false WHEN 2 THEN length(sealed) < 47 ELSE true END END
 GROUP BY name

-- undeclared_fields_stored_evidence --
-- How much was looked at, and how much was turned away at the door.
SELECT cardinality(:declared::text[]) AS columns_declared, cardinality(:kinds::text[]) AS kinds_declared,
       (SELECT coalesce(sum(n), 0)::bigint FROM dropped_field WHERE business_id = :business) AS fields_dropped

-- undeclared_fields_stored_missing --
-- A house into which nothing ever came says nothing about what it keeps.
SELECT 'no_message_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM record WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')

-- technical_data_stored --
-- Columns, keys or ledger lines that hold addresses, devices or other technical data.
SELECT 'column' AS what, c.relname || '.' || a.attname AS name, NULL::bigint AS chain, NULL::bigint AS seq
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
   AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
   AND (a.atttypid::regtype::text IN ('inet', 'cidr', 'macaddr', 'macaddr8')
        OR lower(a.attname) = ANY(:never::text[])
        OR a.attname ~* '(^|_)(ip|ipv4|ipv6|user_?agent|device|fingerprint|imei|browser|remote_addr)(_|$)')
UNION ALL
SELECT 'ledger', NULL, chain, seq
  FROM ledger
 WHERE business_id = :business
   AND (detail ~* ('"(' || array_to_string(:never::text[], '|') || ')":')
        OR detail ~ '"[^"]*\m\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\M[^"]*"')
UNION ALL
SELECT 'abuse', day::text, NULL, NULL
  FROM abuse
 WHERE business_id = :business AND state::text ~* ('"(' || array_to_string(:never::text[], '|') || ')" *:')
UNION ALL
SELECT 'access_log', 'full', NULL, NULL WHERE :access_log::text = 'full'

-- technical_data_stored_evidence --
-- Names of technical fields that came and were dropped: how often, how many different ones.
SELECT count(DISTINCT field) AS field_names_dropped, coalesce(sum(n), 0)::bigint AS fields_dropped,
       cardinality(:never::text[]) AS names_never_kept
  FROM dropped_field WHERE business_id = :business

-- technical_data_stored_missing --
-- Something must have come, and the server's own log must be known.
SELECT 'no_message_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM record WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')
UNION ALL
SELECT 'access_log_unknown' WHERE :access_log::text IS NULL
