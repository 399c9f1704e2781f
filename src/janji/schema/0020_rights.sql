-- Requests on their way, and mail in and out.
-- Columns marked "sealed" are AES-GCM; nothing else here is personal.

ALTER TABLE request
    ADD COLUMN contact_id uuid,          -- who is told: a random id that ends when they have been told
    ADD COLUMN erasing    uuid[],        -- random ids being erased, until the check afterwards has passed
    ADD COLUMN next_at    timestamptz;   -- not before; set when a step has to be tried again
CREATE INDEX request_open ON request (business_id, received_at) WHERE finished_at IS NULL;

-- Whole numbers by kind, grown by more of them; kinds that stay at nothing are left out.
CREATE FUNCTION added(counts jsonb, kinds text[], more bigint[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(jsonb_object_agg(kind, n), '{}'::jsonb)
      FROM (SELECT kind, sum(n) AS n
              FROM (SELECT key AS kind, value::bigint AS n FROM jsonb_each_text(coalesce(counts, '{}'::jsonb))
                    UNION ALL
                    SELECT * FROM unnest(kinds, more) AS m (kind, n)) both_counts
             GROUP BY kind) summed
     WHERE n > 0
$$;

-- A mail is durable here before the sending server hears "received"; emptied once it was understood.
CREATE TABLE mail_in (
    business_id integer NOT NULL,
    mail_id     uuid NOT NULL,
    expires_on  date NOT NULL,
    at          timestamptz NOT NULL,
    hash        bytea NOT NULL,          -- keyed hash of the mail's own id and words: each mail is taken once
    bytes       integer NOT NULL,
    sealed      bytea,                   -- sealed: the mail as it came
    handled_at  timestamptz,
    outcome     text,                    -- closed word
    PRIMARY KEY (business_id, mail_id),
    UNIQUE (business_id, hash)
);
CREATE INDEX mail_in_waiting ON mail_in (business_id, at) WHERE handled_at IS NULL;

-- The envelope of a mail to send; address and words lie in the record of the same id.
CREATE TABLE mail_out (
    business_id integer NOT NULL,
    mail_id     uuid NOT NULL,
    expires_on  date NOT NULL,
    person_id   uuid NOT NULL,
    request_id  uuid,
    made_at     timestamptz NOT NULL,
    next_at     timestamptz NOT NULL,
    tries       smallint NOT NULL DEFAULT 0,
    state       text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'failed')),
    reason      text,                    -- closed word
    PRIMARY KEY (business_id, mail_id)
);
CREATE INDEX mail_out_due ON mail_out (business_id, next_at) WHERE state = 'queued';

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['mail_in', 'mail_out'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY one_business ON %I USING (business_id = nullif(current_setting(''janji.business'', true), '''')::int)', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO janji_app', t);
    END LOOP;
END $$;

-- "fulfilled" without proof: an unknown (NULL) must fail the check too, not slip through it.
DO $$
DECLARE c text;
BEGIN
    FOR c IN SELECT conname FROM pg_constraint
              WHERE conrelid = 'request'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%residue%' LOOP
        EXECUTE format('ALTER TABLE request DROP CONSTRAINT %I', c);
    END LOOP;
END $$;
ALTER TABLE request ADD CONSTRAINT fulfilled_only_with_proof CHECK (
    state <> 'fulfilled' OR kind <> 'erasure'
    OR (verified_at IS NOT NULL AND residue_checked_at IS NOT NULL
        AND (residue = '{}'::jsonb) IS TRUE AND (planned = affected) IS TRUE)
);
ALTER TABLE request_code ADD COLUMN sent smallint NOT NULL DEFAULT 1;   -- how many codes this request was given
