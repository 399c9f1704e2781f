-- Answers that staff write and approve, over the file they began with; and figures per member of staff.

-- One row per version of one entry. The words are the business's own: what the check finds personal is never written.
CREATE TABLE answer_entry (
    business_id integer NOT NULL,
    intent      text NOT NULL CHECK (intent ~ '^_?[a-z][a-z0-9_]{0,39}$'),
    version     integer NOT NULL CHECK (version > 0),
    state       text NOT NULL CHECK (state IN ('draft', 'proposed', 'published', 'replaced', 'declined')),
    removes     boolean NOT NULL DEFAULT false,   -- publishing it takes the entry away
    body        text NOT NULL CHECK (octet_length(body) <= 400000),
    made_at     timestamptz NOT NULL,
    made_by     integer NOT NULL,
    decided_at  timestamptz,
    decided_by  integer,
    PRIMARY KEY (business_id, intent, version)
);
CREATE UNIQUE INDEX answer_entry_published ON answer_entry (business_id, intent) WHERE state = 'published';
CREATE UNIQUE INDEX answer_entry_open ON answer_entry (business_id, intent) WHERE state IN ('draft', 'proposed');

-- Which edition of all answers is in force: a change of the number is how every process hears of it.
CREATE TABLE answer_edition (
    business_id integer NOT NULL,
    number      bigint NOT NULL,
    at          timestamptz NOT NULL,
    four_eyes   boolean NOT NULL DEFAULT false,   -- who wrote it may not approve it
    PRIMARY KEY (business_id)
);

-- An import that somebody looks at before it becomes proposals; ends when it is used or replaced.
CREATE TABLE answer_import (
    business_id integer NOT NULL,
    import_id   uuid NOT NULL,
    made_at     timestamptz NOT NULL,
    made_by     integer NOT NULL,
    body        text NOT NULL CHECK (octet_length(body) <= 4000000),
    PRIMARY KEY (business_id, import_id)
);

-- Whether work is counted per member of staff at all: off until the owner says why, and for how long it is kept.
CREATE TABLE staff_figures (
    business_id integer NOT NULL,
    since       timestamptz NOT NULL,
    set_by      integer NOT NULL,
    reason      text NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
    keep_days   smallint NOT NULL CHECK (keep_days BETWEEN 1 AND 31),
    PRIMARY KEY (business_id)
);

-- One day's work of one member of staff: numbers only, gone with its own last day.
CREATE TABLE staff_day (
    business_id integer NOT NULL,
    staff_id    integer NOT NULL,
    day         date NOT NULL,
    expires_on  date NOT NULL,
    talks       integer NOT NULL,        -- conversations they answered in
    closed      integer NOT NULL,
    given_back  integer NOT NULL,
    waits       integer[] NOT NULL CHECK (cardinality(waits) = 7),   -- how long people waited for them, by closed words
    PRIMARY KEY (business_id, staff_id, day)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['answer_entry', 'answer_edition', 'answer_import', 'staff_figures', 'staff_day'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_business ON %I USING (business_id = nullif(current_setting(''janji.business'', true), '''')::int)', t);
    END LOOP;
END $$;
GRANT SELECT, INSERT, DELETE ON answer_entry, answer_import TO janji_app;
-- The words of a version stay as they were written; only what was decided about it changes.
GRANT UPDATE (state, decided_at, decided_by) ON answer_entry TO janji_app;
GRANT SELECT, INSERT, UPDATE ON answer_edition TO janji_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON staff_figures, staff_day TO janji_app;
-- Lines of the ledger about who answered: asked once a day, where figures per member of staff are on.
CREATE INDEX ledger_of_staff ON ledger (business_id, at)
 WHERE action IN ('care.taken_over', 'care.closed', 'care.given_back');
