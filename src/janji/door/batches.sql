-- keep_rows --
-- A batch of inbound messages, each once: envelope and sealed content, only where the provider's id is new
-- and the person still exists. Several tables in one statement: they are true together or not at all.
-- The day that is being written answers by its unique key alone, which also stands against writers of the
-- same moment; all take it in one order, so that two doors given the same messages wait for each other and
-- never in a circle. (A look-up in that day would be planned while it is empty and could go by any index.)
-- ("from the next day on" lets the planner leave that day out, "after the day" does not.) Every other day is asked for the whole batch at once: an id may lie in any day that is still held, however
-- late it is sent again.
WITH incoming AS (
    SELECT *
      FROM unnest(:ids::uuid[], :people::uuid[], :sids::bytea[], :sid_seals::bytea[], :media::smallint[],
                  :ats::timestamptz[], :seals::bytea[])
           AS i (id, person_id, sid_hash, sid_sealed, media, at, sealed)
), seen AS MATERIALIZED (
    SELECT m.sid_hash FROM message m
     WHERE m.business_id = :business AND m.expires_on < :expires_on AND m.sid_hash = ANY(:sids::bytea[])
    UNION ALL
    SELECT m.sid_hash FROM message m
     WHERE m.business_id = :business AND m.expires_on >= :expires_on + 1 AND m.sid_hash = ANY(:sids::bytea[])
    UNION ALL
    SELECT e.sid_hash FROM erased_sid e WHERE e.business_id = :business AND e.sid_hash = ANY(:sids::bytea[])
), living AS MATERIALIZED (
    SELECT p.person_id FROM person p WHERE p.business_id = :business AND p.person_id = ANY(:people::uuid[])
), fresh AS (
    INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at, sid_hash, sid_sealed, media)
    SELECT :business, i.id, :expires_on, i.person_id, 'in', i.at, i.sid_hash, i.sid_sealed, i.media
      FROM incoming i
     WHERE i.sid_hash NOT IN (SELECT sid_hash FROM seen)
       AND i.person_id IN (SELECT person_id FROM living)
     ORDER BY i.sid_hash
    ON CONFLICT (business_id, sid_hash, expires_on) DO NOTHING
    RETURNING message_id
), kept AS (
    INSERT INTO record (business_id, record_id, expires_on, person_id, kind, made_at, sealed)
    SELECT :business, i.id, :expires_on, i.person_id, :kind, i.at, i.sealed
      FROM incoming i
     WHERE i.id IN (SELECT message_id FROM fresh)
    RETURNING record_id
)

-- tell_kept --
-- The end of keep_rows when the ledger's lines are still to be made: which were new, and which are
-- duplicates; those of people who ended meanwhile are neither.
SELECT i.id, i.id IN (SELECT record_id FROM kept) AS new
  FROM incoming i
 WHERE i.person_id IN (SELECT person_id FROM living)

-- note_kept --
-- The end of keep_rows when all are believed new: their ledger lines, chained beforehand. If one was not
-- new after all, the division by zero ends the whole transaction, and it is done the other way.
INSERT INTO ledger (business_id, chain, seq, at, action, subject, detail, hash)
SELECT :business, :chain, :before + n, :now, :action, subject, :detail, hash
  FROM unnest(:people::uuid[], :hashes::bytea[]) WITH ORDINALITY AS l (subject, hash, n)
 WHERE 1 / ((SELECT count(*) FROM kept) = :expected)::int = 1

-- put_media --
-- Files to fetch, one row each; the addresses lie sealed with the message.
INSERT INTO media (business_id, record_id, n, expires_on, person_id, state, next_at)
SELECT :business, record_id, n, :expires_on, person_id, 'due', :now
  FROM unnest(:records::uuid[], :people::uuid[], :numbers::smallint[]) AS f (record_id, person_id, n)
ON CONFLICT DO NOTHING

