"""A week is counted once, in its last minutes, and what is left names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from janji.insight.counters import close
from janji.insight.metrics import COUNTERS
from janji.kit.db import Database
from janji.policy.business import Business
from rooms.insight.conftest import MONDAY, SUNDAY_NIGHT, Asks, cells


def closed(database: Database, business: Business, now: datetime) -> int:
    with database.act(business.id) as db:
        return close(db, business, now)


def ask_all(asks: Asks, people: int, intent: str = "jam_buka") -> None:
    for _ in range(people):
        asks(intent)


def test_a_week_is_counted_in_its_last_minutes_and_never_again(
    database: Database, business: Business, asks: Asks
) -> None:
    ask_all(asks, 6)
    assert closed(database, business, SUNDAY_NIGHT - timedelta(hours=3)) == 0
    assert closed(database, business, SUNDAY_NIGHT) == 1
    with database.act(business.id) as db:
        first = cells(db)
        assert first["intent_by_week", "jam_buka"] == 6
        assert first["messages_by_week", "in"] == 6
        assert first["conversations_by_week", "held"] == 6
        assert first["hour_by_week", "12"] == 6
    ask_all(asks, 6)
    assert closed(database, business, SUNDAY_NIGHT + timedelta(minutes=2)) == 0
    with database.act(business.id) as db:
        assert cells(db) == first
        days = db.value("SELECT days FROM counted_period WHERE period = %(period)s", period=MONDAY)
        assert days == 7


def test_counts_and_their_ledger_line_are_one_commit(
    database: Database, business: Business, asks: Asks
) -> None:
    ask_all(asks, 6)

    class StopError(Exception):
        """The process dies here."""

    def dies() -> None:
        with database.act(business.id) as db:
            assert close(db, business, SUNDAY_NIGHT) == 1
            assert cells(db)
            raise StopError

    with pytest.raises(StopError):
        dies()
    with database.act(business.id) as db:
        assert not cells(db)
        assert not db.all("SELECT 1 FROM counted_period")
    assert closed(database, business, SUNDAY_NIGHT) == 1
    with database.act(business.id) as db:
        assert db.value("SELECT count(*) FROM ledger WHERE action = 'insight.closed'") >= 1


def test_when_no_worker_was_there_the_days_that_are_over_are_not_counted(
    database: Database, business: Business, asks: Asks
) -> None:
    monday = datetime(2026, 3, 9, 5, 0, tzinfo=UTC)
    for _ in range(6):
        asks("menu", monday)
        asks("menu", monday + timedelta(days=2))
    assert closed(database, business, SUNDAY_NIGHT + timedelta(hours=6)) == 1
    with database.act(business.id) as db:
        assert cells(db)["intent_by_week", "menu"] == 6
        assert db.value("SELECT days FROM counted_period") == 6


def test_fewer_than_k_people_leave_no_count_at_all(
    database: Database, business: Business, asks: Asks
) -> None:
    one = asks("menu")
    for _ in range(30):
        asks("menu", person=one)
    ask_all(asks, 3)
    closed(database, business, SUNDAY_NIGHT)
    with database.act(business.id) as db:
        assert db.value("SELECT count(*) FROM turn") == 34
        assert cells(db) == {}


def test_one_person_counts_only_so_often(
    database: Database, business: Business, asks: Asks
) -> None:
    ask_all(asks, 5)
    flooder = asks()
    for _ in range(40):
        asks(person=flooder)
    closed(database, business, SUNDAY_NIGHT)
    insight = business.policy.insight
    assert insight is not None
    with database.act(business.id) as db:
        assert cells(db)["intent_by_week", "jam_buka"] == 5 + insight.most_per_person


def test_who_objected_is_in_no_count(database: Database, business: Business, asks: Asks) -> None:
    ask_all(asks, 5)
    against = asks()
    with database.act(business.id) as db:
        db.run(
            "INSERT INTO withdrawal VALUES (%(business)s, %(person)s, 'improve_service', %(now)s)",
            person=against, now=SUNDAY_NIGHT,
        )  # fmt: skip
    closed(database, business, SUNDAY_NIGHT)
    with database.act(business.id) as db:
        assert cells(db)["intent_by_week", "jam_buka"] == 5


def test_two_ids_of_one_human_being_are_one_person(
    database: Database, business: Business, asks: Asks
) -> None:
    ask_all(asks, 4)
    one, same = asks(), asks()
    with database.act(business.id) as db:
        db.run("UPDATE person SET same_as = %(one)s WHERE person_id = %(two)s", one=one, two=same)
    closed(database, business, SUNDAY_NIGHT)
    with database.act(business.id) as db:
        assert cells(db)["intent_by_week", "jam_buka"] == 6  # five people, six turns
        db.run("UPDATE person SET same_as = NULL WHERE person_id = %(two)s", two=same)


def test_counts_cannot_be_changed_and_have_no_room_for_a_person(
    database: Database, business: Business, asks: Asks
) -> None:
    ask_all(asks, 6)
    closed(database, business, SUNDAY_NIGHT)
    for sql in ("UPDATE cell SET n = n + 1", "DELETE FROM cell"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), database.act(business.id) as db:
            db.run(sql)
    put = """
        INSERT INTO cell
        VALUES (%(business)s, %(period)s, 'intent_by_week', %(slot)s, %(n)s, 5, now())"""
    for slot, n in (("Budi", 6), ("6281200000001", 6), ("+62812", 6), ("menu", 4)):
        with pytest.raises(psycopg.errors.CheckViolation), database.act(business.id) as db:
            db.run(put, period=MONDAY - timedelta(days=7), slot=slot, n=n)


def test_the_tables_of_counts_have_no_column_that_could_name_a_person(
    database: Database, business: Business
) -> None:
    with database.act(business.id) as db:
        columns = {
            (row.table_name, row.column_name, row.data_type)
            for row in db.all(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                " WHERE table_name IN ('cell', 'counted_period')"
            )
        }
    assert columns
    texts = {
        name for _, name, kind in columns if kind not in ("integer", "bigint", "smallint", "date")
    }
    assert texts == {"metric", "slot", "closed_at"}


def test_counts_end_when_their_own_time_is_over(
    database: Database, business: Business, asks: Asks
) -> None:
    ask_all(asks, 6)
    closed(database, business, SUNDAY_NIGHT)
    insight = business.policy.insight
    assert insight is not None
    end = insight.keep.after(MONDAY)
    with database.act(business.id) as db:
        assert cells(db)
        close(db, business, datetime(end.year, end.month, end.day, tzinfo=UTC) - timedelta(days=2))
        assert cells(db)
        close(db, business, datetime(end.year, end.month, end.day, 12, tzinfo=UTC))
        assert not cells(db)


def test_counts_end_in_time_also_when_nobody_may_count_any_more(
    database: Database, business: Business, asks: Asks
) -> None:
    ask_all(asks, 6)
    closed(database, business, SUNDAY_NIGHT)
    insight = business.policy.insight
    assert insight is not None
    end = insight.keep.after(MONDAY)
    silent = replace(business, policy=replace(business.policy, uses=frozenset()))
    assert not silent.policy.may_use("message_in", "improve_service")
    with database.act(business.id) as db:
        assert close(db, silent, SUNDAY_NIGHT) == 0
        assert cells(db)
        close(db, silent, datetime(end.year, end.month, end.day, 12, tzinfo=UTC))
        assert not cells(db)


def test_every_counter_of_the_policy_can_be_counted(business: Business) -> None:
    insight = business.policy.insight
    assert insight is not None
    assert {name.rpartition("_by_")[0] for name in insight.counters} == set(COUNTERS)
