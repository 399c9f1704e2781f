-- A day cannot go while the way to a copy at a provider would be lost with it.

-- The product's role may end a day of the business it is bound to when that day is over there, its end was
-- written down, and each copy that a provider still holds stands among the debts. The day's tables go whole only
-- when nobody else has anything in them: a neighbour in a later zone, or one who has not yet carried over what
-- its own provider holds, keeps its rows until its turn.
CREATE OR REPLACE FUNCTION drop_day(day date, moment timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    parent text; part text; others boolean;
    bound integer := nullif(current_setting('janji.business', true), '')::int;
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND NOT EXISTS (
        SELECT 1 FROM business b JOIN day_end e ON e.business_id = b.business_id AND e.day = drop_day.day
         WHERE b.business_id = bound AND (moment AT TIME ZONE b.zone)::date >= drop_day.day) THEN
        RAISE insufficient_privilege USING MESSAGE = 'this day is not over';
    END IF;
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND EXISTS (
        SELECT 1 FROM message m
         WHERE m.business_id = bound AND m.expires_on = drop_day.day
           AND m.sid_sealed IS NOT NULL AND m.provider_gone_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM provider_debt d
                            WHERE d.business_id = bound AND d.debt_id = m.message_id)) THEN
        RAISE check_violation USING MESSAGE = 'a copy at the provider would be forgotten';
    END IF;
    PERFORM pg_advisory_xact_lock(74209, 1);
    SELECT coalesce(bool_or((moment AT TIME ZONE b.zone)::date < drop_day.day), false) INTO others FROM business b;
    FOREACH parent IN ARRAY day_tables() LOOP
        part := format('%s_%s', parent, to_char(drop_day.day, 'YYYYMMDD'));
        CONTINUE WHEN others OR to_regclass(part) IS NULL;
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %1$I WHERE business_id < $1)
                            OR EXISTS (SELECT 1 FROM %1$I WHERE business_id > $1)', part) USING bound INTO others;
    END LOOP;
    FOREACH parent IN ARRAY day_tables() LOOP
        part := format('%s_%s', parent, to_char(drop_day.day, 'YYYYMMDD'));
        IF to_regclass(part) IS NULL THEN
            CONTINUE;
        ELSIF others THEN
            EXECUTE format('DELETE FROM %I WHERE business_id = $1', part) USING bound;
        ELSE
            EXECUTE format('DROP TABLE %I', part);
        END IF;
    END LOOP;
    DELETE FROM record_open r WHERE r.business_id = bound AND r.expires_on = drop_day.day;
    DELETE FROM message_open m WHERE m.business_id = bound AND m.expires_on = drop_day.day;
END $$;
