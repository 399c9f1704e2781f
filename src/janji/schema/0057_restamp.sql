-- How long a class was kept under which version, and what of the older versions has moved to its earlier day.
-- Nothing about customers: classes, versions, days, counts.

-- From this version of the policy on a class is kept so long; version 0: what stood before the first change.
CREATE TABLE keep_change (
    business_id integer NOT NULL,
    cls         text NOT NULL,
    version     integer NOT NULL CHECK (version >= 0),
    keep        text,                    -- as a policy writes it; NULL: while a purpose lasts
    at          timestamptz NOT NULL,
    PRIMARY KEY (business_id, cls, version)
);

-- A key of an older version whose rows go to an earlier day: piece by piece, and what is left when a process dies
-- goes on. A key without a day ends when all it sealed was sealed anew.
CREATE TABLE restamped (
    business_id integer NOT NULL,
    cls         text NOT NULL,           -- as keys name it: class and version
    day         date NOT NULL,           -- the day the key was made for; 9999-12-31: none
    ends_on     date NOT NULL,           -- the earlier day; of a key without a day: the first of its rows' days
    from_days   date[] NOT NULL,         -- where its rows may still lie: its own day, earlier ends of it
    begun_at    timestamptz NOT NULL,
    looked_at   timestamptz NOT NULL,    -- a writer that had not heard of the new version may have come since
    stage       text NOT NULL DEFAULT 'records' CHECK (stage IN ('records', 'words', 'whole')),
    upto        uuid,                    -- how far this stage is
    upto_word   bytea,
    records     bigint NOT NULL DEFAULT 0,
    whole       boolean NOT NULL DEFAULT false,   -- everything has moved once
    PRIMARY KEY (business_id, cls, day)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['keep_change', 'restamped'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_business ON %I USING (business_id = nullif(current_setting(''janji.business'', true), '''')::int)', t);
    END LOOP;
END $$;
-- What was promised once stays written; only the work that follows from it goes on.
GRANT SELECT, INSERT ON keep_change TO janji_app;
GRANT SELECT, INSERT, UPDATE ON restamped TO janji_app;
