-- policy_changes_not_told --
-- People held when a change took force, and known before it was applied, whom no promised channel told before that moment.
SELECT v.number AS version, p.person_id, n.at AS told_at
  FROM policy_version v
  JOIN person p ON p.business_id = :business AND p.made_at < v.applied_at
  LEFT JOIN LATERAL (
       SELECT min(n.at) AS at
         FROM policy_notice n
         JOIN person o ON o.business_id = :business AND o.person_id = n.person_id
         LEFT JOIN message m ON m.business_id = :business AND m.message_id = n.message_id AND n.channel = 'whatsapp'
         LEFT JOIN mail_out l ON l.business_id = :business AND l.mail_id = n.message_id AND n.channel = 'email'
        WHERE n.business_id = :business
          AND (n.version = v.number OR v.plan -> 'told_with' @> to_jsonb(n.version))
          AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id)
          AND coalesce(m.state, '') NOT IN ('queued', 'sending', 'failed', 'refused')
          AND coalesce(l.state, '') NOT IN ('queued', 'failed')) n ON true
 WHERE v.business_id = :business AND v.number > 1
   AND v.effective_on <= :today::date
   AND NOT EXISTS (SELECT 1 FROM policy_version w  -- what was replaced before its day never took force
                    WHERE w.business_id = :business AND w.number > v.number AND w.effective_on <= v.effective_on
                      AND w.applied_at < v.effective_on::timestamp AT TIME ZONE :zone::text)
   AND v.plan -> 'channels' ?| ARRAY['whatsapp', 'email']
   AND NOT v.plan ? 'brought_back'  -- who was told of it went with the database that was lost
   AND EXISTS (SELECT 1 FROM identifier i WHERE i.business_id = :business AND i.person_id = p.person_id)
   AND NOT EXISTS (SELECT 1 FROM silence s
                    WHERE s.business_id = :business AND s.person_id = p.person_id AND s.kind = 'block')
   AND CASE WHEN v.plan ->> 'class' IN ('material', 'prospective', 'reconsent')
            THEN n.at IS NULL OR n.at >= v.effective_on::timestamp AT TIME ZONE :zone::text
            ELSE n.at IS NULL AND v.effective_on < :today::date END  -- may bind at once: told within the day
 ORDER BY v.number, p.person_id

-- policy_changes_not_told_evidence --
-- How many changes there were, how many people were told of them since, and how many are told of the coming one so far.
SELECT (SELECT count(*) FROM policy_version WHERE business_id = :business AND number > 1) AS policy_changes,
       (SELECT count(*) FROM policy_version
         WHERE business_id = :business AND number > 1 AND plan -> 'channels' ?| ARRAY['whatsapp', 'email']) AS changes_to_be_told,
       (SELECT count(*) FROM ledger WHERE business_id = :business AND action = 'policy.told') AS people_told,
       (SELECT max(at) FROM policy_notice WHERE business_id = :business) AS last_told

-- policy_changes_not_told_missing --
-- No version of a policy is on record here.
SELECT 'no_policy_applied' AS missing WHERE NOT EXISTS (SELECT 1 FROM policy_version WHERE business_id = :business)
UNION ALL
SELECT 'notices_lost_with_the_database'
 WHERE EXISTS (SELECT 1 FROM policy_version v
                JOIN person p ON p.business_id = v.business_id AND p.made_at < v.applied_at
               WHERE v.business_id = :business AND v.plan ? 'brought_back' AND v.effective_on <= :today::date
                 AND v.plan -> 'channels' ?| ARRAY['whatsapp', 'email'])
