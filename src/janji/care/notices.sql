-- alone --
-- Whether this process alone tells people now: two would write to everybody twice.
SELECT pg_try_advisory_xact_lock(74213, :business) AS mine

-- due_on_whatsapp --
-- Whom a change concerns and WhatsApp can reach now, where they wrote last: held before it binds, not blocked,
-- not told yet under any id of theirs. What failed is told again when they write, or when what it failed of is
-- over: the provider had no room for it, or the window shut on it and a template opens it.
SELECT DISTINCT ON (coalesce(p.same_as, p.person_id)) c.person_id, c.language, c.last_in_at
  FROM conversation c
  JOIN person p ON p.business_id = :business AND p.person_id = c.person_id
 WHERE c.business_id = :business AND p.made_at < :binds_at
   AND c.last_in_at >= :held_from
   AND (c.last_in_at > :window_from OR c.language = ANY(:templates))
   AND (:told_of::int[] IS NULL
        OR EXISTS (SELECT 1
                     FROM policy_notice t
                     JOIN person o ON o.business_id = :business AND o.person_id = t.person_id
                    WHERE t.business_id = :business AND t.version = ANY(:told_of::int[])
                      AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id)))
   AND NOT EXISTS (SELECT 1 FROM silence s
                    WHERE s.business_id = :business AND s.person_id = c.person_id AND s.kind = 'block')
   AND NOT EXISTS (SELECT 1
                     FROM policy_notice n
                     JOIN person o ON o.business_id = :business AND o.person_id = n.person_id
                     LEFT JOIN message m ON m.business_id = :business AND m.message_id = n.message_id
                    WHERE n.business_id = :business AND n.version = ANY(:versions::int[])
                      AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id)
                      AND (m.state IS NULL OR m.state NOT IN ('failed', 'refused')
                           OR (n.at >= c.last_in_at
                               AND (n.at > :again_from OR NOT (
                                       (m.state = 'failed' AND (m.error_code IS NULL OR m.error_code = ANY(:passing)))
                                    OR (m.error_code = :outside AND c.last_in_at <= :window_from
                                        AND n.at < c.last_in_at + :window))))))
 ORDER BY coalesce(p.same_as, p.person_id), c.last_in_at DESC
 LIMIT :most

-- due_by_mail --
-- Whom a change concerns and only a letter can reach: an address, something held, and no conversation that
-- is still held.
SELECT p.person_id, q.language, held.ends
  FROM person p
  JOIN LATERAL (SELECT max(r.expires_on) AS ends FROM record r
                 WHERE r.business_id = :business AND r.person_id = p.person_id) held ON held.ends IS NOT NULL
  LEFT JOIN LATERAL (SELECT language FROM request
                      WHERE business_id = :business AND person_id = p.person_id
                      ORDER BY received_at DESC LIMIT 1) q ON true
 WHERE p.business_id = :business AND p.made_at < :binds_at AND p.person_id > :after
   AND EXISTS (SELECT 1 FROM identifier i
                WHERE i.business_id = :business AND i.person_id = p.person_id AND i.kind = 'email')
   AND NOT EXISTS (SELECT 1
                     FROM person o
                     JOIN conversation c ON c.business_id = :business AND c.person_id = o.person_id
                    WHERE o.business_id = :business AND c.last_in_at >= :held_from
                      AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id))
   AND (:told_of::int[] IS NULL
        OR EXISTS (SELECT 1
                     FROM policy_notice t
                     JOIN person o ON o.business_id = :business AND o.person_id = t.person_id
                    WHERE t.business_id = :business AND t.version = ANY(:told_of::int[])
                      AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id)))
   AND NOT EXISTS (SELECT 1
                     FROM policy_notice n
                     JOIN person o ON o.business_id = :business AND o.person_id = n.person_id
                    WHERE n.business_id = :business AND n.version = ANY(:versions::int[])
                      AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id))
 ORDER BY p.person_id
 LIMIT :most

-- told --
-- This message tells this person of this change; a failed one is followed by its successor.
INSERT INTO policy_notice (business_id, version, person_id, channel, message_id, at)
VALUES (:business, :version, :person, :channel, :message, :now)
ON CONFLICT (business_id, version, person_id, channel) DO UPDATE SET message_id = excluded.message_id, at = excluded.at

-- standing --
-- How far the telling of each version has come, by channel.
SELECT n.version, n.channel, count(*) AS people,
       count(*) FILTER (WHERE m.state IN ('delivered', 'read')) AS delivered,
       count(*) FILTER (WHERE m.state IN ('failed', 'refused') OR l.state = 'failed') AS failed,
       min(n.at) AS first_at, max(n.at) AS last_at
  FROM policy_notice n
  LEFT JOIN message m ON n.channel = 'whatsapp' AND m.business_id = :business AND m.message_id = n.message_id
  LEFT JOIN mail_out l ON n.channel = 'email' AND l.business_id = :business AND l.mail_id = n.message_id
 WHERE n.business_id = :business
 GROUP BY n.version, n.channel
 ORDER BY n.version DESC, n.channel DESC

-- waiting --
-- People a change concerns who were not told yet: no way is open, or their turn has not come.
SELECT count(DISTINCT coalesce(p.same_as, p.person_id)) AS people
  FROM person p
 WHERE p.business_id = :business AND p.made_at < :binds_at
   AND EXISTS (SELECT 1 FROM identifier i WHERE i.business_id = :business AND i.person_id = p.person_id)
   AND NOT EXISTS (SELECT 1
                     FROM policy_notice n
                     JOIN person o ON o.business_id = :business AND o.person_id = n.person_id
                    WHERE n.business_id = :business AND n.version = ANY(:versions::int[])
                      AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id))
