-- The inbox: who waits since when, whose turn it is, who is here, what was seen, what a matter is called.
-- No words of anybody: a list opens the last lines of one page, through the gate, and keeps no copy of them.

ALTER TABLE conversation
    ADD COLUMN waiting_since timestamptz,    -- the first line that nobody of the staff has answered
    ADD COLUMN seen_at       timestamptz,    -- when somebody of the staff first looked since it was handed over
    ADD COLUMN assigned_at   timestamptz,    -- when agent_id was set; answered or not
    ADD COLUMN snoozed_until timestamptz;    -- out of sight until then, or until they write again
UPDATE conversation SET waiting_since = last_in_at WHERE state = 'waiting';

CREATE INDEX conversation_newest ON conversation (business_id, last_in_at DESC, person_id DESC);
CREATE INDEX conversation_by_state ON conversation (business_id, state, last_in_at DESC, person_id DESC);
CREATE INDEX conversation_waiting ON conversation (business_id, waiting_since, person_id) WHERE waiting_since IS NOT NULL;
CREATE INDEX conversation_of_agent ON conversation (business_id, agent_id, last_in_at DESC, person_id DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX conversation_snoozed ON conversation (business_id, snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX message_not_arrived ON message (business_id, person_id) WHERE state IN ('failed', 'refused');

-- How far each member of staff has read each conversation.
CREATE TABLE read_mark (
    business_id integer NOT NULL,
    staff_id    integer NOT NULL,
    person_id   uuid NOT NULL,
    read_at     timestamptz NOT NULL,
    PRIMARY KEY (business_id, staff_id, person_id),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id)
);
CREATE INDEX read_mark_person ON read_mark (business_id, person_id);

-- Words the owner sorts matters by. Checked to hold no personal data before they are kept.
CREATE TABLE label (
    business_id integer NOT NULL,
    label_id    integer NOT NULL,
    name        text NOT NULL,
    tone        text NOT NULL CHECK (tone IN ('plain', 'warm', 'kept', 'unsure', 'broken')),
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (business_id, label_id),
    UNIQUE (business_id, name)
);

CREATE TABLE conversation_label (
    business_id integer NOT NULL,
    person_id   uuid NOT NULL,
    label_id    integer NOT NULL,
    PRIMARY KEY (business_id, person_id, label_id),
    FOREIGN KEY (business_id, person_id) REFERENCES person (business_id, person_id),
    FOREIGN KEY (business_id, label_id) REFERENCES label (business_id, label_id)
);
CREATE INDEX conversation_label_label ON conversation_label (business_id, label_id, person_id);

-- Who has a conversation open or writes in it, for moments; a crash may forget it.
CREATE UNLOGGED TABLE presence (
    business_id  integer NOT NULL,
    person_id    uuid NOT NULL,
    staff_id     integer NOT NULL,
    open_until   timestamptz NOT NULL,
    typing_until timestamptz,
    PRIMARY KEY (business_id, person_id, staff_id)
);

-- Who is at the desk, and when each was last given a conversation.
CREATE TABLE seat (
    business_id integer NOT NULL,
    staff_id    integer NOT NULL,
    seen_at     timestamptz NOT NULL,
    away        boolean NOT NULL DEFAULT false,  -- said so
    takes       boolean NOT NULL,                -- whether the role answers people
    given_at    timestamptz,
    PRIMARY KEY (business_id, staff_id)
);

-- How conversations find somebody to answer them.
CREATE TABLE inbox_setting (
    business_id  integer NOT NULL,
    assignment   text NOT NULL CHECK (assignment IN ('hand', 'round_robin', 'load')),
    most_each    integer NOT NULL CHECK (most_each BETWEEN 1 AND 500),
    away_minutes integer NOT NULL CHECK (away_minutes BETWEEN 1 AND 600),
    PRIMARY KEY (business_id)
);

-- A list somebody wants to see again: closed words and numbers, never what was searched for.
CREATE TABLE saved_view (
    business_id integer NOT NULL,
    view_id     uuid NOT NULL,
    staff_id    integer,                     -- NULL: everybody's
    name        text NOT NULL,
    shows       text NOT NULL,
    made_at     timestamptz NOT NULL,
    PRIMARY KEY (business_id, view_id)
);

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['read_mark', 'label', 'conversation_label', 'presence', 'seat', 'inbox_setting', 'saved_view'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_business ON %I USING (business_id = nullif(current_setting(''janji.business'', true), '''')::int)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO janji_app', t);
    END LOOP;
END $$;

-- Open desks are told which conversation changed, by whoever changed it: ids and one closed word, in the commit of
-- the change. A change of very many is told as one.
CREATE FUNCTION tell_desks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told record;
BEGIN
    FOR told IN SELECT c.business_id, count(DISTINCT c.person_id) AS n FROM changed c GROUP BY 1 LOOP
        IF told.n > 40 THEN
            PERFORM pg_notify('janji_desk', format('%s:many:', told.business_id));
        ELSE
            PERFORM pg_notify('janji_desk', format('%s:%s:%s', c.business_id, TG_ARGV[0], c.person_id))
               FROM (SELECT DISTINCT business_id, person_id FROM changed WHERE business_id = told.business_id) c;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Of messages only how they fared is told: not that a worker took one in hand.
CREATE FUNCTION tell_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE told record;
BEGIN
    FOR told IN
        SELECT business_id, count(DISTINCT person_id) AS n, array_agg(DISTINCT person_id) AS people
          FROM (SELECT n.business_id, n.person_id
                  FROM changed n
                  JOIN before o ON o.business_id = n.business_id AND o.message_id = n.message_id
                 WHERE n.state IN ('accepted', 'sent', 'delivered', 'read', 'failed', 'refused')
                   AND n.state IS DISTINCT FROM o.state) moved
         GROUP BY 1
    LOOP
        IF told.n > 40 THEN
            PERFORM pg_notify('janji_desk', format('%s:many:', told.business_id));
        ELSE
            PERFORM pg_notify('janji_desk', format('%s:message:%s', told.business_id, one)) FROM unnest(told.people) AS one;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER conversation_begun AFTER INSERT ON conversation REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_desks('talk');
CREATE TRIGGER conversation_moved AFTER UPDATE ON conversation REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_desks('talk');
CREATE TRIGGER conversation_ended AFTER DELETE ON conversation REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_desks('gone');
CREATE TRIGGER label_put AFTER INSERT ON conversation_label REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_desks('talk');
CREATE TRIGGER label_taken AFTER DELETE ON conversation_label REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_desks('talk');
CREATE TRIGGER message_fared AFTER UPDATE ON message REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION tell_delivery();
