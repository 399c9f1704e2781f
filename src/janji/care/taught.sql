-- taught --
-- Phrasings that staff proposed out of conversations; generic words only.
SELECT proposal_id, intent, phrasing, language, proposed_by, at, expires_on
  FROM answer_proposal
 WHERE business_id = :business AND state = 'proposed' AND expires_on > :today
 ORDER BY at, proposal_id
 LIMIT 200

-- taught_one --
-- One of them, held until it is decided.
SELECT proposal_id, intent, phrasing, language, proposed_by
  FROM answer_proposal
 WHERE business_id = :business AND proposal_id = :proposal AND state = 'proposed' AND expires_on > :today
   FOR UPDATE

-- decide_taught --
-- What became of it. Approved, it is the business's own words and nobody's any more.
UPDATE answer_proposal SET state = :state, person_id = CASE WHEN :state <> 'approved' THEN person_id END
 WHERE business_id = :business AND proposal_id = :proposal
