-- conversations_kept_too_long --
-- Anything of a conversation older than promised, by its own time and every promise in force since: never trusts the
-- stored expiry. A shorter promise has its first day to reach what is held.
WITH term AS (
    SELECT * FROM unnest(:term_kinds::text[], :term_days::int[], :term_sinces::date[], :term_untils::date[]) AS t (kind, days, since, until)
     WHERE since < :today::date
)
SELECT DISTINCT 'record' AS held_in, r.record_id AS id, r.made_at AS at
  FROM record r
  JOIN term t ON t.kind = r.kind AND t.until > (r.made_at AT TIME ZONE :zone::text)::date
 WHERE r.business_id = :business AND r.made_at < :now::timestamptz - make_interval(hours => 24 * t.days)
UNION
SELECT h.held_in, h.id, h.at
  FROM (SELECT 'message' AS held_in, message_id AS id, at FROM message WHERE business_id = :business
        UNION ALL SELECT 'turn', turn_id, at FROM turn WHERE business_id = :business
        UNION ALL SELECT 'quarantine', quarantine_id, at FROM quarantine WHERE business_id = :business
        UNION ALL SELECT 'mail_in', mail_id, at FROM mail_in WHERE business_id = :business
        UNION ALL SELECT 'mail_out', mail_id, made_at FROM mail_out WHERE business_id = :business) h
  JOIN term t ON t.kind = 'message_in' AND t.until > (h.at AT TIME ZONE :zone::text)::date
 WHERE h.at < :now::timestamptz - make_interval(hours => 24 * t.days)

-- conversations_kept_too_long_evidence --
-- How old the oldest thing is, beside what was promised.
SELECT extract(epoch FROM :now::timestamptz - min(r.made_at))::bigint AS oldest_seconds,
       :message_keep::int AS promised_days, count(*) AS held
  FROM record r
  JOIN unnest(:kinds::text[], :keeps::int[]) AS k (kind, days) ON k.kind = r.kind
 WHERE r.business_id = :business AND k.days IS NOT NULL

-- conversations_kept_too_long_missing --
-- Emptiness proves nothing before the first message.
SELECT 'no_message_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM record WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in')
UNION ALL
SELECT 'no_period_promised' WHERE :message_keep::int IS NULL

-- expiry_later_than_promised --
-- Things whose planned end lies beyond what their own local date allows under any promise in force since.
WITH term AS (
    SELECT * FROM unnest(:term_kinds::text[], :term_days::int[], :term_sinces::date[], :term_untils::date[]) AS t (kind, days, since, until)
     WHERE since < :today::date
)
SELECT DISTINCT 'record' AS held_in, r.record_id AS id, r.made_at AS at, r.expires_on
  FROM record r
  JOIN term t ON t.kind = r.kind AND t.until > (r.made_at AT TIME ZONE :zone::text)::date
 WHERE r.business_id = :business AND r.expires_on > (r.made_at AT TIME ZONE :zone::text)::date + t.days
UNION
SELECT h.held_in, h.id, h.at, h.expires_on
  FROM (SELECT 'message' AS held_in, message_id AS id, at, expires_on FROM message WHERE business_id = :business
        UNION ALL SELECT 'turn', turn_id, at, expires_on FROM turn WHERE business_id = :business
        UNION ALL SELECT 'quarantine', quarantine_id, at, expires_on FROM quarantine WHERE business_id = :business) h
  JOIN term t ON t.kind = 'message_in' AND t.until > (h.at AT TIME ZONE :zone::text)::date
 WHERE h.expires_on > (h.at AT TIME ZONE :zone::text)::date + t.days

-- expiry_later_than_promised_evidence --
-- The longest planned life, in days from the local date.
SELECT max(r.expires_on - (r.made_at AT TIME ZONE :zone::text)::date) AS longest_planned_days,
       :message_keep::int AS promised_days, count(*) AS held
  FROM record r
  JOIN unnest(:kinds::text[], :keeps::int[]) AS k (kind, days) ON k.kind = r.kind
 WHERE r.business_id = :business AND k.days IS NOT NULL

-- expiry_later_than_promised_missing --
-- With nothing held there is no planned end to look at.
SELECT 'nothing_held_now' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM record WHERE business_id = :business)
UNION ALL
SELECT 'no_period_promised' WHERE :message_keep::int IS NULL

-- expiry_not_automatic --
-- Days that are over by a whole day and whose end was not carried out to the last step.
SELECT 'day_end_unfinished' AS what, day, 1::bigint AS n
  FROM day_end
 WHERE business_id = :business AND day < :today::date
   AND (keys_gone_at IS NULL OR rows_gone_at IS NULL OR media_gone_at IS NULL)
