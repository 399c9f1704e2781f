-- Who waits too long is told to somebody else: after how many minutes of opening hours, and to whom.

ALTER TABLE inbox_setting
    ADD COLUMN escalate_minutes integer CHECK (escalate_minutes BETWEEN 1 AND 6000),  -- NULL: nobody is told
    ADD COLUMN escalate_to      integer;                                              -- NULL: the owners
ALTER TABLE conversation
    ADD COLUMN escalated_at timestamptz;     -- counts while it is not older than waiting_since
CREATE INDEX conversation_escalated ON conversation (business_id, escalated_at) WHERE escalated_at IS NOT NULL;
