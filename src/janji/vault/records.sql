-- open_day --
-- The partition of a day, made ahead.
SELECT open_day(:day)

-- put --
-- One kept thing, sealed.
INSERT INTO record (business_id, record_id, expires_on, person_id, kind, made_at, sealed)
VALUES (:business, :record, :expires_on, :person, :kind, :at, :sealed)

-- of_people --
-- The newest things kept of a person, of the kinds asked for; what was given before its use began stays shut.
SELECT record_id, expires_on, person_id, kind, made_at, sealed
  FROM record
 WHERE business_id = :business AND person_id = ANY(:people) AND kind = ANY(:kinds)
   AND (:before::timestamptz IS NULL OR made_at < :before)
   AND NOT EXISTS (SELECT 1 FROM unnest(:cut_kinds::text[], :cuts::timestamptz[]) AS c (kind, since)
                    WHERE c.kind = record.kind AND record.made_at < c.since)
 ORDER BY made_at DESC, kind DESC, record_id DESC
 LIMIT :most

-- by_ids --
-- Named things, whatever their day.
SELECT record_id, expires_on, person_id, kind, made_at, sealed
  FROM record
 WHERE business_id = :business AND record_id = ANY(:records)
 ORDER BY made_at

-- heard_since --
-- Whether these people gave anything since a moment: their number came with it again.
SELECT 1 FROM record
 WHERE business_id = :business AND person_id = ANY(:people) AND made_at >= :since
 LIMIT 1

-- withdrawn --
-- Whether any of these people refused this purpose.
SELECT 1 FROM withdrawal
 WHERE business_id = :business AND person_id = ANY(:people) AND purpose = :purpose
 LIMIT 1

-- held_by_kind --
-- How many things of each kind are kept of a person, and until when.
SELECT kind, count(*) AS n, min(made_at) AS oldest, max(made_at) AS newest, max(expires_on) AS last_day
  FROM record
 WHERE business_id = :business AND person_id = ANY(:people)
 GROUP BY kind
 ORDER BY kind

-- drop --
-- Things that end before their day: a draft that was sent or thrown away.
DELETE FROM record WHERE business_id = :business AND record_id = ANY(:records)

-- drop_kind --
-- Everything of one kind: drafts end with their conversation.
DELETE FROM record WHERE business_id = :business AND person_id = ANY(:people) AND kind = :kind

-- is_kept --
-- Whether an id is taken: the same form pressed twice keeps one thing.
SELECT 1 FROM record WHERE business_id = :business AND record_id = :record LIMIT 1
