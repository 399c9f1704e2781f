"""What is counted of answered conversations: how long people waited, said in closed words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from janji.insight import history, spans
from janji.insight.counters import close
from janji.insight.history import Numbers
from janji.insight.periods import period_of
from janji.kit.db import Database
from janji.policy.business import Business
from rooms.insight.conftest import MONDAY, PUT_PERSON, SUNDAY_NIGHT, Asks

WEDNESDAY = datetime(2026, 3, 11, 5, 0, tzinfo=UTC)
LATER = SUNDAY_NIGHT + timedelta(minutes=10)
PUT_MESSAGE = """
INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at, author, state,
                     lane)
VALUES (%(business)s, %(message)s, %(expires_on)s, %(person)s, %(direction)s, %(at)s, %(author)s,
        %(state)s, %(lane)s)"""


def says(
    database: Database, business: Business, person: UUID, at: datetime, author: str | None = None,
    *, state: str = "delivered", lane: int = 0,
) -> None:  # fmt: skip
    """One message: of the person, or to them by *author*."""
    day = business.policy.keep_until("conversation", at, business.zone)
    with database.act(business.id) as db:
        db.value("SELECT open_day(%(day)s)", day=day)
        values = {"expires_on": day, "person": person, "at": at}
        db.run(PUT_PERSON, **values)
        db.run(
            PUT_MESSAGE, message=uuid4(), direction="out" if author else "in", author=author,
            state=state if author else None, lane=lane, **values,
        )  # fmt: skip


def of_the_week(database: Database, business: Business) -> Numbers:
    with database.act(business.id) as db:
        found = history.so_far(db, business, SUNDAY_NIGHT)
    assert found is not None
    return found


def test_waiting_for_the_first_answer_and_for_a_person_is_counted_in_closed_words(
    database: Database, business: Business
) -> None:
    for _ in range(6):
        person = uuid4()
        says(database, business, person, WEDNESDAY)
        says(database, business, person, WEDNESDAY + timedelta(seconds=4), "bot")
        says(database, business, person, WEDNESDAY + timedelta(minutes=20), "agent")
        says(database, business, person, WEDNESDAY + timedelta(minutes=90), "agent")
    for _ in range(7):
        person = uuid4()
        says(database, business, person, WEDNESDAY)
        says(database, business, person, WEDNESDAY + timedelta(seconds=9), "bot")
    week = of_the_week(database, business)
    assert week.of("first_response") == {"under_1m": 13}
    assert week.of("person_response") == {"m15_60": 6, "bot": 7}
    assert week.of("resolution") == {"h1_4": 6, "under_1m": 7}
    assert week.share("person_response", "bot") == pytest.approx(7 / 13)
    assert week.of("delivery") == {"delivered": 25}


def test_waiting_for_a_person_begins_with_the_hand_over(
    database: Database, business: Business, asks: Asks
) -> None:
    for _ in range(5):
        person = uuid4()
        says(database, business, person, WEDNESDAY)
        says(database, business, person, WEDNESDAY + timedelta(seconds=5), "bot")
        asks("keluhan", WEDNESDAY + timedelta(minutes=50), person, outcome="handed_over")
        says(database, business, person, WEDNESDAY + timedelta(minutes=53), "agent")
    assert of_the_week(database, business).of("person_response") == {"m1_5": 5}


def test_a_notice_a_failed_message_and_silence_answer_nothing(
    database: Database, business: Business
) -> None:
    for _ in range(6):
        person = uuid4()
        says(database, business, person, WEDNESDAY)
        says(database, business, person, WEDNESDAY + timedelta(seconds=5), "bot", state="failed")
        says(database, business, person, WEDNESDAY + timedelta(minutes=5), "system", lane=1)
    week = of_the_week(database, business)
    assert week.of("messages") == {"in": 6, "out": 12}
    assert week.of("delivery") == {"failed": 6, "delivered": 6}
    assert week.of("first_response") == {}


def test_a_long_silence_begins_another_conversation(database: Database, business: Business) -> None:
    conduct = business.policy.assistant
    assert conduct is not None
    gap = timedelta(seconds=conduct.session_gap.seconds)
    for _ in range(5):
        person = uuid4()
        for begin in (WEDNESDAY, WEDNESDAY + gap + timedelta(minutes=30)):
            says(database, business, person, begin)
            says(database, business, person, begin + timedelta(minutes=2), "agent")
    assert of_the_week(database, business).of("resolution") == {"m1_5": 10}


def test_refusals_and_requests_are_counted_without_who(
    database: Database, business: Business, asks: Asks
) -> None:
    for number in range(6):
        person = asks()
        with database.act(business.id) as db:
            db.run(
                "INSERT INTO withdrawal VALUES (%(business)s, %(person)s, 'marketing', %(now)s)",
                person=person, now=WEDNESDAY,
            )  # fmt: skip
            db.run(
                """INSERT INTO request (business_id, request_id, ticket, kind, channel, person_id,
                                        state, language, received_at, due_at, finished_at)
                   VALUES (%(business)s, %(request)s, %(ticket)s, 'access', 'whatsapp', %(person)s,
                           'fulfilled', 'id', %(now)s, %(due)s, %(done)s)""",
                request=uuid4(), ticket=f"T{number}", person=person, now=WEDNESDAY,
                due=WEDNESDAY + timedelta(days=3), done=WEDNESDAY + timedelta(days=1),
            )  # fmt: skip
    week = of_the_week(database, business)
    assert week.of("refusals") == {"marketing": 6}
    assert week.of("requests") == {"in_time": 6}


def test_marks_are_counted_in_three_words(
    database: Database, business: Business, asks: Asks
) -> None:
    for stars in (5, 4, 5, 4, 5, 1, 2, 1, 2, 1):
        asks("satisfaction", outcome=f"rated_{stars}")
    asks("satisfaction", outcome="rated_9")
    assert of_the_week(database, business).of("satisfaction") == {"happy": 5, "unhappy": 5}


def test_what_is_shown_while_the_week_runs_is_what_is_kept_of_it(
    database: Database, business: Business, asks: Asks
) -> None:
    for _ in range(6):
        asks()
    for _ in range(2):
        asks("menu")
    live = of_the_week(database, business)
    assert live.n("conversations", "held") == 8
    assert live.of("intent") == {"other": 8}  # two people alone are not told
    assert live.n("intent", "menu") is None
    with database.act(business.id) as db:
        assert close(db, business, SUNDAY_NIGHT) == 1
    with database.act(business.id) as db:
        [kept] = history.history(db, business, "week", MONDAY, MONDAY + timedelta(days=7))
    assert kept.whole
    assert kept.counts == live.counts


def test_a_month_is_the_sum_of_the_weeks_that_begin_in_it(
    database: Database, business: Business
) -> None:
    with database.act(business.id) as db:
        for week, n in ((MONDAY, 10), (MONDAY + timedelta(days=7), 7)):
            db.run("INSERT INTO counted_period VALUES (%(business)s, %(week)s, %(now)s, 7, 1)",
                   week=week, now=LATER)  # fmt: skip
            db.run("INSERT INTO cell VALUES (%(business)s, %(week)s, 'intent_by_week', 'menu',"
                   " %(n)s, 5, %(now)s)", week=week, n=n, now=LATER)  # fmt: skip
        [march] = history.history(db, business, "month", MONDAY, MONDAY + timedelta(days=31))
    assert march.period == period_of(MONDAY, "month")
    assert march.of("intent") == {"menu": 17}


def test_a_median_lies_between_the_bounds_and_is_not_said_of_what_is_hidden() -> None:
    assert spans.median({"under_1m": 10}) == 30
    assert spans.median({"under_1m": 5, "m1_5": 5}) == 60
    assert spans.median({"m15_60": 1, "bot": 100}) == 2250
    assert spans.median({"other": 12}) is None
    week = Numbers(period_of(MONDAY, "week"), {"first_response": {"other": 9, "under_1m": 9}})
    assert week.median("first_response") is None
    assert [spans.word(one) for one in (-3, 59, 60, 3599, 86399, 86400, 10**9)] == [
        "under_1m", "under_1m", "m1_5", "m15_60", "h4_24", "over_24h", "over_24h",
    ]  # fmt: skip
