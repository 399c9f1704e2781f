-- What is to be sent lies in the order in which it is sent, so that taking the next few costs the same however many
-- wait. The planner knows nothing of a day's tables before their first statistics, hours after a crowd may have come.
DROP INDEX message_to_send;
CREATE INDEX message_to_send ON message (business_id, lane, next_at) WHERE state IN ('queued', 'sending');
