-- last_message --
-- The newest message in one direction; ids rise with time, so no more than one row of a day is read.
SELECT at FROM message
 WHERE business_id = :business AND direction = :direction
 ORDER BY message_id DESC
 LIMIT 1

-- queues --
-- What waits where, since when, and whether that is longer than it ever should.
SELECT 'inbox' AS queue, count(*) AS n, min(at) AS oldest, min(at) < :before AS old FROM message
 WHERE business_id = :business AND direction = 'in' AND handled_at IS NULL
UNION ALL
SELECT 'outbox', count(*), min(at), min(at) < :before FROM message
 WHERE business_id = :business AND state IN ('queued', 'sending')
UNION ALL
SELECT 'media', count(*), min(next_at), min(next_at) < :before FROM media
 WHERE business_id = :business AND state = 'due'
UNION ALL
SELECT 'mail_in', count(*), min(at), min(at) < :before FROM mail_in
 WHERE business_id = :business AND handled_at IS NULL
UNION ALL
SELECT 'mail_out', count(*), min(made_at), min(made_at) < :before FROM mail_out
 WHERE business_id = :business AND state = 'queued'
UNION ALL
SELECT 'provider', count(*), min(made_at), false FROM provider_debt
 WHERE business_id = :business AND gone_at IS NULL

-- errors --
-- What the provider refused of late, by its code.
SELECT error_code AS code, count(*) AS n, max(failed_at) AS newest
  FROM message
 WHERE business_id = :business AND message_id >= :since_id AND error_code IS NOT NULL
 GROUP BY error_code
 ORDER BY n DESC
 LIMIT 20

-- last_letter --
-- The newest mail in.
SELECT max(at) FROM mail_in WHERE business_id = :business

-- verdicts --
-- The newest answer of every proof and the one before it.
SELECT proof, verdict, at, before
  FROM (SELECT proof, verdict, at, lead(verdict) OVER w AS before, row_number() OVER w AS nth
          FROM proof_run
         WHERE business_id = :business
        WINDOW w AS (PARTITION BY proof ORDER BY at DESC)) runs
 WHERE nth = 1

-- requests_due --
-- Open requests whose time is nearly over: less than a third of it is left, or none.
SELECT count(*) AS n, min(due_at) AS due_at, count(*) FILTER (WHERE due_at <= :now) AS late
  FROM request
 WHERE business_id = :business AND finished_at IS NULL
   AND due_at - :now::timestamptz < (due_at - received_at) / 3

-- reviews_due --
-- Holds that must be looked at again.
SELECT count(*) AS n
  FROM hold h
  JOIN business b ON b.business_id = h.business_id
 WHERE h.business_id = :business AND h.ended_at IS NULL
   AND h.review_on <= (:now::timestamptz AT TIME ZONE b.zone)::date

-- overdue_debts --
-- Copies at the provider that the proof of deadlines found overdue are told by it; these are refused for long.
SELECT count(*) AS n, min(made_at) AS oldest FROM provider_debt
 WHERE business_id = :business AND gone_at IS NULL AND tries >= :many

-- last_settled --
-- The newest message that went out, or was given up.
SELECT state, error_code AS code, failed_at FROM message
 WHERE business_id = :business AND direction = 'out' AND state NOT IN ('queued', 'sending')
 ORDER BY message_id DESC
 LIMIT 1

-- stuck --
-- Messages and letters that should have moved on within seconds, and since when.
SELECT count(*) AS n, min(at) AS oldest
  FROM (SELECT at FROM message
         WHERE business_id = :business AND direction = 'in' AND handled_at IS NULL AND at < :before
        UNION ALL
        SELECT at FROM message
         WHERE business_id = :business AND state IN ('queued', 'sending') AND at < :before
        UNION ALL
        SELECT at FROM mail_in WHERE business_id = :business AND handled_at IS NULL AND at < :before
        UNION ALL
        SELECT made_at FROM mail_out WHERE business_id = :business AND state = 'queued' AND made_at < :before) waits

-- begun --
-- Since when this house keeps anything at all.
SELECT min(applied_at) AS at FROM policy_version WHERE business_id = :business

-- backed_up --
-- The newest backup of late, wherever it was written.
SELECT max(at) AS at FROM ledger WHERE business_id = :business AND action = 'backup.made' AND at > :since