UNION ALL
SELECT 'rows_left', l.expires_on, count(*)
  FROM (SELECT expires_on FROM record WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM message WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM erased_sid WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM media WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM token WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM turn WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM quarantine WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM mail_in WHERE business_id = :business AND expires_on < :today::date
        UNION ALL SELECT expires_on FROM mail_out WHERE business_id = :business AND expires_on < :today::date) l
 GROUP BY l.expires_on
UNION ALL
SELECT 'end_not_recorded', d.day + :message_keep::int, d.n
  FROM (SELECT (at AT TIME ZONE :zone::text)::date AS day, count(*) AS n
          FROM ledger WHERE business_id = :business AND action = 'message.in' GROUP BY 1) d
 WHERE (SELECT min(greatest(d.day + t.days, t.since))
          FROM unnest(:term_kinds::text[], :term_days::int[], :term_sinces::date[], :term_untils::date[]) AS t (kind, days, since, until)
         WHERE t.kind = 'message_in' AND t.until > d.day) < :today::date
   AND NOT EXISTS (SELECT 1  -- a message of the last second is noted just after midnight
                     FROM day_end e
                     JOIN unnest(:term_kinds::text[], :term_shortest::int[], :term_days::int[], :term_untils::date[])
                          AS t (kind, shortest, days, until) ON t.kind = 'message_in' AND t.until > d.day
                    WHERE e.business_id = :business AND e.rows_gone_at IS NOT NULL
                      AND e.day BETWEEN d.day + t.shortest - 1 AND d.day + t.days)

-- expiry_not_automatic_evidence --
-- What the nights have ended so far.
SELECT count(*) FILTER (WHERE rows_gone_at IS NOT NULL) AS days_ended, max(day) AS last_day_ended,
       count(*) FILTER (WHERE (keys_gone_at AT TIME ZONE :zone::text)::date
                              > greatest(day, (SELECT max(s) FROM unnest(:term_sinces::date[]) AS s
                                                WHERE s <= (keys_gone_at AT TIME ZONE :zone::text)::date)))
       AS days_ended_late,
       coalesce(sum(records), 0)::bigint AS records_ended
  FROM day_end WHERE business_id = :business

-- expiry_not_automatic_missing --
-- Before the first night that had something to end, nobody can tell.
SELECT 'no_sweep_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM day_end WHERE business_id = :business AND rows_gone_at IS NOT NULL)

-- people_kept_after_last_message --
-- People of whom nothing is kept, who asked nothing, and who are older than the promise: they must have ended.
SELECT p.person_id AS id, p.made_at AS at,
       (SELECT count(*) FROM identifier i WHERE i.business_id = :business AND i.person_id = p.person_id) AS identifiers
  FROM person p
 WHERE p.business_id = :business AND p.made_at < :now::timestamptz - make_interval(hours => 24 * :message_keep::int)
   AND NOT EXISTS (SELECT 1 FROM record r WHERE r.business_id = :business AND r.person_id = p.person_id)
   AND NOT EXISTS (SELECT 1 FROM request q WHERE q.business_id = :business AND q.person_id = p.person_id
                      AND q.finished_at IS NULL)

-- people_kept_after_last_message_evidence --
-- How many people are known, and how many numbers and names lead to them.
SELECT (SELECT count(*) FROM person WHERE business_id = :business) AS people,
       (SELECT count(*) FROM identifier WHERE business_id = :business) AS identifiers,
       (SELECT coalesce(sum((detail::jsonb ->> 'people')::bigint), 0)::bigint FROM ledger
         WHERE business_id = :business AND action = 'retention.people_ended') AS people_ended

-- people_kept_after_last_message_missing --
-- Nobody was ever known.
SELECT 'no_person_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM person WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action LIKE 'person.%')
UNION ALL
SELECT 'no_period_promised' WHERE :message_keep::int IS NULL

-- media_kept_too_long --
-- Files whose message is too old or already gone, and folders of days that are over.
SELECT 'media' AS held_in, m.record_id AS id, m.expires_on
  FROM media m
  LEFT JOIN record r ON r.business_id = m.business_id AND r.record_id = m.record_id AND r.expires_on = m.expires_on
 WHERE m.business_id = :business
   AND (r.record_id IS NULL
        OR EXISTS (SELECT 1 FROM unnest(:term_kinds::text[], :term_days::int[], :term_sinces::date[], :term_untils::date[]) AS t (kind, days, since, until)
                    WHERE t.kind = 'media' AND t.since < :today::date
                      AND t.until > (r.made_at AT TIME ZONE :zone::text)::date
                      AND r.made_at < :now::timestamptz - make_interval(hours => 24 * t.days)))
