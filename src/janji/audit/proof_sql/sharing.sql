-- recipients_waiting_served --
-- Data given to somebody who waits (no name, or no signed paper), and hosts of theirs that can be reached.
SELECT 'ledger' AS what, detail::jsonb ->> 'recipient' AS name, chain, seq
  FROM ledger
 WHERE business_id = :business AND detail LIKE '%"recipient":%'
   AND detail::jsonb ->> 'recipient' = ANY(:waiting::text[])
UNION ALL
SELECT 'host', r.host, NULL, NULL
  FROM unnest(:reachable::text[]) AS r (host)
  JOIN unnest(:waiting_hosts::text[]) AS w (host)
    ON r.host = w.host OR (w.host LIKE '*.%' AND right(r.host, length(w.host) - 1) = substr(w.host, 2))

-- recipients_waiting_served_evidence --
-- Who is declared, and who of them waits.
SELECT cardinality(:recipients::text[]) AS recipients_declared, cardinality(:waiting::text[]) AS recipients_waiting

-- recipients_waiting_served_missing --
-- The list of reachable hosts comes from the running processes; nothing can have gone out before the first message.
SELECT 'hosts_unknown' AS missing WHERE :reachable::text[] IS NULL
UNION ALL
SELECT 'nobody_waits' WHERE coalesce(cardinality(:waiting::text[]), 0) = 0
UNION ALL
SELECT 'no_message_yet'
 WHERE NOT EXISTS (SELECT 1 FROM record WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')

-- disclosures_without_ground --
-- Lines about data given to somebody who gets it by law only, and that name no law.
SELECT chain, seq, at, action
  FROM ledger
 WHERE business_id = :business AND detail LIKE '%"recipient":%'
   AND detail::jsonb ->> 'recipient' = ANY(:lawful::text[])
   AND coalesce(detail::jsonb ->> 'law', '') = ''

-- disclosures_without_ground_evidence --
-- How often data was given because a law demanded it.
SELECT count(*) AS disclosures, cardinality(:lawful::text[]) AS recipients_by_law
  FROM ledger
 WHERE business_id = :business AND detail LIKE '%"recipient":%' AND detail::jsonb ->> 'recipient' = ANY(:lawful::text[])

-- disclosures_without_ground_missing --
-- As long as nobody was given anything there is nothing to look at.
SELECT 'no_disclosure_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM ledger
                    WHERE business_id = :business AND detail LIKE '%"recipient":%'
                      AND detail::jsonb ->> 'recipient' = ANY(:lawful::text[]))

-- transfers_without_ground --
-- Recipients abroad that get data although no ground for the transfer stands in the policy (UU PDP 56).
SELECT a.recipient, a.basis
  FROM unnest(:abroad_recipients::text[], :abroad_bases::text[]) AS a (recipient, basis)
 WHERE a.basis = 'none' AND EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')

-- transfers_without_ground_evidence --
-- Recipients abroad, and how many of them rest on a ground that stands.
SELECT count(*) AS recipients_abroad, count(*) FILTER (WHERE basis NOT IN ('none', 'pending')) AS grounds_standing
  FROM unnest(:abroad_bases::text[]) AS a (basis)

-- transfers_without_ground_missing --
-- A ground that waits for the authority's rules is no ground yet; whether a country protects enough no data can tell.
SELECT 'transfer_ground_pending' AS missing WHERE 'pending' = ANY(:abroad_bases::text[])
UNION ALL
SELECT 'recipient_without_country' WHERE cardinality(:homeless::text[]) > 0
UNION ALL
SELECT 'no_message_yet' WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')
