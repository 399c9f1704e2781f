-- Which periods were counted. One row per period: counted exactly once, also when no count was large enough to keep.
CREATE TABLE counted_period (
    business_id integer NOT NULL,
    period      date NOT NULL,           -- the day the period starts on
    closed_at   timestamptz NOT NULL,
    days        smallint NOT NULL,       -- whole days whose rows were still held when it was counted
    cells       integer NOT NULL,
    PRIMARY KEY (business_id, period)
);
ALTER TABLE counted_period ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON counted_period USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT, INSERT ON counted_period TO janji_app;

-- A slot is one plain word: no room for a sentence, a number to call, an address or an id.
ALTER TABLE cell ADD CONSTRAINT slot_is_a_word CHECK (slot ~ '^[a-z0-9][a-z0-9_]{0,39}$' AND slot !~ '\d{5}'),
                 ADD CONSTRAINT metric_is_a_word CHECK (metric ~ '^[a-z][a-z_]{0,39}$');

-- Counts end too, when the policy says so. The product's own role may not delete single counts: only old periods whole.
CREATE FUNCTION end_counted_periods(newest date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE bound integer := nullif(current_setting('janji.business', true), '')::int; gone bigint;
BEGIN
    DELETE FROM cell WHERE business_id = bound AND period <= newest;
    DELETE FROM counted_period WHERE business_id = bound AND period <= newest;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION end_counted_periods(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION end_counted_periods(date) TO janji_app;
