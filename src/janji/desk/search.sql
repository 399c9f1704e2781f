-- talks --
-- Whether this person has a conversation.
SELECT 1 FROM conversation WHERE business_id = :business AND person_id = :person