UNION ALL
SELECT 'media_folder', NULL, f.day FROM unnest(:media_days::date[]) AS f (day) WHERE f.day < :today::date

-- media_kept_too_long_evidence --
-- What is held, and how old the oldest is.
SELECT count(*) AS held, extract(epoch FROM :now::timestamptz - min(r.made_at))::bigint AS oldest_seconds,
       :media_keep::int AS promised_days
  FROM media m
  JOIN record r ON r.business_id = m.business_id AND r.record_id = m.record_id AND r.expires_on = m.expires_on
 WHERE m.business_id = :business

-- media_kept_too_long_missing --
-- No picture or file has ever come.
SELECT 'no_media_yet' AS missing
 WHERE NOT EXISTS (SELECT 1 FROM media WHERE business_id = :business)
   AND NOT EXISTS (SELECT 1 FROM day_end WHERE business_id = :business AND media > 0)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action = 'message.in'
                      AND detail ~ '"media":[1-9]')
UNION ALL
SELECT 'media_folder_not_opened' WHERE :media_days::date[] IS NULL

-- keys_alive_past_day --
-- Day keys that live a whole day after their end; a provider key may while a copy there awaits deletion.
SELECT k.cls, k.day
  FROM unnest(:key_classes::text[], :key_days::date[]) AS k (cls, day)
 WHERE k.day < :today::date
   AND NOT (k.cls IN ('provider', '@provider') AND EXISTS (
            SELECT 1 FROM provider_debt d
             WHERE d.business_id = :business AND d.day = k.day AND d.gone_at IS NULL))

-- keys_alive_past_day_evidence --
-- Keys alive, the next to end, and how many days' keys were destroyed.
SELECT count(k.day) AS keys_alive, min(k.day) AS next_end,
       (SELECT count(*) FROM day_end WHERE business_id = :business AND keys_gone_at IS NOT NULL) AS days_ended
  FROM unnest(:key_classes::text[], :key_days::date[]) AS k (cls, day)

-- keys_alive_past_day_missing --
-- The keyring must be at hand, and one day must have ended.
SELECT 'keyring_not_opened' AS missing WHERE :key_classes::text[] IS NULL
UNION ALL
SELECT 'no_sweep_yet'
 WHERE NOT EXISTS (SELECT 1 FROM day_end WHERE business_id = :business AND keys_gone_at IS NOT NULL)

-- provider_copies_overdue --
-- Copies that the provider should have deleted by now and was not seen without (its 404).
SELECT 'message' AS held_in, message_id AS id, at::date AS since
  FROM message
 WHERE business_id = :business AND sid_hash IS NOT NULL AND provider_gone_at IS NULL
   AND at < :now::timestamptz - make_interval(hours => 24 * :provider_overdue::int)
UNION ALL
SELECT 'provider_debt', debt_id, day
  FROM provider_debt
 WHERE business_id = :business AND gone_at IS NULL
   AND day - :message_keep::int + :provider_overdue::int < :today::date

-- provider_copies_overdue_evidence --
-- Seen gone, still there, and the age of the oldest that is still there.
SELECT (SELECT count(*) FROM message WHERE business_id = :business AND provider_gone_at IS NOT NULL)
       + (SELECT count(*) FROM provider_debt WHERE business_id = :business AND gone_at IS NOT NULL) AS copies_seen_gone,
       (SELECT count(*) FROM message WHERE business_id = :business AND sid_hash IS NOT NULL AND provider_gone_at IS NULL)
       + (SELECT count(*) FROM provider_debt WHERE business_id = :business AND gone_at IS NULL) AS copies_left,
       (SELECT extract(epoch FROM :now::timestamptz - min(at))::bigint FROM message
         WHERE business_id = :business AND sid_hash IS NOT NULL AND provider_gone_at IS NULL) AS oldest_copy_seconds,
       :provider_overdue::int AS promised_days

-- provider_copies_overdue_missing --
-- Without a clock, or before the first copy was seen gone, nobody can tell.
SELECT 'provider_clock_unknown' AS missing WHERE :provider_overdue::int IS NULL
UNION ALL
SELECT 'no_copy_due_yet'
 WHERE NOT EXISTS (SELECT 1 FROM message WHERE business_id = :business AND provider_gone_at IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM provider_debt WHERE business_id = :business AND gone_at IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action LIKE 'provider.%')

