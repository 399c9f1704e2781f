-- labels --
-- The words matters are sorted by here, with how many conversations carry each.
SELECT l.label_id, l.name, l.tone,
       (SELECT count(*) FROM conversation_label c WHERE c.business_id = :business AND c.label_id = l.label_id) AS n
  FROM label l
 WHERE l.business_id = :business
 ORDER BY l.name

-- make --
-- A new word, with the next number.
INSERT INTO label (business_id, label_id, name, tone, made_at)
SELECT :business, coalesce(max(label_id), 0) + 1, :name, :tone, :now
  FROM label WHERE business_id = :business
ON CONFLICT (business_id, name) DO NOTHING
RETURNING label_id

-- one_at_a_time --
-- Numbers are given one after the other.
SELECT pg_advisory_xact_lock(74212, :business)

-- take_everywhere --
-- A word that ends is taken from every conversation.
DELETE FROM conversation_label WHERE business_id = :business AND label_id = :label

-- end --
-- The word itself.
DELETE FROM label WHERE business_id = :business AND label_id = :label

-- put --
-- These conversations carry the word; those that had it are not counted.
INSERT INTO conversation_label (business_id, person_id, label_id)
SELECT :business, c.person_id, l.label_id
  FROM conversation c
  JOIN label l ON l.business_id = c.business_id AND l.label_id = :label
 WHERE c.business_id = :business AND c.person_id = ANY(:people)
 ORDER BY c.person_id
ON CONFLICT DO NOTHING
RETURNING person_id

-- take --
-- These conversations carry it no more.
DELETE FROM conversation_label
 WHERE business_id = :business AND label_id = :label AND person_id = ANY(:people)
RETURNING person_id

-- there --
-- Which of these conversations exist.
SELECT person_id FROM conversation WHERE business_id = :business AND person_id = ANY(:people)

-- of --
-- The words these conversations carry.
SELECT c.person_id, l.label_id, l.name, l.tone
  FROM conversation_label c
  JOIN label l ON l.business_id = c.business_id AND l.label_id = c.label_id
 WHERE c.business_id = :business AND c.person_id = ANY(:people)
 ORDER BY l.name
