-- What staff decide about one person: two ids joined, silence, restriction, a hold in law; and a rehearsed restore.
-- Columns marked "sealed" are AES-GCM under keys that live outside this database; nothing else here is personal.

-- Two ids joined by staff as one human being. Nothing moves, so that a split undoes it completely.
CREATE TABLE joining (
    business_id integer NOT NULL,
    joining_id  uuid NOT NULL,
    person_id   uuid NOT NULL,           -- an id that was joined to another
    into_person_id uuid NOT NULL,        -- the one all of them lead to since
    former_person_id uuid,               -- whom the id led to before
    at          timestamptz NOT NULL,
    staff       integer NOT NULL,
    why         text NOT NULL CHECK (why IN ('same_email', 'number_given', 'agent_knows', 'person_said')),
    PRIMARY KEY (business_id, joining_id, person_id)
);
CREATE INDEX joining_person ON joining (business_id, person_id);
CREATE INDEX joining_into ON joining (business_id, into_person_id);

-- Held, but not used (UU PDP 11, 41; PP 33/2026, 101: storage only). A row is a restriction in force.
CREATE TABLE restriction (
    business_id integer NOT NULL,
    person_id   uuid NOT NULL,
    at          timestamptz NOT NULL,
    request_id  uuid,
    PRIMARY KEY (business_id, person_id),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id)
);

-- block: nobody answers and nothing is opened, rights words apart. mute: no notification until then.
CREATE TABLE silence (
    business_id integer NOT NULL,
    person_id   uuid NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('block', 'mute')),
    at          timestamptz NOT NULL,
    until       timestamptz,
    staff       integer NOT NULL,
    why         text NOT NULL CHECK (why IN ('spam', 'abuse', 'threat', 'fraud', 'not_for_us', 'busy')),
    PRIMARY KEY (business_id, person_id, kind),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id)
);

-- Which human being refused which use, under whatever id; purpose NULL: every use (a restriction).
CREATE VIEW refused_use WITH (security_invoker = true) AS
SELECT w.business_id, coalesce(p.same_as, p.person_id) AS human, w.purpose
  FROM withdrawal w JOIN person p ON p.business_id = w.business_id AND p.person_id = w.person_id
UNION ALL
SELECT r.business_id, coalesce(p.same_as, p.person_id), NULL
  FROM restriction r JOIN person p ON p.business_id = r.business_id AND p.person_id = r.person_id;
GRANT SELECT ON refused_use TO janji_app;

-- A hold in law: what it keeps lies in a box of its own, under a key of its own that ends with the hold.
CREATE TABLE hold (
    business_id integer NOT NULL,
    hold_id     uuid NOT NULL,
    person_id   uuid,                    -- random id; loosened when the person is erased or ends
    clause      text NOT NULL,           -- the policy's name of the ground
    at          timestamptz NOT NULL,
    staff       integer NOT NULL,
    review_on   date NOT NULL,
    note        bytea,                   -- sealed: why, in the officer's words
    request_id  uuid,                    -- the deletion that found this hold: its answer tells of it
    ended_at    timestamptz,
    ended_by    integer,
    PRIMARY KEY (business_id, hold_id)
);
CREATE INDEX hold_person ON hold (business_id, person_id) WHERE ended_at IS NULL;

-- What a hold keeps: sealed anew under the house's key and the hold's, so that day and person end as promised.
CREATE TABLE held (
    business_id integer NOT NULL,
    hold_id     uuid NOT NULL,
    record_id   uuid NOT NULL,
    part        smallint NOT NULL,       -- 0: the thing itself; from 1: its files
    kind        text NOT NULL,
    made_at     timestamptz NOT NULL,
    own_day     date NOT NULL,           -- the day at whose start it would have been gone
    sealed      bytea,                   -- sealed
    path        text,                    -- of the sealed file: hold and random ids
    PRIMARY KEY (business_id, hold_id, record_id, part),
    FOREIGN KEY (business_id, hold_id) REFERENCES hold (business_id, hold_id)
);

-- A restore that was rehearsed: the certificate that a backup can be read again.
CREATE TABLE rehearsal (
    business_id integer NOT NULL,
    at          timestamptz NOT NULL,
    archive_at  timestamptz NOT NULL,    -- when the archive was made
    rows        bigint NOT NULL,
    left_behind bigint NOT NULL,         -- rows that had ended since and were not brought back
    records     bigint NOT NULL,
    readable    bigint NOT NULL,
    checkpoint  bigint,                  -- the ledger's last signed checkpoint at that moment
    PRIMARY KEY (business_id, at)
);

-- "Who saw it" is asked of one person; "what happened" of one day.
CREATE INDEX ledger_seen ON ledger (business_id, subject, at)
 WHERE action IN ('vault.read', 'vault.contact', 'desk.revealed');
CREATE INDEX ledger_at ON ledger USING brin (at);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['joining', 'restriction', 'silence', 'hold', 'held', 'rehearsal'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_business ON %I USING (business_id = nullif(current_setting(''janji.business'', true), '''')::int)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO janji_app', t);
    END LOOP;
END $$;
