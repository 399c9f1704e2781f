-- What the product's role may not do to days, although it says when they are over and writes their end down.

-- Whether this database's people live by a clock of their own: a demo, a rehearsal, a test. Only the owner can say
-- so, by replacing this function; a business's database never does.
CREATE FUNCTION moving_clock() RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS 'SELECT false';

-- The moment comes from the product, so that its clock may be behind, by days when a demo plays last week; but it
-- is believed only up to the database's own clock. A clock that runs ahead ends nothing early: the sweep asks again.
CREATE SCHEMA inside;
ALTER FUNCTION drop_day(date, timestamptz) SET SCHEMA inside;
REVOKE EXECUTE ON FUNCTION inside.drop_day(date, timestamptz) FROM janji_app;
CREATE FUNCTION drop_day(day date, moment timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM inside.drop_day(day, CASE WHEN moving_clock() THEN moment ELSE least(moment, clock_timestamp()) END);
END $$;

-- No policy may name a longer period, so no day beyond it is ever needed.
ALTER FUNCTION open_day(date) SET SCHEMA inside;
REVOKE EXECUTE ON FUNCTION inside.open_day(date) FROM janji_app;
CREATE FUNCTION open_day(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT moving_clock() AND day > clock_timestamp() + interval '10 years' THEN
        RAISE insufficient_privilege USING MESSAGE = 'no promise reaches so far';
    END IF;
    PERFORM inside.open_day(day);
END $$;
REVOKE EXECUTE ON FUNCTION moving_clock(), open_day(date), drop_day(date, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION open_day(date), drop_day(date, timestamptz) TO janji_app;

-- That a day ended, and what the proofs answered, stays as it was written. A day that came back ends again: its
-- steps may be taken back, its name and its existence may not.
REVOKE UPDATE, DELETE ON day_end, proof_run FROM janji_app;
GRANT UPDATE (keys_gone_at, rows_gone_at, media_gone_at, records, people, media) ON day_end TO janji_app;
