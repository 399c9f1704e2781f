-- known --
-- Whom the given identifiers lead to.
SELECT i.kind, i.hash, i.person_id
  FROM identifier i
  JOIN unnest(:kinds::text[], :hashes::bytea[]) AS g (kind, hash) ON g.kind = i.kind AND g.hash = i.hash
 WHERE i.business_id = :business

-- make_person --
-- A random id; nothing about the human being.
INSERT INTO person (business_id, person_id, made_at)
VALUES (:business, :person, :now)
ON CONFLICT DO NOTHING

-- make_people --
-- Many at once.
INSERT INTO person (business_id, person_id, made_at)
SELECT :business, person, at FROM unnest(:people::uuid[], :ats::timestamptz[]) AS p (person, at)

-- make_identifiers --
-- Many at once; where another process was faster, its row stays and ours is not returned.
INSERT INTO identifier (business_id, kind, hash, person_id, sealed)
SELECT :business, kind, hash, person, sealed
  FROM unnest(:kinds::text[], :hashes::bytea[], :people::uuid[], :seals::bytea[]) AS i (kind, hash, person, sealed)
ON CONFLICT (business_id, kind, hash) DO NOTHING
RETURNING person_id

-- make_identifier --
-- Another process may have been faster: then theirs stays.
INSERT INTO identifier (business_id, kind, hash, person_id, sealed)
VALUES (:business, :kind, :hash, :person, :sealed)
ON CONFLICT (business_id, kind, hash) DO NOTHING

-- move_identifier --
-- A number that changed hands leads to its new holder from now on.
UPDATE identifier
   SET person_id = :person, sealed = :sealed
 WHERE business_id = :business AND kind = :kind AND hash = :hash

-- link --
-- Two ids turned out to be one human being: all that led to the other leads to where this one leads.
WITH ends AS (
    SELECT max(coalesce(p.same_as, p.person_id)::text) FILTER (WHERE p.person_id = :person)::uuid AS root,
           max(coalesce(p.same_as, p.person_id)::text) FILTER (WHERE p.person_id = :other)::uuid AS joined
      FROM person p
     WHERE p.business_id = :business AND p.person_id IN (:person, :other)
)
UPDATE person p
   SET same_as = e.root
  FROM ends e
 WHERE p.business_id = :business AND e.root <> e.joined AND (p.person_id = e.joined OR p.same_as = e.joined)

-- linked --
-- Every id of the same human being, this one included.
WITH root AS (
    SELECT coalesce(p.same_as, p.person_id) AS id
      FROM person p
     WHERE p.business_id = :business AND p.person_id = :person
)
SELECT p.person_id
  FROM person p, root
 WHERE p.business_id = :business AND (p.person_id = root.id OR p.same_as = root.id)

-- identifiers_of --
-- Sealed identifiers, for sending and for the person's own copy.
SELECT kind, person_id, sealed
  FROM identifier
 WHERE business_id = :business AND person_id = ANY(:people)
 ORDER BY kind

-- people_without_records --
-- Whose last message is gone: the number and the person go too.
SELECT p.person_id
  FROM person p
 WHERE p.business_id = :business
   AND p.made_at < :made_before
   AND NOT EXISTS (SELECT 1 FROM record r
                    WHERE r.business_id = p.business_id AND r.person_id = p.person_id)
   AND NOT EXISTS (SELECT 1 FROM request q
                    WHERE q.business_id = p.business_id AND q.person_id = p.person_id
                      AND q.state IN ('unverified', 'verified', 'erasing'))
 LIMIT :most

-- delete_identifiers --
-- The way to the person ends.
DELETE FROM identifier WHERE business_id = :business AND person_id = ANY(:people)

-- delete_conversations --
-- Where the talk stood ends.
DELETE FROM conversation WHERE business_id = :business AND person_id = ANY(:people)

-- delete_marks --
-- How far staff had read ends.
DELETE FROM read_mark WHERE business_id = :business AND person_id = ANY(:people)