-- raise_statuses --
-- Every status is kept as its own time: the lattice only rises, whatever order they come in. A status leads to
-- its message by our id, or by the provider's when it has none: two look-ups, each by an index of its own.
WITH told AS MATERIALIZED (
    SELECT id, sid_hash, min(sent_at) AS sent_at, min(delivered_at) AS delivered_at,
           min(read_at) AS read_at, min(failed_at) AS failed_at, max(error_code) AS error_code
      FROM unnest(:ids::uuid[], :sids::bytea[], :sents::timestamptz[], :delivereds::timestamptz[],
                  :reads::timestamptz[], :faileds::timestamptz[], :errors::int[])
           AS u (id, sid_hash, sent_at, delivered_at, read_at, failed_at, error_code)
     GROUP BY id, sid_hash
), found AS MATERIALIZED (
    SELECT m.message_id, m.expires_on, m.message_id AS id, NULL::bytea AS sid_hash
      FROM message m
     WHERE m.business_id = :business AND m.direction = 'out' AND m.message_id = ANY(:ids::uuid[])
    UNION ALL
    SELECT m.message_id, m.expires_on, NULL, m.sid_hash
      FROM message m
     WHERE m.business_id = :business AND m.direction = 'out' AND m.sid_hash = ANY(:nameless::bytea[])
), s AS MATERIALIZED (
    SELECT f.message_id, f.expires_on, t.sid_hash, t.sent_at, t.delivered_at, t.read_at, t.failed_at, t.error_code
      FROM found f
      JOIN told t ON t.id = f.id OR (t.id IS NULL AND t.sid_hash = f.sid_hash)
)
UPDATE message m
   SET sent_at = least(m.sent_at, s.sent_at), delivered_at = least(m.delivered_at, s.delivered_at),
       read_at = least(m.read_at, s.read_at), failed_at = least(m.failed_at, s.failed_at),
       error_code = coalesce(s.error_code, m.error_code),
       state = CASE WHEN coalesce(s.read_at, m.read_at) IS NOT NULL THEN 'read'
                    WHEN coalesce(s.delivered_at, m.delivered_at) IS NOT NULL THEN 'delivered'
                    WHEN coalesce(s.failed_at, m.failed_at) IS NOT NULL THEN 'failed'
                    WHEN coalesce(s.sent_at, m.sent_at) IS NOT NULL THEN 'sent'
                    WHEN m.state IN ('queued', 'sending') THEN 'accepted'
                    ELSE m.state END
  FROM s
 WHERE m.business_id = :business AND m.message_id = s.message_id AND m.expires_on = s.expires_on
RETURNING m.message_id, m.expires_on, s.sid_hash, m.sid_hash IS NULL AS nameless

-- name_messages --
-- A sender that died after the provider said yes never stored its id; the callback brings it, and
-- without it the provider's copy could not be deleted.
UPDATE message m
   SET sid_hash = u.sid_hash, sid_sealed = u.sid_sealed
  FROM unnest(:ids::uuid[], :days::date[], :sids::bytea[], :seals::bytea[]) AS u (id, day, sid_hash, sid_sealed)
 WHERE m.business_id = :business AND m.message_id = u.id AND m.expires_on = u.day AND m.sid_hash IS NULL

-- quarantine --
-- What could not be trusted or understood: sealed, counted, shown to the owner, gone with its day.
INSERT INTO quarantine (business_id, quarantine_id, expires_on, at, door, reason, bytes, sealed)
VALUES (:business, :id, :expires_on, :now, :door, :reason, :bytes, :sealed)

-- quarantined_today --
-- How many so far: beyond the cap they are only counted, so that a flood cannot fill the disk.
-- Each reason for itself: what strangers send does not push out what the provider really sent.
SELECT count(*) FROM quarantine
 WHERE business_id = :business AND expires_on = :expires_on AND reason = :reason

-- count_dropped --
-- Names of fields the policy does not list, by day.
INSERT INTO dropped_field (business_id, day, field, n)
SELECT :business, :day, field, n FROM unnest(:fields::text[], :counts::bigint[]) AS d (field, n)
ON CONFLICT (business_id, day, field) DO UPDATE SET n = dropped_field.n + excluded.n

-- wake --
-- The worker goes its round for this business at once; the others sleep on.
SELECT pg_notify('janji_work', :business::text)
