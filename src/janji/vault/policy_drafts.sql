-- one --
-- What somebody is writing, if anybody is.
SELECT edition, source, published, base, author, saved_at
  FROM policy_draft WHERE business_id = :business

-- begin --
-- The first to save begins it; who comes at the same moment is told.
INSERT INTO policy_draft (business_id, edition, source, published, base, author, saved_at)
VALUES (:business, 1, :source, :published, :base, :author, :now)
ON CONFLICT (business_id) DO NOTHING
RETURNING edition

-- go_on --
-- Only over the edition that was seen: nobody writes over what they have not read.
UPDATE policy_draft
   SET edition = edition + 1, source = :source, published = :published, base = :base,
       author = :author, saved_at = :now
 WHERE business_id = :business AND edition = :seen
RETURNING edition

-- discard --
-- Thrown away by somebody who saw it.
DELETE FROM policy_draft WHERE business_id = :business AND edition = :seen RETURNING edition
