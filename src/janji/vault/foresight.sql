-- groups --
-- What is held of some kinds, by the day it was made and the day it ends: the whole stock in one pass.
SELECT kind, (made_at AT TIME ZONE :zone)::date AS made, expires_on, count(*) AS n
  FROM record
 WHERE business_id = :business AND kind = ANY(:kinds)
 GROUP BY kind, (made_at AT TIME ZONE :zone)::date, expires_on

-- owners --
-- How many people own something that ends earlier: made on one of these days, ending on one of those.
SELECT count(DISTINCT r.person_id)
  FROM record r
  JOIN unnest(:kinds::text[], :mades::date[], :days::date[]) AS g (kind, made, day)
    ON g.kind = r.kind AND g.day = r.expires_on AND g.made = (r.made_at AT TIME ZONE :zone)::date
 WHERE r.business_id = :business

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