-- provider_copies_unaccounted --
-- Double entry: each message that came or went left a copy at the provider, each copy seen gone (404) has a line of
-- its own. Days whose copies should be gone and have fewer such lines, copies called gone without one, and copies
-- that a person talked away although a machine could still ask. A ledger older than the account is counted from its
-- first whole day (schema/0043_copies_counted.sql); before it, nobody counted.
WITH begun AS (
    SELECT coalesce((SELECT since FROM copies_counted WHERE business_id = :business), '-infinity') AS since
), made AS (
    SELECT (at AT TIME ZONE 'UTC')::date AS day, count(*) AS copies
      FROM ledger
     WHERE business_id = :business AND action IN ('message.in', 'message.out', 'channel.too_old')
     GROUP BY 1
), ended AS (
    SELECT day, count(*) AS copies
      FROM (SELECT DISTINCT subject, (detail::jsonb ->> 'made')::date AS day
              FROM ledger
             WHERE business_id = :business
               AND (action = 'provider.deleted' AND detail::jsonb ->> 'seen' = '404'
                    OR action IN ('provider.copy_lost', 'provider.settled_by_hand'))) AS told
     GROUP BY 1
), sums AS (
    SELECT day, coalesce(sum(m.copies) OVER days, 0)::bigint AS made,
           coalesce(sum(e.copies) OVER days, 0)::bigint AS ended
      FROM made m FULL JOIN ended e USING (day)
     WHERE day > (SELECT (since AT TIME ZONE 'UTC')::date FROM begun)
    WINDOW days AS (ORDER BY day)
)
SELECT 'day' AS held_in, day, NULL::uuid AS id, made - ended AS copies
  FROM sums
 WHERE made > ended
   AND (day + 1)::timestamp AT TIME ZONE 'UTC'
       <= :now::timestamptz - make_interval(hours => 24 * :provider_overdue::int)
UNION ALL
SELECT 'message', at::date, message_id, 1
  FROM message m
 WHERE business_id = :business AND provider_gone_at > (SELECT since FROM begun)
   AND NOT EXISTS (SELECT 1 FROM ledger l
                    WHERE l.business_id = :business AND l.subject = m.message_id
                      AND (l.action = 'provider.deleted' AND l.detail::jsonb ->> 'seen' = '404'
                           OR l.action = 'provider.settled_by_hand'))
UNION ALL
SELECT 'talked_away', (s.at AT TIME ZONE 'UTC')::date, s.subject, 1
  FROM ledger s
 WHERE s.business_id = :business AND s.action = 'provider.settled_by_hand'
   AND NOT EXISTS (SELECT 1 FROM ledger l
                    WHERE l.business_id = :business AND l.action = 'provider.copy_lost' AND l.subject = s.subject
                      AND l.at <= s.at)

-- provider_copies_unaccounted_evidence --
-- Copies that messages left there, copies seen gone, those whose key was lost, those that a person saw to be gone.
SELECT count(*) FILTER (WHERE action IN ('message.in', 'message.out', 'channel.too_old')) AS copies_made,
       count(DISTINCT subject) FILTER (WHERE action = 'provider.deleted' AND detail::jsonb ->> 'seen' = '404')
       AS copies_seen_gone,
       count(DISTINCT subject) FILTER (WHERE action = 'provider.copy_lost') AS copies_lost,
       count(DISTINCT subject) FILTER (WHERE action = 'provider.settled_by_hand') AS copies_told_by_a_person,
       (SELECT since FROM copies_counted WHERE business_id = :business) AS copies_counted_since,
       :provider_overdue::int AS promised_days
  FROM ledger
 WHERE business_id = :business

-- provider_copies_unaccounted_missing --
-- Without a clock, before the first copy was seen gone, or when the way to a copy is lost, nobody can tell.
SELECT 'provider_clock_unknown' AS missing WHERE :provider_overdue::int IS NULL
UNION ALL
SELECT 'no_copy_due_yet'
 WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE business_id = :business AND action LIKE 'provider.%')
UNION ALL
SELECT 'copies_before_the_account'
  FROM copies_counted
 WHERE business_id = :business AND since > :now::timestamptz - make_interval(hours => 24 * :provider_overdue::int)
UNION ALL
SELECT 'copy_id_lost'
 WHERE EXISTS (SELECT 1 FROM ledger l
                WHERE l.business_id = :business AND l.action = 'provider.copy_lost'
                  AND NOT EXISTS (SELECT 1 FROM ledger g
                                   WHERE g.business_id = :business AND g.subject = l.subject
                                     AND g.action IN ('provider.deleted', 'provider.settled_by_hand')))
