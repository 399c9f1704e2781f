-- lost --
-- Copies at the provider that nobody can ask for any more: their key is gone, and no person has settled them yet.
SELECT message_id AS copy, NULL::uuid AS request_id FROM message
 WHERE business_id = :business AND provider_next_at = 'infinity' AND provider_gone_at IS NULL AND sid_sealed IS NOT NULL
 UNION
SELECT debt_id, request_id FROM provider_debt
 WHERE business_id = :business AND next_at = 'infinity' AND gone_at IS NULL
 ORDER BY copy
 LIMIT :most

-- settle_message --
-- A person saw that the copy is gone; the message itself lives on to its day.
UPDATE message SET provider_gone_at = :now
 WHERE business_id = :business AND message_id = :copy AND provider_next_at = 'infinity' AND provider_gone_at IS NULL

-- settle_debt --
-- The same for a copy that outlived our own row: the debt ends, the ledger keeps whose word ended it.
DELETE FROM provider_debt
 WHERE business_id = :business AND debt_id = :copy AND next_at = 'infinity' AND gone_at IS NULL
RETURNING request_id, tries
