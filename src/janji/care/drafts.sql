-- last_day --
-- The last day of the newest message: whatever is written about a conversation ends with it.
SELECT max(expires_on) FROM record
 WHERE business_id = :business AND person_id = ANY(:people) AND kind IN ('message_in', 'message_out')
