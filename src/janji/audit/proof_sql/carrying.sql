-- messages_outside_channel --
-- Talk with the bot or our staff that belongs to somebody not known on the promised channel.
SELECT m.message_id AS id, m.at, m.direction
  FROM message m
 WHERE m.business_id = :business AND (m.direction = 'in' OR m.author IN ('bot', 'agent'))
   AND NOT EXISTS (SELECT 1 FROM identifier i
                     JOIN person p ON p.business_id = i.business_id AND p.person_id = i.person_id
                    WHERE i.business_id = :business AND i.kind = ANY(:chat_identifiers::text[])
                      AND (i.person_id = m.person_id OR p.same_as = m.person_id
                           OR i.person_id = (SELECT o.same_as FROM person o
                                              WHERE o.business_id = :business AND o.person_id = m.person_id)))
UNION ALL
SELECT NULL, at, 'ledger'
  FROM ledger
 WHERE business_id = :business AND action IN ('message.in', 'message.out') AND detail LIKE '%"channel":%'
   AND detail::jsonb ->> 'channel' <> ALL(:channels::text[])

-- messages_outside_channel_evidence --
-- Messages looked at.
SELECT count(*) FILTER (WHERE direction = 'in') AS messages_in, count(*) FILTER (WHERE direction = 'out') AS messages_out
  FROM message WHERE business_id = :business

-- messages_outside_channel_missing --
-- No envelope is held that could tell.
SELECT 'no_message_held' AS missing WHERE NOT EXISTS (SELECT 1 FROM message WHERE business_id = :business)

-- messages_outside_provider --
-- Messages that came or went without a trace of the provider: neither its id nor a status it reported.
SELECT message_id AS id, at, direction
  FROM message
 WHERE business_id = :business AND sid_hash IS NULL
   AND (direction = 'in'
        OR (state IN ('accepted', 'sent', 'delivered', 'read') AND coalesce(sent_at, delivered_at, read_at) IS NULL))
UNION ALL
SELECT NULL, at, 'ledger'
  FROM ledger
 WHERE business_id = :business AND action IN ('message.in', 'message.out') AND detail LIKE '%"provider":%'
   AND detail::jsonb ->> 'provider' <> :provider::text

-- messages_outside_provider_evidence --
-- Messages that carry the provider's id.
SELECT count(*) AS messages, count(sid_hash) AS with_provider_id FROM message WHERE business_id = :business

-- messages_outside_provider_missing --
-- No envelope is held that could tell.
SELECT 'no_message_held' AS missing WHERE NOT EXISTS (SELECT 1 FROM message WHERE business_id = :business)

-- marketing_messages_sent --
-- Offers: messages of a lane that is neither reply nor notice, replies to people who never wrote, campaigns.
SELECT 'lane' AS what, message_id AS id, at
  FROM message WHERE business_id = :business AND direction = 'out' AND lane NOT IN (0, 1)
UNION ALL
SELECT 'unasked', m.message_id, m.at
  FROM message m
 WHERE m.business_id = :business AND m.direction = 'out' AND m.lane = 0
   AND NOT EXISTS (SELECT 1 FROM message i WHERE i.business_id = :business AND i.direction = 'in' AND i.person_id = m.person_id)
   AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.business_id = :business AND c.person_id = m.person_id)
UNION ALL
SELECT 'ledger', NULL, at
  FROM ledger
 WHERE business_id = :business
   AND (action LIKE 'campaign.%' OR action LIKE 'marketing.%'
        OR (action <> 'vault.refused' AND action NOT LIKE 'consent.%'  -- a refusal is the opposite of an offer
            AND detail LIKE '%"purpose":%' AND detail::jsonb ->> 'purpose' = ANY(:marketing_purposes::text[])))

-- marketing_messages_sent_evidence --
-- What went out, by why.
SELECT count(*) FILTER (WHERE lane = 0) AS replies, count(*) FILTER (WHERE lane = 1) AS notices
  FROM message WHERE business_id = :business AND direction = 'out'

-- marketing_messages_sent_missing --
-- Nothing was ever sent.
SELECT 'nothing_sent_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM message WHERE business_id = :business AND direction = 'out')
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.out')

-- undeclared_recipients --
-- Ledger lines that name a recipient nobody declared, and hosts our requests may reach outside the declared ones.
SELECT 'ledger' AS what, CASE WHEN detail::jsonb ->> 'recipient' ~ '^[a-z_]{1,40}$'
                              THEN detail::jsonb ->> 'recipient' ELSE '?' END AS name, chain, seq
  FROM ledger
 WHERE business_id = :business AND detail LIKE '%"recipient":%'
   AND detail::jsonb ->> 'recipient' <> ALL(:recipients::text[])
UNION ALL
SELECT 'host', h.host, NULL, NULL
  FROM unnest(:reachable::text[]) AS h (host)
 WHERE NOT EXISTS (SELECT 1 FROM unnest(:hosts::text[]) AS d (host)
                    WHERE h.host = d.host OR (d.host LIKE '*.%' AND right(h.host, length(d.host) - 1) = substr(d.host, 2)))

-- undeclared_recipients_evidence --
-- Who is declared, and how many hosts can be reached at all.
SELECT cardinality(:recipients::text[]) AS recipients_declared, cardinality(:reachable::text[]) AS hosts_reachable

-- undeclared_recipients_missing --
-- The list of reachable hosts comes from the running processes.
SELECT 'hosts_unknown' AS missing WHERE :reachable::text[] IS NULL
UNION ALL
SELECT 'no_message_yet'
 WHERE NOT EXISTS (SELECT 1 FROM record WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')

-- rights_words_silenced --
-- Moments when an abuse limit swallowed a word that always must get through.
SELECT 'turn' AS what, turn_id AS id, at
  FROM turn WHERE business_id = :business AND outcome IN ('muted', 'silenced') AND intent = ANY(:protected::text[])
UNION ALL
SELECT 'ledger', NULL, at
  FROM ledger
 WHERE business_id = :business AND action = 'abuse.silenced' AND detail::jsonb ->> 'word' = ANY(:protected::text[])

-- rights_words_silenced_evidence --
-- Turns answered, and how often a limit held anything back.
SELECT (SELECT count(*) FROM turn WHERE business_id = :business) AS turns,
       (SELECT count(*) FROM turn WHERE business_id = :business AND intent = ANY(:protected::text[])) AS protected_turns,
       (SELECT count(*) FROM turn WHERE business_id = :business AND outcome IN ('muted', 'silenced')) AS silenced

-- rights_words_silenced_missing --
-- Nobody has talked to the bot yet.
SELECT 'no_turn_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM turn WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')
