-- keep_tokens --
-- Keyed hashes of words, under the key of the record's day.
INSERT INTO token (business_id, hash, record_id, expires_on, person_id)
SELECT :business, hash, :record, :expires_on, :person FROM unnest(:hashes::bytea[]) AS h (hash)
ON CONFLICT DO NOTHING

-- find_tokens --
-- Records of one day that hold every word asked for.
SELECT record_id, person_id
  FROM token
 WHERE business_id = :business AND expires_on = :day AND hash = ANY(:hashes::bytea[])
 GROUP BY record_id, person_id
HAVING count(DISTINCT hash) = :words
 LIMIT :most
