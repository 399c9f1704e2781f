-- requests_without_verification --
-- Requests that went ahead although nobody had made sure who asks, or before it was made sure.
SELECT request_id AS id, kind, state, received_at AS at
  FROM request
 WHERE business_id = :business AND kind = ANY(:verified_kinds::text[])
   AND (state IN ('verified', 'erasing', 'waiting_provider', 'fulfilled') OR affected IS NOT NULL)
   AND (verified_at IS NULL OR verified_by IS NULL OR verified_at > coalesce(finished_at, :now::timestamptz)
        OR verified_at < received_at)

-- requests_without_verification_evidence --
-- Requests made sure of, and those that lapsed because nobody confirmed.
SELECT count(verified_at) AS requests_verified, count(*) FILTER (WHERE state = 'lapsed') AS requests_lapsed,
       count(*) AS requests
  FROM request WHERE business_id = :business

-- requests_without_verification_missing --
-- No request has gone that far.
SELECT 'no_request_verified_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM request WHERE business_id = :business AND kind = ANY(:verified_kinds::text[])
                      AND (verified_at IS NOT NULL
                           OR state IN ('verified', 'erasing', 'waiting_provider', 'fulfilled', 'lapsed', 'refused')))

-- requests_unanswered_in_time --
-- Requests answered after the time, or not at all although it is over, or given a later date than allowed.
SELECT q.request_id AS id, q.kind, q.state, q.received_at AS at, q.due_at
  FROM request q
  LEFT JOIN unnest(:answer_kinds::text[], :answer_hours::int[]) AS a (kind, hours) ON a.kind = q.kind
 WHERE q.business_id = :business AND q.state <> 'lapsed'
   AND (coalesce(q.notified_at, q.finished_at, :now::timestamptz)
        > coalesce(q.received_at + make_interval(hours => a.hours), q.due_at)
        OR q.due_at > q.received_at + make_interval(hours => a.hours))

-- requests_unanswered_in_time_evidence --
-- Answered, open, and the longest that an answer took.
SELECT count(*) FILTER (WHERE coalesce(notified_at, finished_at) IS NOT NULL) AS requests_answered,
       count(*) FILTER (WHERE coalesce(notified_at, finished_at) IS NULL) AS requests_open,
       extract(epoch FROM max(coalesce(notified_at, finished_at) - received_at))::bigint AS slowest_seconds,
       (SELECT max(h) FROM unnest(:answer_hours::int[]) AS a (h)) AS promised_hours
  FROM request WHERE business_id = :business AND state <> 'lapsed'

-- requests_unanswered_in_time_missing --
-- Nothing was asked and answered yet.
SELECT 'no_request_answered_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM request WHERE business_id = :business AND state <> 'lapsed'
                      AND coalesce(notified_at, finished_at) IS NOT NULL)

-- access_requests_unanswered --
-- People who asked for their data and did not get it in time.
SELECT q.request_id AS id, q.state, q.received_at AS at
  FROM request q
  LEFT JOIN unnest(:answer_kinds::text[], :answer_hours::int[]) AS a (kind, hours) ON a.kind = q.kind
 WHERE q.business_id = :business AND q.kind = 'access'
   AND ((q.state = 'fulfilled' AND q.notified_at IS NULL)
        OR (q.state NOT IN ('fulfilled', 'refused', 'lapsed', 'nothing_held')
            AND :now::timestamptz > coalesce(q.received_at + make_interval(hours => a.hours), q.due_at))
        OR (q.state = 'refused' AND q.reason IS NULL))

-- access_requests_unanswered_evidence --
-- Asked and given.
SELECT count(*) AS requests, count(notified_at) AS requests_answered
  FROM request WHERE business_id = :business AND kind = 'access'

-- access_requests_unanswered_missing --
-- Nobody was given an answer yet.
SELECT 'no_access_request_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM request WHERE business_id = :business AND kind = 'access'
                      AND state IN ('fulfilled', 'refused', 'nothing_held'))

-- corrections_unanswered --
-- People who asked for a correction and did not get it in time.
SELECT q.request_id AS id, q.state, q.received_at AS at
  FROM request q
  LEFT JOIN unnest(:answer_kinds::text[], :answer_hours::int[]) AS a (kind, hours) ON a.kind = q.kind
 WHERE q.business_id = :business AND q.kind = 'correction'
   AND ((q.state = 'fulfilled' AND q.notified_at IS NULL)
        OR (q.state NOT IN ('fulfilled', 'refused', 'lapsed', 'nothing_held')
            AND :now::timestamptz > coalesce(q.received_at + make_interval(hours => a.hours), q.due_at))
        OR (q.state = 'refused' AND q.reason IS NULL))

