-- missed --
-- Turns the assistant did not answer by itself, by what it thought was nearest; nobody in them by name or id.
SELECT dense_rank() OVER (ORDER BY coalesce(p.same_as, t.person_id)) AS who, t.intent
  FROM turn t
  LEFT JOIN person p ON p.business_id = t.business_id AND p.person_id = t.person_id
 WHERE t.business_id = :business AND t.band IN ('ask', 'hand_over') AND t.expires_on > :today
   AND NOT EXISTS (SELECT 1 FROM withdrawal w
                    WHERE w.business_id = t.business_id AND w.purpose = :purpose
                      AND w.person_id IN (t.person_id, p.same_as))

-- missed_messages --
-- The newest messages of such turns about one intent; who objected is left out.
SELECT m.message_id
  FROM turn t
  JOIN message m ON m.business_id = t.business_id AND m.person_id = t.person_id AND m.handled_at = t.at
  LEFT JOIN person p ON p.business_id = t.business_id AND p.person_id = t.person_id
 WHERE t.business_id = :business AND t.band IN ('ask', 'hand_over') AND t.intent = :intent
   AND t.expires_on > :today AND m.direction = 'in'
   AND NOT EXISTS (SELECT 1 FROM withdrawal w
                    WHERE w.business_id = t.business_id AND w.purpose = :purpose
                      AND w.person_id IN (t.person_id, p.same_as))
 ORDER BY t.at DESC
 LIMIT :most
