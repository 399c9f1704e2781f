-- of_day --
-- What happened on one day, newest first, by action or staff; goes on behind a line.
SELECT at, chain, seq, action, subject, detail
  FROM ledger
 WHERE business_id = :business AND at >= :since AND at < :until
   AND (:action = '' OR action = :action OR action LIKE :action || '.%')
   AND (:staff::int IS NULL OR (detail::jsonb ->> 'staff')::int = :staff)
   AND (:at::timestamptz IS NULL OR (at, chain, seq) < (:at, :chain::bigint, :seq::bigint))
 ORDER BY at DESC, chain DESC, seq DESC
 LIMIT :most

-- of_subject --
-- Everything about one random id, whatever the day.
SELECT at, chain, seq, action, subject, detail
  FROM ledger
 WHERE business_id = :business AND subject = :subject
   AND (:action = '' OR action = :action OR action LIKE :action || '.%')
   AND (:staff::int IS NULL OR (detail::jsonb ->> 'staff')::int = :staff)
   AND (:at::timestamptz IS NULL OR (at, chain, seq) < (:at, :chain::bigint, :seq::bigint))
 ORDER BY at DESC, chain DESC, seq DESC
 LIMIT :most

-- actions_of_day --
-- What happened on one day at all, for who looks for a kind of it.
SELECT DISTINCT action FROM ledger
 WHERE business_id = :business AND at >= :since AND at < :until
 ORDER BY action

-- last_check --
-- When every hash was checked last from the desk, and what was found.
SELECT at, detail FROM ledger
 WHERE business_id = :business AND action = 'ledger.checked'
 ORDER BY at DESC
 LIMIT 1
