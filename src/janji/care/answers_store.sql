-- edition --
-- Which edition is in force; a process that knows this number needs to read nothing else.
SELECT number, four_eyes FROM answer_edition WHERE business_id = :business

-- begin_editions --
-- Before the first change the file alone is in force: edition 0.
INSERT INTO answer_edition (business_id, number, at) VALUES (:business, 0, :now) ON CONFLICT DO NOTHING

-- hold_edition --
-- One approval at a time: what was checked together is what is in force together.
SELECT number, four_eyes FROM answer_edition WHERE business_id = :business FOR UPDATE

-- next_edition --
-- Every process hears of the change by this number.
UPDATE answer_edition SET number = number + 1, at = :now WHERE business_id = :business RETURNING number

-- wake --
-- The worker learns the new words before the next customer writes.
SELECT pg_notify('janji_work', :business::text)

-- set_four_eyes --
-- Whether who wrote a change may approve it.
UPDATE answer_edition SET four_eyes = :on WHERE business_id = :business

-- published --
-- Everything in force over the file, read in one statement: never half of an approval.
SELECT intent, version, removes, body, decided_by AS approver
  FROM answer_entry
 WHERE business_id = :business AND state = 'published'
 ORDER BY intent

-- open --
-- Drafts and proposals, oldest first.
SELECT intent, version, state, removes, body, made_at, made_by, made_by AS approver
  FROM answer_entry
 WHERE business_id = :business AND state IN ('draft', 'proposed')
 ORDER BY made_at, intent

-- versions --
-- Every version of one entry, newest first.
SELECT version, state, removes, body, made_at, made_by, decided_at, decided_by,
       coalesce(decided_by, made_by) AS approver
  FROM answer_entry
 WHERE business_id = :business AND intent = :intent
 ORDER BY version DESC
 LIMIT 100

-- newest --
-- The highest number a version of this entry has.
SELECT coalesce(max(version), 0) FROM answer_entry WHERE business_id = :business AND intent = :intent

-- drop_open --
-- A newer draft takes the place of an undecided one, which nobody ever heard.
DELETE FROM answer_entry
 WHERE business_id = :business AND intent = :intent AND state IN ('draft', 'proposed')

-- put --
-- One more version.
INSERT INTO answer_entry (business_id, intent, version, state, removes, body, made_at, made_by)
VALUES (:business, :intent, :version, :state, :removes, :body, :now, :staff)

-- decide --
-- What became of an undecided version.
UPDATE answer_entry SET state = :state, decided_at = :now, decided_by = :staff
 WHERE business_id = :business AND intent = :intent AND version = :version AND state = ANY(:before)

-- propose --
-- A draft waits for approval now.
UPDATE answer_entry SET state = 'proposed'
 WHERE business_id = :business AND intent = :intent AND version = :version AND state = 'draft'

-- replace --
-- The version that was in force until now.
UPDATE answer_entry SET state = 'replaced'
 WHERE business_id = :business AND intent = ANY(:intents) AND state = 'published'

-- forget_imports --
-- Nobody looks at an older import of the same person again.
DELETE FROM answer_import WHERE business_id = :business AND made_by = :staff

-- put_import --
-- An import, to be looked at first.
INSERT INTO answer_import (business_id, import_id, made_at, made_by, body)
VALUES (:business, :import, :now, :staff, :body)

-- import_of --
-- The import somebody looks at.
SELECT import_id, made_at, body FROM answer_import
 WHERE business_id = :business AND import_id = :import AND made_by = :staff