-- corrections_unanswered_evidence --
-- Asked and answered.
SELECT count(*) AS requests, count(notified_at) AS requests_answered
  FROM request WHERE business_id = :business AND kind = 'correction'

-- corrections_unanswered_missing --
-- Nobody was given an answer yet.
SELECT 'no_correction_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM request WHERE business_id = :business AND kind = 'correction'
                      AND state IN ('fulfilled', 'refused', 'nothing_held'))

-- deletions_without_clean_residue --
-- Deletions called done without their check, and rows in any table that still name somebody deleted.
SELECT 'request' AS what, request_id AS id, NULL::bigint AS n
  FROM request
 WHERE business_id = :business AND kind = 'erasure' AND state = 'fulfilled'
   AND (planned IS DISTINCT FROM affected OR planned IS NULL OR residue IS DISTINCT FROM '{}'::jsonb
        OR residue_checked_at IS NULL OR receipt IS NULL OR person_id IS NOT NULL)
UNION ALL
SELECT r.place, NULL, r.n
  FROM unnest(:residue_places::text[], :residue_counts::bigint[]) AS r (place, n)  -- from audit/residue.py
 WHERE r.n > 0

-- deletions_without_clean_residue_evidence --
-- Deletions done, how many had a receipt, and backups that were read back and held no key.
SELECT count(*) AS deletions_done, count(receipt) AS receipts, max(residue_checked_at) AS last_residue_check,
       (SELECT count(*) FROM ledger WHERE business_id = :business AND action = 'backup.made'
           AND detail::jsonb ->> 'keys' = '0') AS backups_without_keys
  FROM request WHERE business_id = :business AND kind = 'erasure' AND state = 'fulfilled'

-- deletions_without_clean_residue_missing --
-- No deletion was done, or a table names people and may not be looked into.
SELECT 'no_deletion_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM request WHERE business_id = :business AND kind = 'erasure' AND state = 'fulfilled')
UNION ALL
SELECT DISTINCT 'table_not_readable'
  FROM unnest(:residue_counts::bigint[]) AS r (n) WHERE r.n < 0

-- deletions_without_number --
-- Deletions that went ahead without the WhatsApp number being given and confirmed on WhatsApp itself.
SELECT request_id AS id, channel, state, received_at AS at
  FROM request
 WHERE business_id = :business AND kind = 'erasure'
   AND state IN ('verified', 'erasing', 'waiting_provider', 'fulfilled')
   AND coalesce(verified_by, '') NOT IN ('possession', 'code_to_channel')

-- deletions_without_number_evidence --
-- Deletions that went ahead, by how the number was confirmed.
SELECT count(*) FILTER (WHERE verified_by = 'possession') AS by_possession,
       count(*) FILTER (WHERE verified_by = 'code_to_channel') AS by_code
  FROM request WHERE business_id = :business AND kind = 'erasure' AND verified_at IS NOT NULL

-- deletions_without_number_missing --
-- No deletion has gone that far.
SELECT 'no_deletion_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM request WHERE business_id = :business AND kind = 'erasure'
                      AND state IN ('verified', 'erasing', 'waiting_provider', 'fulfilled'))

-- mail_requests_not_taken_up --
-- E-mails with a promised subject line that led to no request (the intake notes each, naming its request).
SELECT chain, seq, at
  FROM ledger l
 WHERE l.business_id = :business AND l.action = 'mail.promised_subject'
   AND NOT EXISTS (SELECT 1 FROM request q WHERE q.business_id = :business AND q.request_id = l.subject)

-- mail_requests_not_taken_up_evidence --
-- E-mails with a promised subject line, and requests that came by e-mail.
SELECT (SELECT count(*) FROM ledger WHERE business_id = :business AND action = 'mail.promised_subject') AS mails,
       (SELECT count(*) FROM request WHERE business_id = :business AND channel = 'email') AS requests

-- mail_requests_not_taken_up_missing --
-- No such e-mail has come yet.
SELECT 'no_mail_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'mail.promised_subject')
