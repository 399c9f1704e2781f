-- What the staff view keeps beside Django's own tables. Applied by migrate_desk, safe to repeat.

-- Wrong passwords per account, without address or device: the account waits, whoever asks.
CREATE TABLE IF NOT EXISTS desk.login_try (
    business_id integer NOT NULL,        -- 0: accounts belong to the installation
    account     text NOT NULL,           -- SHA-256 of the name typed, so that a slip keeps no name
    wrong       integer NOT NULL,
    free_at     timestamptz NOT NULL,
    PRIMARY KEY (business_id, account)
);

-- Which account does what for which business. An account may serve several.
CREATE TABLE IF NOT EXISTS desk.membership (
    business_id integer NOT NULL,
    user_id     integer NOT NULL REFERENCES desk.auth_user (id) ON DELETE CASCADE,
    role        text NOT NULL CHECK (role IN ('owner', 'agent', 'officer', 'cashier', 'technician')),
    since       timestamptz NOT NULL,
    PRIMARY KEY (business_id, user_id)
);
CREATE INDEX IF NOT EXISTS membership_user ON desk.membership (user_id);

-- What a business asks of its staff; without a row the defaults of desk/access.py hold.
CREATE TABLE IF NOT EXISTS desk.access_rule (
    business_id  integer PRIMARY KEY,
    factor_roles text[] NOT NULL,        -- roles that need a second factor
    idle_minutes smallint NOT NULL CHECK (idle_minutes BETWEEN 1 AND 240),
    four_eyes    text[] NOT NULL         -- acts that a second person approves
);

-- How somebody reads the desk; chosen by themselves, instead of a cookie.
CREATE TABLE IF NOT EXISTS desk.preference (
    business_id integer NOT NULL,        -- 0: accounts belong to the installation
    user_id     integer NOT NULL REFERENCES desk.auth_user (id) ON DELETE CASCADE,
    language    text CHECK (language IN ('id', 'en')),
    theme       text NOT NULL CHECK (theme IN ('auto', 'light', 'dark', 'contrast')),
    PRIMARY KEY (business_id, user_id)
);

-- One row per open sign-in: without its row a session is nothing. No address, no device.
CREATE TABLE IF NOT EXISTS desk.sign_in (
    business_id integer NOT NULL,        -- 0
    sign_in_id  uuid NOT NULL,
    user_id     integer NOT NULL REFERENCES desk.auth_user (id) ON DELETE CASCADE,
    begun_at    timestamptz NOT NULL,
    used_at     timestamptz NOT NULL,
    proved_at   timestamptz NOT NULL,    -- last time the person showed that it is them
    locked      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (business_id, sign_in_id)
);
CREATE INDEX IF NOT EXISTS sign_in_user ON desk.sign_in (business_id, user_id);

-- Second factors of staff: an authenticator's secret or a passkey, sealed under a key outside the database.
CREATE TABLE IF NOT EXISTS desk.second_factor (
    business_id integer NOT NULL,        -- 0
    factor_id   uuid NOT NULL,
    user_id     integer NOT NULL REFERENCES desk.auth_user (id) ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('totp', 'passkey')),
    hash        bytea,                   -- keyed hash of a passkey's id, for finding
    sealed      bytea NOT NULL,          -- sealed
    mark        bigint NOT NULL DEFAULT 0,  -- highest time step or counter seen: nothing counts twice
    made_at     timestamptz NOT NULL,
    used_at     timestamptz,
    PRIMARY KEY (business_id, factor_id),
    UNIQUE (business_id, hash)
);
CREATE INDEX IF NOT EXISTS second_factor_user ON desk.second_factor (business_id, user_id);

CREATE TABLE IF NOT EXISTS desk.recovery_code (
    business_id integer NOT NULL,        -- 0
    user_id     integer NOT NULL REFERENCES desk.auth_user (id) ON DELETE CASCADE,
    hash        bytea NOT NULL,          -- keyed hash
    used_at     timestamptz,
    PRIMARY KEY (business_id, user_id, hash)
);

-- A one-time link to a place at the desk, or to a new password. Only its hash is kept.
CREATE TABLE IF NOT EXISTS desk.invitation (
    business_id   integer NOT NULL,
    invitation_id uuid NOT NULL,
    hash          bytea NOT NULL,        -- keyed hash of the link's secret
    name          text NOT NULL,
    role          text,                  -- NULL: an old account gets a new password
    made_by       integer NOT NULL,
    ends_at       timestamptz NOT NULL,
    used_at       timestamptz,
    PRIMARY KEY (business_id, invitation_id),
    UNIQUE (business_id, hash)
);

-- Acts that one person asks for and another approves. Subjects are random ids or numbers.
CREATE TABLE IF NOT EXISTS desk.four_eyes (
    business_id integer NOT NULL,
    ask_id      uuid NOT NULL,
    act         text NOT NULL,
    subject     text NOT NULL,
    asked_by    integer NOT NULL,
    asked_at    timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    decided_by  integer,
    decided_at  timestamptz,
    approved    boolean,
    done_at     timestamptz,
    PRIMARY KEY (business_id, ask_id),
    CHECK (decided_by <> asked_by OR NOT approved)
);
CREATE UNIQUE INDEX IF NOT EXISTS four_eyes_open ON desk.four_eyes (business_id, act, subject, asked_by)
 WHERE decided_at IS NULL;

-- One business sees its own rows; what belongs to the installation asks as business 0 and sees all.
DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['membership', 'access_rule', 'preference', 'sign_in', 'second_factor', 'recovery_code',
        'invitation', 'four_eyes'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE schemaname = 'desk' AND tablename = t) THEN
            EXECUTE format('ALTER TABLE desk.%I ENABLE ROW LEVEL SECURITY', t);
            EXECUTE format('CREATE POLICY one_business ON desk.%I USING'
                ' (nullif(current_setting(''janji.business'', true), '''')::int IN (business_id, 0))', t);
        END IF;
    END LOOP;
END $$;

-- Accounts from before there were memberships: their group was their role, at every business.
INSERT INTO desk.membership (business_id, user_id, role, since)
SELECT b.business_id, g.user_id, r.name, u.date_joined
  FROM desk.auth_user_groups g JOIN desk.auth_group r ON r.id = g.group_id
  JOIN desk.auth_user u ON u.id = g.user_id CROSS JOIN public.business b
    ON CONFLICT DO NOTHING;
DELETE FROM desk.auth_user_groups;

GRANT USAGE ON SCHEMA desk TO janji_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA desk TO janji_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA desk TO janji_app;
REVOKE INSERT, UPDATE, DELETE ON desk.django_migrations FROM janji_app;
