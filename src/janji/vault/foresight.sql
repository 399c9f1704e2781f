-- groups --
-- What is held of some kinds, by the day it was made and the day it ends: the whole stock in one pass. Quarters of an
-- hour are counted first: no zone begins its day inside one, and a day is found for a few thousand of them, not for all.
SELECT kind, (quarter AT TIME ZONE :zone)::date AS made, expires_on, sum(n)::bigint AS n
  FROM (SELECT kind, date_bin('15 minutes', made_at, '2000-01-01') AS quarter, expires_on, count(*) AS n
          FROM record
         WHERE business_id = :business AND kind = ANY(:kinds)
         GROUP BY kind, date_bin('15 minutes', made_at, '2000-01-01'), expires_on) quarters
 GROUP BY kind, (quarter AT TIME ZONE :zone)::date, expires_on

-- owners --
-- How many people own something that ends earlier: made within one of these days, ending on the day beside it.
SELECT count(*)
  FROM (SELECT r.person_id
          FROM record r
          JOIN unnest(:kinds::text[], :days::date[], :since::timestamptz[], :until::timestamptz[]) AS g (kind, day, since, until)
            ON g.kind = r.kind AND g.day = r.expires_on AND r.made_at >= g.since AND r.made_at < g.until
         WHERE r.business_id = :business AND r.expires_on = ANY(:days)
         GROUP BY r.person_id) owners

-- still_held --
-- What is held of kinds whose kind or class the new policy does not know, and until when.
SELECT kind, count(*) AS n, max(expires_on) AS last_day
  FROM record
 WHERE business_id = :business AND kind = ANY(:kinds)
 GROUP BY kind
 ORDER BY kind

-- reach --
-- How many people there are, and how many can be reached in which way; linked ids are one human being.
SELECT count(DISTINCT coalesce(p.same_as, p.person_id)) AS people,
       count(DISTINCT coalesce(p.same_as, p.person_id)) FILTER (WHERE i.kind IN ('whatsapp', 'wa_user')) AS whatsapp,
       count(DISTINCT coalesce(p.same_as, p.person_id)) FILTER (WHERE i.kind = 'email') AS email
  FROM person p
  LEFT JOIN identifier i ON i.business_id = :business AND i.person_id = p.person_id
 WHERE p.business_id = :business

-- boxed --
-- What holds in law keep all the same, by their ground.
SELECT h.clause, count(b.record_id) AS n
  FROM hold h
  JOIN held b ON b.business_id = :business AND b.hold_id = h.hold_id
 WHERE h.business_id = :business AND h.ended_at IS NULL
 GROUP BY h.clause
 ORDER BY h.clause
