-- kept_last --
-- The newest length of each class on record.
SELECT DISTINCT ON (cls) cls, version, keep
  FROM keep_change
 WHERE business_id = :business
 ORDER BY cls, version DESC

-- keep_change --
-- From this version on the class is kept so long; written with the version, never changed.
INSERT INTO keep_change (business_id, cls, version, keep, at)
VALUES (:business, :cls, :version, :keep, :now)
ON CONFLICT DO NOTHING

-- alone --
-- One process moves at a time; another has nothing to do meanwhile.
SELECT pg_try_advisory_xact_lock(74211, :business)

-- open_day --
-- The partition of the earlier day.
SELECT open_day(:day)

-- known --
-- What was begun, by key.
SELECT cls, day, ends_on, looked_at, stage, upto, upto_word, from_days, whole
  FROM restamped
 WHERE business_id = :business

-- intend --
-- The intent: all keys that end earlier now, before the first row moves. A still shorter promise begins again, from
-- every day in which rows may lie.
INSERT INTO restamped (business_id, cls, day, ends_on, from_days, begun_at, looked_at)
SELECT :business, cls, day, ends_on, ARRAY[day], :now, :now
  FROM unnest(:classes::text[], :days::date[], :ends::date[]) AS m (cls, day, ends_on)
ON CONFLICT (business_id, cls, day) DO UPDATE
   SET from_days = restamped.from_days || restamped.ends_on, ends_on = excluded.ends_on, stage = 'records',
       upto = NULL, upto_word = NULL, whole = false, records = 0, begun_at = excluded.begun_at
 WHERE restamped.ends_on > excluded.ends_on AND restamped.day < '9999-12-31'

-- look_again --
-- Whoever had not heard of the new version may have written since.
UPDATE restamped SET stage = 'records', upto = NULL, upto_word = NULL
 WHERE business_id = :business AND cls = :cls AND day = :day AND stage = 'whole'

-- upto --
-- Where the next piece ends; none: it is the last.
SELECT record_id FROM record
 WHERE business_id = :business AND expires_on = ANY(:days) AND record_id > :after
 ORDER BY record_id
OFFSET :most LIMIT 1

-- move --
-- One piece of records goes to the earlier day, its envelopes and files with it; what another key sealed stays.
WITH moved AS (
    UPDATE record
       SET expires_on = :ends
     WHERE business_id = :business AND expires_on = ANY(:days) AND record_id > :after AND record_id <= :upto
       AND substr(sealed, 2, 16) = :ident
    RETURNING record_id
), envelopes AS (
    UPDATE message m
       SET expires_on = :ends
      FROM moved r
     WHERE m.business_id = :business AND m.expires_on = ANY(:days) AND m.message_id > :after AND m.message_id <= :upto
       AND m.message_id = r.record_id
), files AS (
    UPDATE media f
       SET expires_on = :ends
      FROM moved r
     WHERE f.business_id = :business AND f.expires_on = ANY(:days) AND f.record_id > :after AND f.record_id <= :upto
       AND f.record_id = r.record_id
)
SELECT count(*) FROM moved

-- piece --
-- One piece that must be sealed anew: it was sealed for no day, or before sealed bytes named their key.
SELECT record_id, person_id, kind, made_at, expires_on, sealed
  FROM record
 WHERE business_id = :business AND expires_on = ANY(:days) AND record_id > :after AND record_id <= :upto
   AND (substr(sealed, 2, 16) = :ident OR substr(sealed, 1, 1) = '\x01' AND kind = ANY(:kinds))
   AND (:named OR substr(sealed, 1, 1) = '\x01')

-- sids_before --
-- Their provider ids, when those do not name their key either.
SELECT message_id, expires_on, sid_sealed
  FROM message
 WHERE business_id = :business AND message_id = ANY(:records) AND substr(sid_sealed, 1, 1) = '\x01'

-- name_sids --
-- Sealed anew where they lie.
UPDATE message m
   SET sid_sealed = s.sealed
  FROM unnest(:records::uuid[], :days::date[], :seals::bytea[]) AS s (record_id, day, sealed)
 WHERE m.business_id = :business AND m.message_id = s.record_id AND m.expires_on = s.day

-- reseal --
-- Sealed anew, each in its own day; the envelope goes along.
WITH fresh AS (
    SELECT * FROM unnest(:records::uuid[], :days::date[], :to_days::date[], :seals::bytea[]) AS f (record_id, day, to_day, sealed)
), moved AS (
    UPDATE record r
       SET expires_on = f.to_day, sealed = f.sealed
      FROM fresh f
     WHERE r.business_id = :business AND r.record_id = f.record_id AND r.expires_on = f.day
    RETURNING r.record_id
), envelopes AS (
    UPDATE message m
       SET expires_on = f.to_day
      FROM fresh f
     WHERE m.business_id = :business AND m.message_id = f.record_id AND m.expires_on = f.day AND f.to_day < f.day
)
SELECT count(*) FROM moved

