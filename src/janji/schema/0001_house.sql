-- The house of records: who, what is kept and until when, what passed through a provider, what happened.
-- Every key starts with business_id. Row-level security binds each transaction to one business.
-- Columns marked "sealed" are AES-GCM under two keys that live outside this database; nothing else here is personal.

CREATE TABLE business (
    business_id   integer PRIMARY KEY,
    slug          text NOT NULL UNIQUE,
    zone          text NOT NULL,
    policy_hash   text NOT NULL,
    policy_version text NOT NULL,
    applied_at    timestamptz NOT NULL
);

-- A person is a random id; identifiers lead to it. It ends with the person's last message, or by erasure.
CREATE TABLE person (
    business_id integer NOT NULL,
    person_id   uuid NOT NULL,
    made_at     timestamptz NOT NULL,
    same_as     uuid,                    -- found later to be the same human being: read and erased together
    PRIMARY KEY (business_id, person_id)
);

CREATE TABLE identifier (
    business_id integer NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('whatsapp', 'wa_user', 'email')),
    hash        bytea NOT NULL,          -- keyed hash, for finding
    person_id   uuid NOT NULL,
    sealed      bytea NOT NULL,          -- sealed: the number or id itself, for use
    PRIMARY KEY (business_id, kind, hash),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id)
);
CREATE INDEX identifier_person ON identifier (business_id, person_id);

-- Where a conversation stands. No content.
CREATE TABLE conversation (
    business_id  integer NOT NULL,
    person_id    uuid NOT NULL,
    state        text NOT NULL DEFAULT 'bot' CHECK (state IN ('bot', 'waiting', 'agent', 'closed')),
    language     text NOT NULL CHECK (language IN ('id', 'en')),
    other_language_turns smallint NOT NULL DEFAULT 0,
    misses       smallint NOT NULL DEFAULT 0,
    question     text,                   -- closed word: what the bot is waiting to hear
    session_at   timestamptz NOT NULL,   -- when this session began (first-contact words are said once)
    last_in_at   timestamptz NOT NULL,   -- opens the provider's 24-hour window
    agent_id     integer,
    agent_at     timestamptz,            -- last act of the agent
    muted_until  timestamptz,
    PRIMARY KEY (business_id, person_id),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id)
);

-- What each person refused; consent with evidence comes with the consent desk.
CREATE TABLE withdrawal (
    business_id integer NOT NULL,
    person_id   uuid NOT NULL,
    purpose     text NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (business_id, person_id, purpose),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id)
);

-- One row per kept thing. Content is sealed; the day it must be gone decides the partition.
CREATE TABLE record (
    business_id integer NOT NULL,
    record_id   uuid NOT NULL,
    expires_on  date NOT NULL,
    person_id   uuid NOT NULL,
    kind        text NOT NULL,
    made_at     timestamptz NOT NULL,
    sealed      bytea NOT NULL,          -- sealed
    PRIMARY KEY (business_id, record_id, expires_on)
) PARTITION BY RANGE (expires_on);
CREATE INDEX record_person ON record (business_id, person_id, made_at);

-- The envelope of a message: queue, provider's id as keyed hash, delivery lattice, provider's clock. No content.
CREATE TABLE message (
    business_id integer NOT NULL,
    message_id  uuid NOT NULL,           -- the record that holds the words
    expires_on  date NOT NULL,
    person_id   uuid NOT NULL,
    direction   text NOT NULL CHECK (direction IN ('in', 'out')),
    at          timestamptz NOT NULL,
    sid_hash    bytea,                   -- keyed hash of the provider's id
    sid_sealed  bytea,                   -- sealed: the provider's id, to delete it there
    media       smallint NOT NULL DEFAULT 0,
    handled_at  timestamptz,             -- in: when its turn was taken
    state       text CHECK (state IN ('queued', 'sending', 'accepted', 'sent', 'delivered', 'read', 'failed', 'refused')),
    lane        smallint NOT NULL DEFAULT 0,   -- 0 replies, 1 notices
    author      text,                    -- bot, agent, system
    next_at     timestamptz,             -- out: not before
    tries       smallint NOT NULL DEFAULT 0,
    error_code  integer,
    sent_at     timestamptz,
    delivered_at timestamptz,
    read_at     timestamptz,
    failed_at   timestamptz,
    provider_tries smallint NOT NULL DEFAULT 0,
    provider_next_at timestamptz,
    provider_gone_at timestamptz,        -- verified: the provider answered 404
    PRIMARY KEY (business_id, message_id, expires_on),
    UNIQUE (business_id, sid_hash, expires_on)
) PARTITION BY RANGE (expires_on);
CREATE INDEX message_unhandled ON message (business_id, at) WHERE direction = 'in' AND handled_at IS NULL;
CREATE INDEX message_to_send ON message (business_id, next_at) WHERE state IN ('queued', 'sending');
CREATE INDEX message_in_turn ON message (business_id, person_id, message_id) WHERE state IN ('queued', 'sending');

