-- identifiers_held --
-- How many ways lead to the person: counted alone, so that this step costs the same for any volume.
SELECT count(*) FROM identifier WHERE business_id = :business AND person_id = ANY(:people)

-- held --
-- What there is of a person, by table: the plan.
SELECT 'record.' || kind AS what, count(*) AS n
  FROM record WHERE business_id = :business AND person_id = ANY(:people) GROUP BY kind
UNION ALL
SELECT 'media', count(*) FROM media
 WHERE business_id = :business AND person_id = ANY(:people) HAVING count(*) > 0
UNION ALL
SELECT 'identifier', count(*) FROM identifier
 WHERE business_id = :business AND person_id = ANY(:people) HAVING count(*) > 0

-- remember_sids --
-- A late retry of an erased message must not bring it back.
INSERT INTO erased_sid (business_id, sid_hash, expires_on)
SELECT m.business_id, m.sid_hash, m.expires_on
  FROM message m
  JOIN record r ON r.business_id = m.business_id AND r.record_id = m.message_id AND r.expires_on = m.expires_on
 WHERE r.business_id = :business AND r.person_id = ANY(:people) AND m.sid_hash IS NOT NULL
ON CONFLICT DO NOTHING

-- carry_provider_copies --
-- What the provider still holds becomes a debt of this request.
INSERT INTO provider_debt (business_id, debt_id, request_id, day, sid_sealed, made_at, tries, next_at)
SELECT m.business_id, m.message_id, :request::uuid, m.expires_on, m.sid_sealed, :now, m.provider_tries, :now
  FROM message m
  JOIN record r ON r.business_id = m.business_id AND r.record_id = m.message_id AND r.expires_on = m.expires_on
 WHERE r.business_id = :business AND r.person_id = ANY(:people)
   AND m.sid_sealed IS NOT NULL AND m.provider_gone_at IS NULL
ON CONFLICT DO NOTHING

-- delete_messages --
-- Envelopes, found by the records they belong to.
DELETE FROM message m
 USING record r
 WHERE m.business_id = :business AND r.business_id = :business AND r.person_id = ANY(:people)
   AND r.record_id = m.message_id AND r.expires_on = m.expires_on

-- media_files --
-- Where the person's files lie.
SELECT path FROM media WHERE business_id = :business AND person_id = ANY(:people) AND path IS NOT NULL

-- delete_media --
-- Their rows; the files follow the commit.
WITH gone AS (
    DELETE FROM media WHERE business_id = :business AND person_id = ANY(:people) RETURNING 1
)
SELECT 'media' AS what, count(*) AS n FROM gone HAVING count(*) > 0

-- delete_tokens --
-- Search forgets.
DELETE FROM token WHERE business_id = :business AND person_id = ANY(:people)

-- delete_turns --
-- What the assistant made of their words.
DELETE FROM turn WHERE business_id = :business AND person_id = ANY(:people)

-- delete_records --
-- The kept things themselves; the answer is what the database really deleted.
WITH gone AS (
    DELETE FROM record WHERE business_id = :business AND person_id = ANY(:people) RETURNING kind
)
SELECT 'record.' || kind AS what, count(*) AS n FROM gone GROUP BY kind

-- loosen_requests --
-- A request keeps its times and decisions, not its person. What else they had asked ends with them: there is
-- nothing left to show or to correct, and nobody to tell.
UPDATE request
   SET person_id = NULL,
       state = CASE WHEN kind <> 'erasure' AND finished_at IS NULL THEN 'nothing_held' ELSE state END,
       reason = CASE WHEN kind <> 'erasure' AND finished_at IS NULL THEN 'person_erased' ELSE reason END,
       finished_at = CASE WHEN kind <> 'erasure' THEN coalesce(finished_at, :now) ELSE finished_at END
 WHERE business_id = :business AND person_id = ANY(:people)

-- request_of --
-- The request for which these ids are being erased, if a request began it.
SELECT request_id FROM request
 WHERE business_id = :business AND state = 'erasing' AND erasing && :people::uuid[]
 LIMIT 1

-- one_at_a_time --
-- Two processes that erase for the same request count one after the other.
SELECT 1 FROM request WHERE business_id = :business AND request_id = :request::uuid FOR UPDATE

-- add_counts --
-- Planned and reached grow together, each by its own count.
UPDATE request q
   SET planned = added(q.planned, :kinds::text[], :planned::bigint[]),
       affected = added(q.affected, :kinds::text[], :affected::bigint[])
 WHERE q.business_id = :business AND q.request_id = :request AND q.state = 'erasing'