-- delete_glances --
-- Who saw them in lists ends; the ledger's lines lead nowhere any more.
DELETE FROM glanced WHERE business_id = :business AND person_id = ANY(:people)

-- delete_labels --
-- What the matter was called ends.
DELETE FROM conversation_label WHERE business_id = :business AND person_id = ANY(:people)

-- delete_presence --
-- Who has the conversation open ends.
DELETE FROM presence WHERE business_id = :business AND person_id = ANY(:people)

-- delete_notices --
-- Of which changes they were told ends with them.
DELETE FROM policy_notice WHERE business_id = :business AND person_id = ANY(:people)

-- delete_withdrawals --
-- What they refused ends with them: nothing is left to send to.
DELETE FROM withdrawal WHERE business_id = :business AND person_id = ANY(:people)

-- hand_on_withdrawals --
-- Who ends by the day was joined to somebody who stays: what they refused holds for the one who stays.
INSERT INTO withdrawal (business_id, person_id, purpose, at)
SELECT w.business_id, heir.person_id, w.purpose, w.at
  FROM withdrawal w
  JOIN person me ON me.business_id = w.business_id AND me.person_id = w.person_id
  JOIN person heir ON heir.business_id = w.business_id
   AND coalesce(heir.same_as, heir.person_id) = coalesce(me.same_as, me.person_id)
 WHERE w.business_id = :business AND w.person_id = ANY(:people) AND NOT heir.person_id = ANY(:people)
ON CONFLICT DO NOTHING

-- hand_on_restrictions --
-- The same for a restriction.
INSERT INTO restriction (business_id, person_id, at, request_id)
SELECT r.business_id, heir.person_id, r.at, r.request_id
  FROM restriction r
  JOIN person me ON me.business_id = r.business_id AND me.person_id = r.person_id
  JOIN person heir ON heir.business_id = r.business_id
   AND coalesce(heir.same_as, heir.person_id) = coalesce(me.same_as, me.person_id)
 WHERE r.business_id = :business AND r.person_id = ANY(:people) AND NOT heir.person_id = ANY(:people)
ON CONFLICT DO NOTHING

-- delete_restrictions --
-- A restriction ends with its person: nothing is left to use.
DELETE FROM restriction WHERE business_id = :business AND person_id = ANY(:people)

-- delete_proposals --
-- What staff made of their words goes with them while nobody has approved it.
DELETE FROM answer_proposal WHERE business_id = :business AND person_id = ANY(:people)

-- delete_silences --
-- A block ends with its person: the number it was about is gone.
DELETE FROM silence WHERE business_id = :business AND person_id = ANY(:people)

-- delete_joinings --
-- What staff joined cannot be split again when one of them ended.
DELETE FROM joining
 WHERE business_id = :business
   AND (person_id = ANY(:people) OR into_person_id = ANY(:people) OR former_person_id = ANY(:people))

-- loosen_holds --
-- A hold keeps its box, not its person.
UPDATE hold SET person_id = NULL WHERE business_id = :business AND person_id = ANY(:people)

-- unlink --
-- Nobody points to an id that ends: those who stay keep together, at the oldest of them.
UPDATE person p
   SET same_as = nullif(heir.root, p.person_id)
  FROM (SELECT o.same_as AS gone, min(o.person_id::text)::uuid AS root
          FROM person o
         WHERE o.business_id = :business AND o.same_as = ANY(:people) AND NOT o.person_id = ANY(:people)
         GROUP BY o.same_as) heir
 WHERE p.business_id = :business AND p.same_as = heir.gone AND NOT p.person_id = ANY(:people)

-- delete_people --
-- The random id ends.
DELETE FROM person WHERE business_id = :business AND person_id = ANY(:people)

-- hold_writers_off --
-- Writers of new messages hold this shared; whoever ends a person holds it alone for a moment.
SELECT pg_advisory_xact_lock(74210, :business)

-- write_along --
-- Shared: any number of writers at once.
SELECT pg_advisory_xact_lock_shared(74210, :business)
