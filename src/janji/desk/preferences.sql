-- keep --
-- What was chosen; the rest stays as it was.
INSERT INTO desk.preference AS p (business_id, user_id, language, theme)
VALUES (:business, :user, :language, coalesce(:theme, 'auto'))
ON CONFLICT (business_id, user_id) DO UPDATE
   SET language = coalesce(:language, p.language), theme = coalesce(:theme, p.theme)
