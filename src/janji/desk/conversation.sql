-- talk --
-- Where one conversation stands, and the day at whose start the last of it is gone.
SELECT c.person_id, c.state, c.language, c.session_at, c.last_in_at, c.agent_id, c.agent_at, c.outcome, c.closed_at,
       c.rated, c.muted_until, c.waiting_since, c.snoozed_until,
       (SELECT max(r.expires_on) FROM record r WHERE r.business_id = :business AND r.person_id = :person) AS last_day
  FROM conversation c
 WHERE c.business_id = :business AND c.person_id = :person

-- trace --
-- What the ledger still tells of an id that leads nowhere: that it was, and whether it was erased on request.
SELECT max(at) FILTER (WHERE action IN ('erasure.unreadable', 'erasure.removed')) AS erased_at, max(at) AS last_at
  FROM ledger
 WHERE business_id = :business AND subject = :person
