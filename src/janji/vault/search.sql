-- keep_tokens --
-- Keyed hashes of words, under the key of the record's day.
INSERT INTO token (business_id, hash, record_id, expires_on, person_id)
SELECT :business, hash, :record, :expires_on, :person FROM unnest(:hashes::bytea[]) AS h (hash)
ON CONFLICT DO NOTHING

-- find_tokens --
-- Records of some days that hold every word asked for, newest first. The first word leads: its newest records of
-- each day are walked by the index, and each is asked for the other words; nothing common is counted whole. A word has
-- one hash under each key; the rows of a key lie in its day or in the earlier one they go to, some here and some there.
SELECT found.record_id, found.person_id, found.expires_on
  FROM unnest(:keys::int[], :days::date[], :elsewhere::date[], :leads::bytea[]) AS asked (key, day, elsewhere, lead)
 CROSS JOIN LATERAL (
    SELECT t.record_id, t.person_id, t.expires_on
      FROM token t
     WHERE t.business_id = :business AND t.hash = asked.lead AND t.expires_on = asked.day
       AND (:before::uuid IS NULL OR t.record_id < :before)
       AND NOT EXISTS (
            SELECT 1 FROM unnest(:other_keys::int[], :others::bytea[]) AS more (key, hash)
             WHERE more.key = asked.key
               AND NOT EXISTS (SELECT 1 FROM token o
                                WHERE o.business_id = :business AND o.hash = more.hash
                                  AND o.record_id = t.record_id AND o.expires_on IN (asked.day, asked.elsewhere)))
     ORDER BY t.record_id DESC
     LIMIT :most) AS found
 ORDER BY found.record_id DESC
 LIMIT :most