-- blocks --
-- How far the word index of a day reaches on the disk.
SELECT coalesce(pg_relation_size(to_regclass('token_' || to_char(:day::date, 'YYYYMMDD'))), 0)
       / current_setting('block_size')::int

-- move_words --
-- The index follows, as it lies on the disk: words of records that lie in this day no more. Each is asked by its key; a
-- join would read the whole day again for every piece.
UPDATE token t
   SET expires_on = :ends
 WHERE t.business_id = :business AND t.expires_on = :day AND t.ctid >= :from_tid::tid AND t.ctid < :to_tid::tid
   AND (SELECT 1 FROM record r
         WHERE r.business_id = :business AND r.record_id = t.record_id AND r.expires_on = :day LIMIT 1) IS NULL

-- move_all_words --
-- The same where no record lies any more and none can come.
UPDATE token
   SET expires_on = :ends
 WHERE business_id = :business AND expires_on = :day AND ctid >= :from_tid::tid AND ctid < :to_tid::tid

-- records_left --
-- Whether records of another key lie in these days.
SELECT 1 FROM record WHERE business_id = :business AND expires_on = ANY(:days) LIMIT 1

-- on --
-- How far it is, in the commit of what was done.
UPDATE restamped
   SET stage = :stage, upto = :upto, upto_word = :upto_word, looked_at = :now, records = records + :moved,
       whole = whole OR :stage = 'whole', ends_on = CASE WHEN :stage = 'whole' AND least(ends_on, :first) = '9999-12-31' THEN :today
                      ELSE least(ends_on, :first) END
 WHERE business_id = :business AND cls = :cls AND day = :day

-- end_again --
-- A day over already, whose rows came after its end: it ends again.
UPDATE day_end SET rows_gone_at = NULL
 WHERE business_id = :business AND day = :day AND cls = :cls

-- move_quarantine --
-- What could not be trusted is sealed under the same key.
UPDATE quarantine SET expires_on = :ends
 WHERE business_id = :business AND expires_on = ANY(:days) AND substr(sealed, 2, 16) = :ident

-- move_turns --
-- What was made of the messages of those days, in closed words.
UPDATE turn SET expires_on = :ends
 WHERE business_id = :business AND expires_on = ANY(:days)
   AND (at AT TIME ZONE :zone::text)::date BETWEEN :first AND :last

-- move_erased_sids --
-- Keyed hashes of messages erased meanwhile: they name no day of their own, and none is kept longer than its message.
WITH gone AS (
    DELETE FROM erased_sid WHERE business_id = :business AND expires_on = ANY(:days) RETURNING sid_hash
)
INSERT INTO erased_sid (business_id, sid_hash, expires_on)
SELECT :business, sid_hash, :ends FROM gone
ON CONFLICT DO NOTHING

-- move_mail_in --
-- Letters, and the traces of those already understood.
UPDATE mail_in SET expires_on = :ends
 WHERE business_id = :business AND expires_on = ANY(:days)
   AND (at AT TIME ZONE :zone::text)::date BETWEEN :first AND :last

-- move_mail_out --
-- Envelopes of letters that went out.
UPDATE mail_out SET expires_on = :ends
 WHERE business_id = :business AND expires_on = ANY(:days)
   AND (made_at AT TIME ZONE :zone::text)::date BETWEEN :first AND :last

-- move_proposals --
-- A phrasing nobody approved ends with the message that gave the idea.
UPDATE answer_proposal p SET expires_on = :ends
 WHERE business_id = :business AND expires_on = ANY(:days) AND state <> 'approved'
   AND (at AT TIME ZONE :zone::text)::date < :since

-- tell_held --
-- A hold keeps its box; the day its things would have been gone is the earlier one now.
UPDATE held h SET own_day = r.expires_on
  FROM record r
 WHERE h.business_id = :business AND h.own_day = ANY(:days)
   AND r.business_id = h.business_id AND r.record_id = h.record_id AND r.expires_on = :ends

-- progress --
-- What has to move and what has moved, for the newest change of a length that anything had to move for; and whatever
-- an older one has left.
WITH changed AS (
    SELECT k.version, greatest(max(k.at), max(v.effective_on)::timestamp AT TIME ZONE b.zone) AS since
      FROM keep_change k
      JOIN business b ON b.business_id = k.business_id
      LEFT JOIN policy_version v ON v.business_id = k.business_id AND v.number = k.version
     WHERE k.business_id = :business AND k.version > 0
     GROUP BY k.version, b.zone
), newest AS (
    SELECT version, since
      FROM changed
     WHERE EXISTS (SELECT 1 FROM restamped r WHERE r.business_id = :business AND r.begun_at >= changed.since)
     ORDER BY version DESC
     LIMIT 1
)
SELECT n.version, count(*) AS keys, count(*) FILTER (WHERE r.whole) AS moved, sum(r.records)::bigint AS records,
       min(r.begun_at) AS since, max(r.looked_at) AS seen
  FROM newest n, restamped r
 WHERE r.business_id = :business AND (r.begun_at >= n.since OR NOT r.whole)
 GROUP BY n.version
