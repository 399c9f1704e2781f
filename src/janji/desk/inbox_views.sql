-- views --
-- The lists this member of staff keeps, and everybody's.
SELECT view_id, name, shows, staff_id IS NULL AS shared
  FROM saved_view
 WHERE business_id = :business AND (staff_id = :staff OR staff_id IS NULL)
 ORDER BY shared, name, view_id

-- keep_view --
-- A list to see again.
INSERT INTO saved_view (business_id, view_id, staff_id, name, shows, made_at)
VALUES (:business, :view, :owner::integer, :name, :shows, :now)
ON CONFLICT DO NOTHING

-- end_view --
-- Not wanted any more: one's own, or everybody's by who may.
DELETE FROM saved_view
 WHERE business_id = :business AND view_id = :view AND (staff_id = :staff OR (staff_id IS NULL AND :may_shared::boolean))
