-- How a conversation ended, what was said to those who wait, and what the assistant could learn from it.

ALTER TABLE conversation
    ADD COLUMN outcome text,                 -- closed word of the business: how it ended
    ADD COLUMN closed_at timestamptz,
    ADD COLUMN queue_told_at timestamptz,    -- when the person last heard that a member of staff will answer
    ADD COLUMN rated smallint CHECK (rated BETWEEN 1 AND 5);  -- what the person answered when asked

-- Phrasings that staff propose. Generic words only: what the check finds personal is never written here. A
-- proposal nobody approved ends with the day of the message that gave the idea.
CREATE TABLE answer_proposal (
    business_id integer NOT NULL,
    proposal_id uuid NOT NULL,
    intent      text NOT NULL,
    phrasing    text NOT NULL,
    language    text NOT NULL CHECK (language IN ('id', 'en')),
    state       text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'approved', 'refused')),
    proposed_by integer NOT NULL,
    at          timestamptz NOT NULL,
    expires_on  date NOT NULL,
    PRIMARY KEY (business_id, proposal_id)
);
CREATE INDEX answer_proposal_open ON answer_proposal (business_id, state, at);

ALTER TABLE answer_proposal ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON answer_proposal
    USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON answer_proposal TO janji_app;
