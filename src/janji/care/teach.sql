-- propose --
-- A generic phrasing waits for approval; it ends with whoever gave the idea.
INSERT INTO answer_proposal (business_id, proposal_id, person_id, intent, phrasing, language, proposed_by, at, expires_on)
VALUES (:business, :proposal, :person, :intent, :phrasing, :language, :staff, :now, :ends)

-- same_proposal --
-- The same words for the same intent wait once.
SELECT proposal_id FROM answer_proposal
 WHERE business_id = :business AND intent = :intent AND phrasing = :phrasing AND state = 'proposed'
 LIMIT 1

-- end_proposals --
-- What nobody approved ends with the message that gave the idea.
DELETE FROM answer_proposal
 WHERE business_id = :business AND state <> 'approved' AND expires_on <= :today
