-- A policy that somebody is writing at the desk: a proposal beside the file, until the file changes or it is thrown away.
-- Words of the business, nothing about customers. Nothing of it counts before it is applied as a plan.

CREATE TABLE policy_draft (
    business_id integer NOT NULL,
    edition    integer NOT NULL CHECK (edition > 0),   -- whoever saves names the one they saw
    source      text NOT NULL CHECK (octet_length(source) <= 1000000),
    published   text NOT NULL CHECK (octet_length(published) <= 200000),
    base        text NOT NULL,                           -- SHA-256 over the files it was written beside
    author      text NOT NULL,
    saved_at    timestamptz NOT NULL,
    PRIMARY KEY (business_id)
);
ALTER TABLE policy_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON policy_draft
    USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON policy_draft TO janji_app;
