-- newest --
-- The newest message that came in; ids rise with time.
SELECT message_id, person_id, at FROM message
 WHERE business_id = :business AND direction = 'in'
 ORDER BY message_id DESC
 LIMIT 1

-- known --
-- The message with this id of the provider's, when it came here.
SELECT message_id, person_id, at FROM message
 WHERE business_id = :business AND sid_hash = :sid
 LIMIT 1

-- recovered --
-- Whether the newest message of this person was found in the provider's list: no webhook brought it.
SELECT coalesce((SELECT detail::jsonb ->> 'recovered' IS NOT NULL FROM ledger
                  WHERE business_id = :business AND subject = :person AND action = 'message.in' AND at >= :since
                  ORDER BY at DESC, seq DESC
                  LIMIT 1), false) AS recovered

-- reply --
-- The newest message that went out to them since.
SELECT state, error_code FROM message
 WHERE business_id = :business AND person_id = :person AND direction = 'out' AND message_id > :after
 ORDER BY message_id DESC
 LIMIT 1

-- with_people --
-- Whether their conversation is not the assistant's.
SELECT 1 FROM conversation
 WHERE business_id = :business AND person_id = :person AND state IN ('waiting', 'agent')

-- happened --
-- Something came in and something reached the provider; whole weeks that were counted tell it for good.
SELECT EXISTS (SELECT 1 FROM counted_period WHERE business_id = :business AND cells > 0)
    OR (EXISTS (SELECT 1 FROM message WHERE business_id = :business AND direction = 'in')
        AND EXISTS (SELECT 1 FROM message
                     WHERE business_id = :business AND state IN ('accepted', 'sent', 'delivered', 'read'))) AS happened
