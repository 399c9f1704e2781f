-- quarantine --
-- What could not be trusted or understood: counts and reasons, nothing is opened.
SELECT door, reason, count(*) AS n, sum(bytes)::bigint AS bytes, max(at) AS newest, max(expires_on) AS last_day
  FROM quarantine
 WHERE business_id = :business
 GROUP BY door, reason
 ORDER BY max(at) DESC
