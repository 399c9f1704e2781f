-- What the desk changes about a business, laid over its business.yaml.
-- Nothing about customers. Rows are added, never changed: an undo is one more row.

CREATE TABLE setting (
    business_id integer NOT NULL,
    name        text NOT NULL CHECK (name ~ '^[a-z_]{2,30}$'),
    version     integer NOT NULL CHECK (version > 0),
    value       jsonb,                       -- as business.yaml would say it; NULL: what the file says
    staff_id    integer NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (business_id, name, version)
);

-- The last live check of each thing that must work: credentials, the webhook, mail.
CREATE TABLE setting_check (
    business_id integer NOT NULL,
    name        text NOT NULL CHECK (name ~ '^[a-z_]{2,30}$'),
    passed      boolean NOT NULL,
    code        text NOT NULL,               -- a closed word: what was found
    at          timestamptz NOT NULL,
    PRIMARY KEY (business_id, name)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['setting', 'setting_check'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_business ON %I USING (business_id = nullif(current_setting(''janji.business'', true), '''')::int)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT ON setting TO janji_app;
GRANT SELECT, INSERT, UPDATE ON setting_check TO janji_app;