-- Hashes of provider ids of messages already erased: a late retry must not bring them back.
CREATE TABLE erased_sid (
    business_id integer NOT NULL,
    sid_hash    bytea NOT NULL,
    expires_on  date NOT NULL,
    PRIMARY KEY (business_id, sid_hash, expires_on)
) PARTITION BY RANGE (expires_on);

-- Copies at a provider that outlive our own: each must still be deleted there and seen gone.
CREATE TABLE provider_debt (
    business_id integer NOT NULL,
    debt_id     uuid NOT NULL,
    request_id  uuid,
    day         date NOT NULL,           -- class day of the sealing key
    sid_sealed  bytea NOT NULL,          -- sealed
    made_at     timestamptz NOT NULL,
    tries       integer NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL,
    gone_at     timestamptz,
    PRIMARY KEY (business_id, debt_id)
);
CREATE INDEX provider_debt_due ON provider_debt (business_id, next_at) WHERE gone_at IS NULL;

CREATE TABLE media (
    business_id integer NOT NULL,
    record_id   uuid NOT NULL,           -- the message it came with
    n           smallint NOT NULL,
    expires_on  date NOT NULL,
    person_id   uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('due', 'held', 'refused', 'unavailable')),
    reason      text,
    path        text,                    -- of the sealed file: class, day and random ids
    content_type text,
    bytes       bigint,
    next_at     timestamptz,
    tries       smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (business_id, record_id, n, expires_on)
) PARTITION BY RANGE (expires_on);
CREATE INDEX media_due ON media (business_id, next_at) WHERE state = 'due';

-- Keyed hashes of words, under a key of the class and day: search dies with the day.
CREATE TABLE token (
    business_id integer NOT NULL,
    hash        bytea NOT NULL,
    record_id   uuid NOT NULL,
    expires_on  date NOT NULL,
    person_id   uuid NOT NULL,
    PRIMARY KEY (business_id, hash, record_id, expires_on)
) PARTITION BY RANGE (expires_on);

-- What the assistant made of a turn, in closed words; counted into cells, then gone with its day.
CREATE TABLE turn (
    business_id integer NOT NULL,
    turn_id     uuid NOT NULL,
    expires_on  date NOT NULL,
    person_id   uuid NOT NULL,
    at          timestamptz NOT NULL,
    intent      text NOT NULL,
    band        text NOT NULL,
    outcome     text NOT NULL,
    language    text NOT NULL,
    messages    smallint NOT NULL,
    reply_seconds integer,
    PRIMARY KEY (business_id, turn_id, expires_on)
) PARTITION BY RANGE (expires_on);

-- What could not be understood or trusted: sealed, seen by the owner, gone with its day.
CREATE TABLE quarantine (
    business_id integer NOT NULL,
    quarantine_id uuid NOT NULL,
    expires_on  date NOT NULL,
    at          timestamptz NOT NULL,
    door        text NOT NULL,
    reason      text NOT NULL,
    bytes       integer NOT NULL,
    sealed      bytea NOT NULL,          -- sealed under the day's quarantine key
    PRIMARY KEY (business_id, quarantine_id, expires_on)
) PARTITION BY RANGE (expires_on);

-- Names of fields that arrived and were dropped because the policy does not list them.
CREATE TABLE dropped_field (
    business_id integer NOT NULL,
    day         date NOT NULL,
    field       text NOT NULL,
    n           bigint NOT NULL,
    PRIMARY KEY (business_id, day, field)
);

-- Abuse limits without IP: a hash under a key that is thrown away every day.
CREATE TABLE abuse (
    business_id integer NOT NULL,
    day         date NOT NULL,
    hash        bytea NOT NULL,
    state       jsonb NOT NULL,          -- numbers and times only
    PRIMARY KEY (business_id, day, hash)
);

-- A request about one's data: times, counts, decisions. What was said lies in records.
CREATE TABLE request (
    business_id  integer NOT NULL,
    request_id   uuid NOT NULL,
    ticket       text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('access', 'erasure', 'correction', 'objection', 'restriction', 'withdrawal')),
    channel      text NOT NULL CHECK (channel IN ('whatsapp', 'email', 'desk')),
    person_id    uuid,
    state        text NOT NULL CHECK (state IN ('unverified', 'verified', 'erasing', 'waiting_provider', 'fulfilled', 'refused', 'lapsed', 'nothing_held')),
    language     text NOT NULL,
    received_at  timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    acknowledged_at timestamptz,
    verified_at  timestamptz,
    verified_by  text,
    planned      jsonb,
    affected     jsonb,
    residue      jsonb,
    residue_checked_at timestamptz,
    notified_at  timestamptz,
    finished_at  timestamptz,
    reason       text,
    receipt      text,
    PRIMARY KEY (business_id, request_id),
    UNIQUE (business_id, ticket),
    CHECK (state <> 'fulfilled' OR kind <> 'erasure'
           OR (verified_at IS NOT NULL AND residue_checked_at IS NOT NULL AND residue = '{}'::jsonb AND planned = affected))
);

CREATE TABLE request_code (
    business_id integer NOT NULL,
    request_id  uuid NOT NULL,
    hash        bytea NOT NULL,
    sent_at     timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    tries       smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (business_id, request_id)
);

