-- conversations --
-- Who waits, who talks, who was answered: envelopes only, no words are opened.
WITH shown AS (
    SELECT person_id, state, language, session_at, last_in_at, agent_id, agent_at
      FROM conversation
     WHERE business_id = :business AND (:state::text IS NULL OR state = :state)
     ORDER BY (state = 'waiting') DESC, (state = 'agent') DESC,
              CASE WHEN state = 'waiting' THEN last_in_at END, last_in_at DESC
     LIMIT :most
), counted AS (
    SELECT m.person_id,
           max(m.at) FILTER (WHERE m.direction = 'out') AS last_out_at,
           max(m.expires_on) AS last_day,
           count(*) FILTER (WHERE m.state IN ('failed', 'refused')) AS failed
      FROM message m
     WHERE m.business_id = :business AND m.person_id IN (SELECT person_id FROM shown)
     GROUP BY m.person_id
)
SELECT s.person_id, s.state, s.language, s.session_at, s.last_in_at, s.agent_id, s.agent_at,
       c.last_day, coalesce(c.failed, 0) AS failed,
       (SELECT count(*) FROM message n
         WHERE n.business_id = :business AND n.person_id = s.person_id AND n.direction = 'in'
           AND (c.last_out_at IS NULL OR n.at > c.last_out_at)) AS unread
  FROM shown s
  LEFT JOIN counted c ON c.person_id = s.person_id
 ORDER BY (s.state = 'waiting') DESC, (s.state = 'agent') DESC,
          CASE WHEN s.state = 'waiting' THEN s.last_in_at END, s.last_in_at DESC

-- by_state --
-- How many conversations stand where.
SELECT state, count(*) AS n FROM conversation WHERE business_id = :business GROUP BY state

-- quarantine --
-- What could not be trusted or understood: counts and reasons, nothing is opened.
SELECT door, reason, count(*) AS n, sum(bytes)::bigint AS bytes, max(at) AS newest, max(expires_on) AS last_day
  FROM quarantine
 WHERE business_id = :business
 GROUP BY door, reason
 ORDER BY max(at) DESC
