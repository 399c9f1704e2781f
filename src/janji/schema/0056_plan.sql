-- The versions of a business's policy: what was applied, by whom, from which day, after which plan.
-- Nothing about customers. Rows are added, never changed: what was promised once stays on record.

CREATE TABLE policy_version (
    business_id  integer NOT NULL,
    number       integer NOT NULL CHECK (number > 0),
    hash         text NOT NULL,              -- SHA-256 over the facts and the published words
    label        text NOT NULL,              -- the version as the file calls itself
    source       text NOT NULL,              -- policy.yaml as it was applied
    published    text NOT NULL,              -- the published words beside it
    author       text NOT NULL,
    applied_at   timestamptz NOT NULL,
    effective_on date NOT NULL,              -- the first local day it is in force
    plan         jsonb NOT NULL,             -- the plan that was taken: hash, class, notices; numbers and closed words
    PRIMARY KEY (business_id, number)
);
ALTER TABLE policy_version ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON policy_version
    USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT, INSERT ON policy_version TO janji_app;
