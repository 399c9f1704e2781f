"""Work is counted per member of staff only where an owner says why, and not for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from janji.insight import staff
from janji.kit.clock import local_date
from janji.kit.db import Database
from janji.kit.errors import Refused
from janji.policy.business import Business
from rooms.insight.conftest import SUNDAY_NIGHT, Asks

REASON = "Membagi giliran kerja dengan adil."
AT = datetime(2026, 3, 15, 5, 0, tzinfo=UTC)  # Sunday noon in Jakarta; the ledger is at its night
NEXT = SUNDAY_NIGHT + timedelta(days=1)


def switched_on(database: Database, business: Business, days: int) -> None:
    with database.act(business.id) as db:
        assert staff.switch_on(db, 1, REASON, days, AT - timedelta(days=1)) is None


def worked(database: Database, business: Business, asks: Asks) -> None:
    """Two members of staff answer: one three conversations, one a single one."""
    for number, who in enumerate((7, 7, 7, 8)):
        person = asks(
            "keluhan", SUNDAY_NIGHT - timedelta(minutes=3 + number), outcome="handed_over"
        )
        with database.act(business.id) as db:
            db.note("care.taken_over", person, staff=who)
            db.note("care.taken_over", person, staff=who)
            if number == 0:
                db.note("care.closed", person, staff=who)


def counted(database: Database, business: Business, now: datetime) -> int:
    with database.act(business.id) as db:
        return staff.count_days(db, business, now)


def seen(
    database: Database, business: Business, now: datetime, who: int | None = None
) -> list[int]:
    with database.act(business.id) as db:
        return [one.talks for one in staff.figures(db, local_date(now, business.zone), who)]


def test_nothing_is_counted_until_an_owner_says_why(
    database: Database, business: Business, asks: Asks
) -> None:
    worked(database, business, asks)
    assert counted(database, business, NEXT) == 0
    with database.act(business.id) as db:
        assert staff.switch_on(db, 1, "short", 7, AT) == Refused(
            "insight.staff_reason", {"least": 10, "most": 500}
        )
        assert isinstance(staff.switch_on(db, 1, REASON, 99, AT), Refused)
        assert staff.switch(db) is None


def test_a_day_is_counted_once_for_each_who_worked_and_everyone_sees_their_own(
    database: Database, business: Business, asks: Asks
) -> None:
    switched_on(database, business, 7)
    worked(database, business, asks)
    assert counted(database, business, SUNDAY_NIGHT) == 0  # the day is not over
    assert counted(database, business, NEXT) == 2
    assert counted(database, business, NEXT) == 0
    assert seen(database, business, NEXT) == [3, 1]
    assert seen(database, business, NEXT, 8) == [1]
    with database.act(business.id) as db:
        first = staff.figures(db, local_date(NEXT, business.zone), 7)[0]
    assert first.closed == 1
    assert first.median is not None
    assert 60 <= first.median <= 300
    with database.act(business.id) as db:
        assert db.value("SELECT count(*) FROM cell WHERE metric LIKE '%%staff%%'") == 0


def test_figures_end_on_their_day_and_all_of_them_when_switched_off(
    database: Database, business: Business, asks: Asks
) -> None:
    switched_on(database, business, 2)
    worked(database, business, asks)
    counted(database, business, NEXT)
    assert seen(database, business, NEXT) == [3, 1]
    later = NEXT + timedelta(days=1)
    assert counted(database, business, later) == 2  # both rows end
    assert seen(database, business, later) == []
    switched_on(database, business, 7)
    with database.act(business.id) as db:
        db.run("INSERT INTO staff_day VALUES (%(business)s, 7, '2026-03-15', '2026-03-22', 3, 1, 0,"
               " '{1,0,0,0,0,0,0}')")  # fmt: skip
    assert seen(database, business, later) == [3]
    with database.act(business.id) as db:
        staff.switch_off(db, 1)
    assert seen(database, business, later) == []