-- Weekly counters: closed words and whole numbers, never under k, no person.
CREATE TABLE cell (
    business_id integer NOT NULL,
    period      date NOT NULL,           -- the Monday the period starts on
    metric      text NOT NULL,
    slot        text NOT NULL,
    n           bigint NOT NULL,
    k           integer NOT NULL,
    closed_at   timestamptz NOT NULL,
    PRIMARY KEY (business_id, period, metric, slot),
    CHECK (n >= k)
);

-- What the timetable did last, so that a duty that stopped is seen.
CREATE TABLE duty_run (
    business_id integer NOT NULL,
    duty        text NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    quiet_at    timestamptz,             -- last time nothing was due
    done        bigint NOT NULL DEFAULT 0,
    fault       text,
    PRIMARY KEY (business_id, duty)
);

-- Each business day, when its end was carried out.
CREATE TABLE day_end (
    business_id integer NOT NULL,
    day         date NOT NULL,
    cls         text NOT NULL,
    keys_gone_at timestamptz,
    rows_gone_at timestamptz,
    media_gone_at timestamptz,
    records     bigint NOT NULL DEFAULT 0,
    people      bigint NOT NULL DEFAULT 0,
    media       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (business_id, day, cls)
);

-- Write once, hash chained. A chain belongs to one writing process.
CREATE TABLE ledger (
    business_id integer NOT NULL,
    chain       bigint NOT NULL,
    seq         bigint NOT NULL,
    at          timestamptz NOT NULL,
    action      text NOT NULL,
    subject     uuid,
    detail      text NOT NULL,           -- canonical JSON: numbers and closed words
    hash        bytea NOT NULL,
    PRIMARY KEY (business_id, chain, seq)
);
CREATE SEQUENCE ledger_chain;

CREATE TABLE checkpoint (
    business_id integer NOT NULL,
    number      bigint NOT NULL,
    at          timestamptz NOT NULL,
    body        text NOT NULL,
    signature   bytea NOT NULL,
    PRIMARY KEY (business_id, number)
);

CREATE TABLE proof_run (
    business_id integer NOT NULL,
    at          timestamptz NOT NULL,
    proof       text NOT NULL,
    verdict     text NOT NULL CHECK (verdict IN ('kept', 'broken', 'cannot_tell')),
    evidence    text NOT NULL,
    PRIMARY KEY (business_id, proof, at)
);

-- Partitions: one per day, made ahead, dropped whole. Only these functions may do it for the product's own role.
CREATE FUNCTION day_tables() RETURNS text[] LANGUAGE sql IMMUTABLE AS
$$ SELECT ARRAY['record', 'message', 'erased_sid', 'media', 'token', 'turn', 'quarantine'] $$;

CREATE FUNCTION open_day(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE parent text; part text;
BEGIN
    PERFORM pg_advisory_xact_lock(74209, 1);
    FOREACH parent IN ARRAY day_tables() LOOP
        part := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent, day, day + 1);
        END IF;
    END LOOP;
END $$;

-- The day's tables go whole. Businesses share them: while the day is not over in a neighbour's zone, only
-- the rows of the business at work go.
CREATE FUNCTION drop_day(day date, moment timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE parent text; part text; shared boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(74209, 1);
    SELECT coalesce(bool_or((moment AT TIME ZONE b.zone)::date < day), false) INTO shared FROM business b;
    FOREACH parent IN ARRAY day_tables() LOOP
        part := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
        IF to_regclass(part) IS NULL THEN
            CONTINUE;
        ELSIF shared THEN
            EXECUTE format('DELETE FROM %I WHERE business_id = $1', part)
              USING nullif(current_setting('janji.business', true), '')::int;
        ELSE
            EXECUTE format('DROP TABLE %I', part);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION days_held() RETURNS SETOF date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'record'::regclass AND c.relname ~ '^record_\d{8}$' ORDER BY 1
$$;

-- Open-ended records (kept while a purpose lasts) live in the default partition.
CREATE TABLE record_open PARTITION OF record DEFAULT;
CREATE TABLE message_open PARTITION OF message DEFAULT;

-- Each transaction sees one business.
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['person', 'identifier', 'conversation', 'withdrawal', 'record', 'message', 'erased_sid',
        'provider_debt', 'media', 'token', 'turn', 'quarantine', 'dropped_field', 'abuse', 'request', 'request_code',
        'cell', 'duty_run', 'day_end', 'ledger', 'checkpoint', 'proof_run', 'business'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_business ON %I USING (business_id = nullif(current_setting(''janji.business'', true), '''')::int)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO janji_app', t);
    END LOOP;
END $$;
-- Write once: what happened stays as it was written.
REVOKE UPDATE, DELETE ON ledger, checkpoint, cell FROM janji_app;
GRANT USAGE ON SEQUENCE ledger_chain TO janji_app;
REVOKE EXECUTE ON FUNCTION open_day(date), drop_day(date, timestamptz), days_held() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_day(date), drop_day(date, timestamptz), days_held() TO janji_app;
