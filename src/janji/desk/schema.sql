-- What the staff view keeps beside Django's own tables. Applied by migrate_desk, safe to repeat.

-- Wrong passwords per account, without address or device: the account waits, whoever asks.
CREATE TABLE IF NOT EXISTS desk.login_try (
    business_id integer NOT NULL,        -- 0: accounts belong to the installation
    account     text NOT NULL,           -- SHA-256 of the name typed, so that a slip keeps no name
    wrong       integer NOT NULL,
    free_at     timestamptz NOT NULL,
    PRIMARY KEY (business_id, account)
);

GRANT USAGE ON SCHEMA desk TO janji_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA desk TO janji_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA desk TO janji_app;
REVOKE INSERT, UPDATE, DELETE ON desk.django_migrations FROM janji_app;
