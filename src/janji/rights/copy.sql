-- held_by_kind --
-- How many things of each kind are kept of a person, and when the last of them is gone.
SELECT kind, count(*) AS n, max(expires_on) AS last_day
  FROM record
 WHERE business_id = :business AND person_id = ANY(:people)
 GROUP BY kind
 ORDER BY kind

-- reads --
-- How often the person's data was opened, by purpose: the trail belongs to the person.
SELECT detail::jsonb ->> 'purpose' AS purpose, count(*) AS n
  FROM ledger
 WHERE business_id = :business AND action = 'vault.read' AND subject = ANY(:people)
 GROUP BY 1
 ORDER BY 2 DESC
