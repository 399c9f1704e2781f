-- Who was told of which change of the policy, and by which message. No words: those lie sealed with the message.

CREATE TABLE policy_notice (
    business_id integer NOT NULL,
    version     integer NOT NULL,        -- of policy_version
    person_id   uuid NOT NULL,
    channel     text NOT NULL CHECK (channel IN ('whatsapp', 'email')),
    message_id  uuid NOT NULL,           -- the message or letter that told it
    at          timestamptz NOT NULL,
    PRIMARY KEY (business_id, version, person_id, channel),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id),
    FOREIGN KEY (business_id, version) REFERENCES policy_version (business_id, number)
);
ALTER TABLE policy_notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON policy_notice
    USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT, INSERT, UPDATE, DELETE ON policy_notice TO janji_app;

-- For what a letter is written: its words may be opened for that alone.
ALTER TABLE mail_out ADD COLUMN purpose text NOT NULL DEFAULT 'rights_requests';
