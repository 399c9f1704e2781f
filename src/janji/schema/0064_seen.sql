-- 0064: Who saw whom in a list, told person by person once a day; a proposed phrasing ends with whose it was.

-- Whom each member of staff saw in a list today: the ledger has a line of its own for each, once a day.
CREATE TABLE glanced (
    business_id integer NOT NULL,
    person_id   uuid NOT NULL,
    staff_id    integer NOT NULL,
    day         date NOT NULL,               -- the last local day with such a line
    PRIMARY KEY (business_id, person_id, staff_id),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id)
);
ALTER TABLE glanced ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON glanced
    USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON glanced TO janji_app;

ALTER TABLE answer_proposal ADD COLUMN person_id uuid;  -- whose message gave the idea; none once it is approved
CREATE INDEX answer_proposal_of ON answer_proposal (business_id, person_id) WHERE person_id IS NOT NULL;

CREATE INDEX request_settled ON request (business_id, finished_at DESC) WHERE finished_at IS NOT NULL;
