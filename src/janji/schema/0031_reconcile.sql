-- Up to which moment the provider's own list was compared with what arrived here.
CREATE TABLE compared (
    business_id integer PRIMARY KEY,
    until       timestamptz NOT NULL
);
ALTER TABLE compared ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON compared USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT, INSERT, UPDATE ON compared TO janji_app;
