-- kinds --
-- What is held of each kind: how much, of how many people, how old, and when the next of it ends.
SELECT kind, count(*) AS records, count(DISTINCT person_id) AS people, min(made_at) AS oldest,
       min(expires_on) FILTER (WHERE expires_on < :forever) AS next_end,
       count(*) FILTER (WHERE expires_on >= :forever) AS open_ended
  FROM record
 WHERE business_id = :business
 GROUP BY kind
 ORDER BY kind

-- identifiers --
-- Numbers and addresses that lead to people, by kind; they end with the person.
SELECT 'identifier_' || i.kind AS kind, count(*) AS records, count(DISTINCT i.person_id) AS people, min(p.made_at) AS oldest
  FROM identifier i
  JOIN person p ON p.business_id = i.business_id AND p.person_id = i.person_id
 WHERE i.business_id = :business
 GROUP BY i.kind
 ORDER BY i.kind

-- totals --
-- People known, things held in law, and the copies that a provider holds or held.
SELECT (SELECT count(*) FROM person WHERE business_id = :business) AS people,
       (SELECT count(*) FROM held WHERE business_id = :business) AS held,
       (SELECT count(*) FROM message WHERE business_id = :business AND sid_sealed IS NOT NULL AND provider_gone_at IS NULL)
       + (SELECT count(*) FROM provider_debt WHERE business_id = :business AND gone_at IS NULL) AS copies_left,
       (SELECT count(*) FROM message WHERE business_id = :business AND provider_gone_at IS NOT NULL)
       + (SELECT count(*) FROM provider_debt WHERE business_id = :business AND gone_at IS NOT NULL) AS copies_gone,
       least((SELECT min(at) FROM message
               WHERE business_id = :business AND sid_sealed IS NOT NULL AND provider_gone_at IS NULL),
             (SELECT min(made_at) FROM provider_debt WHERE business_id = :business AND gone_at IS NULL)) AS oldest_copy

-- openings --
-- When data was last opened for each purpose, and how often since the ledger began.
SELECT detail::jsonb ->> 'purpose' AS purpose, max(at) AS newest, count(*) AS n
  FROM ledger
 WHERE business_id = :business AND action IN ('vault.read', 'vault.contact')
 GROUP BY 1
