-- nights --
-- What disappears on which day, by kind; rows without a fixed end are not of any night.
SELECT expires_on AS day, kind, count(*) AS n, count(DISTINCT person_id) AS people
  FROM record
 WHERE business_id = :business AND expires_on > :today AND expires_on <= :last
 GROUP BY expires_on, kind
 ORDER BY expires_on, n DESC

-- files --
-- Files that go with their day.
SELECT expires_on AS day, count(*) AS n, coalesce(sum(bytes), 0)::bigint AS bytes
  FROM media
 WHERE business_id = :business AND state = 'held' AND expires_on > :today AND expires_on <= :last
 GROUP BY expires_on

-- people_ending --
-- Whose last thing goes on which day: their number and name go too.
SELECT day, count(*) AS n
  FROM (SELECT person_id, max(expires_on) AS day FROM record
         WHERE business_id = :business GROUP BY person_id) lasts
 WHERE day > :today AND day <= :last
 GROUP BY day

-- open_ended --
-- What has no night: kept while a purpose lasts.
SELECT kind, count(*) AS n FROM record
 WHERE business_id = :business AND expires_on = '9999-12-31'
 GROUP BY kind ORDER BY kind

-- ended --
-- The last days that ended, and whether every step was done.
SELECT day, cls, keys_gone_at, rows_gone_at, media_gone_at, records, people, media
  FROM day_end
 WHERE business_id = :business
 ORDER BY day DESC, cls
 LIMIT 8

-- copies --
-- Copies at the provider, by how far their deletion is.
SELECT count(*) AS n, min(at) AS oldest,
       count(*) FILTER (WHERE provider_tries = 0) AS not_asked,
       count(*) FILTER (WHERE provider_tries > 0) AS asked,
       count(*) FILTER (WHERE at < :overdue_before) AS overdue
  FROM message
 WHERE business_id = :business AND sid_sealed IS NOT NULL AND provider_gone_at IS NULL

-- copies_gone --
-- Copies seen gone at the provider since a moment.
SELECT count(*) FROM message
 WHERE business_id = :business AND provider_gone_at >= :since

-- debts --
-- Copies that outlived our own rows.
SELECT count(*) AS n, min(made_at) AS oldest, max(tries) AS tries, min(next_at) AS next_at,
       count(*) FILTER (WHERE made_at < :overdue_before) AS overdue
  FROM provider_debt
 WHERE business_id = :business AND gone_at IS NULL

-- media_troubles --
-- Files that were refused or could not be fetched, by reason.
SELECT state, coalesce(reason, 'unknown') AS reason, count(*) AS n
  FROM media
 WHERE business_id = :business AND state IN ('refused', 'unavailable')
 GROUP BY 1, 2
 ORDER BY n DESC

-- mail_troubles --
-- Mail that did not go out, by reason.
SELECT coalesce(reason, 'unknown') AS reason, count(*) AS n, max(made_at) AS newest
  FROM mail_out
 WHERE business_id = :business AND state = 'failed'
 GROUP BY 1
 ORDER BY n DESC

-- duties --
-- What the timetable did last.
SELECT duty, started_at, finished_at, quiet_at, fault
  FROM duty_run
 WHERE business_id = :business
 ORDER BY duty

-- days_with_records --
-- Days that hold records, by the key their bytes name, to be compared with the keys that live.
SELECT kind, expires_on AS day, substr(sealed, 1, 19) AS begin, count(*) AS n
  FROM record
 WHERE business_id = :business AND expires_on > :today
 GROUP BY 1, 2, 3
