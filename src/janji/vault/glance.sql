-- on_page --
-- The named things of many people at once, without those who refused the purpose, whose data is restricted or who
-- are blocked, in whichever of their ids (the same as the gate asks of one person).
SELECT r.record_id, r.expires_on, r.person_id, r.kind, r.made_at, r.sealed
  FROM unnest(:records::uuid[], :days::date[]) AS w (record_id, day)
  JOIN record r ON r.business_id = :business AND r.record_id = w.record_id AND r.expires_on = w.day
  JOIN person p ON p.business_id = :business AND p.person_id = r.person_id
 WHERE r.kind = ANY(:kinds)
   AND NOT EXISTS (SELECT 1 FROM unnest(:cut_kinds::text[], :cuts::timestamptz[]) AS c (kind, since)
                    WHERE c.kind = r.kind AND r.made_at < c.since)
   AND NOT EXISTS (SELECT 1
                     FROM withdrawal x
                     JOIN person o ON o.business_id = :business AND o.person_id = x.person_id
                    WHERE x.business_id = :business AND x.purpose = :purpose
                      AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id))
   AND (:duty::boolean
        OR (NOT EXISTS (SELECT 1
                          FROM restriction x
                          JOIN person o ON o.business_id = :business AND o.person_id = x.person_id
                         WHERE x.business_id = :business
                           AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id))
            AND NOT EXISTS (SELECT 1
                              FROM silence x
                              JOIN person o ON o.business_id = :business AND o.person_id = x.person_id
                             WHERE x.business_id = :business AND x.kind = 'block'
                               AND coalesce(o.same_as, o.person_id) = coalesce(p.same_as, p.person_id))))

-- not_yet_today --
-- Of these people those whom this member of staff has not seen in a list today.
SELECT w.person_id FROM unnest(:people::uuid[]) AS w (person_id)
 WHERE NOT EXISTS (SELECT 1 FROM glanced g
                    WHERE g.business_id = :business AND g.person_id = w.person_id
                      AND g.staff_id = :staff AND g.day = :today::date)

-- seen_today --
-- From now on they are seen; whoever ended meanwhile is left out.
INSERT INTO glanced (business_id, person_id, staff_id, day)
SELECT :business, p.person_id, :staff, :today::date
  FROM person p
 WHERE p.business_id = :business AND p.person_id = ANY(:people)
 ORDER BY p.person_id
ON CONFLICT (business_id, person_id, staff_id) DO UPDATE SET day = excluded.day
RETURNING person_id
