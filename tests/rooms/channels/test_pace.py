"""A sender keeps to the provider's rate, and "too fast" is the fault of no message."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest

from fakes.moulds import assistant
from fakes.shop import MONDAY, Shop, shop
from fakes.twin import ACCOUNT, TOKEN, RunningTwin, running_twin
from janji.channels import outbox
from janji.channels.pace import PER_SECOND, Pace
from janji.channels.twilio.client import Twilio
from janji.channels.twilio.results import Failed
from janji.kit import http
from janji.kit.clock import SharedClock
from janji.kit.postgres import Server
from janji.vault import records
from janji.worker.rounds import Rounds
from janji.worker.timetable import SENDERS, TURNS, send_due, timetable

NUMBER = "+6281200000{:03d}"
TALK = """INSERT INTO conversation (business_id, person_id, language, session_at, last_in_at)
VALUES (%(business)s, %(person)s, 'id', %(now)s, %(now)s)"""
ARRIVED = """INSERT INTO message
  (business_id, message_id, expires_on, person_id, direction, at, sid_hash)
VALUES (%(business)s, %(record)s, %(day)s, %(person)s, 'in', %(now)s, %(hash)s)"""
UNANSWERED = "SELECT count(*) FROM message WHERE direction = 'in' AND handled_at IS NULL"
BUSY = Failed(63018, "throttle", "channels.twilio_error.busy", 1.0)
SENT = "SELECT count(*) FROM message WHERE state NOT IN ('queued', 'sending')"


@dataclass
class World:
    """A shop and its provider, at the same clock."""

    shop: Shop
    twin: RunningTwin
    twilio: Twilio


@pytest.fixture
def world(server: Server, tmp_path: Path) -> Iterator[World]:
    home = tmp_path / "home"
    home.mkdir()
    SharedClock(home / "clock").set(MONDAY)
    with (
        running_twin(home / "clock") as twin,
        shop(server, home) as here,
        http.client(10, loopback=twin.base) as web,
    ):
        yield World(here, twin, Twilio(twin.base, ACCOUNT, TOKEN, web))


def waits_for_us(world: World, number: int) -> UUID:
    """Somebody wrote, and our answer is queued."""
    here, phone = world.shop, NUMBER.format(number)
    world.twin.customer_says("halo", **{"from": phone, "to": here.business.channel.sender})
    person = here.person(phone)
    with here.act() as db:
        db.run(TALK, person=person, now=here.now)
        queued = outbox.enqueue(db, here.house.vault, here.business, person, "halo", here.now)
    assert isinstance(queued, UUID)
    return queued


def sends(world: World, pace: Pace, wanted: int) -> None:
    """Rounds of the outbox until *wanted* messages have gone, with the moments between them."""
    here = world.shop
    with ThreadPoolExecutor(SENDERS) as pool:
        for _ in range(400):
            if not send_due(here.house, here.business, world.twilio, pool, pace, here.now):
                here.clock(here.now + timedelta(seconds=1))
                Event().wait(0.05)  # real time: the provider counts by it
            with here.act() as db:
                if db.value(SENT) >= wanted:
                    world.twin.tell("settle")
                    return
    raise AssertionError("not everything was sent")


def test_a_crowd_is_answered_at_the_provider_s_rate_and_not_faster(world: World) -> None:
    world.twin.tell("settings", per_second=PER_SECOND)
    for number in range(120):
        waits_for_us(world, number)
    sends(world, Pace(PER_SECOND), 120)
    counts = world.twin.look("health")["counts"]
    assert counts["api_post"] == 120
    assert "refused_63018" not in counts


def test_whom_the_provider_calls_too_fast_sends_slower_and_everything_goes_once(
    world: World,
) -> None:
    world.twin.tell("settings", per_second=10)
    for number in range(40):
        waits_for_us(world, number)
    sends(world, Pace(PER_SECOND), 40)
    counts = world.twin.look("health")["counts"]
    assert counts["refused_63018"] > 0, "the provider did say too fast"
    assert counts["refused_63018"] < 40
    assert counts.get("api_get", 0) == 0, "a clear no needs no look for what may have been sent"
    for number in range(40):
        said = [one["from"] for one in world.twin.phone(NUMBER.format(number))]
        assert said == ["customer", "business"]


def test_however_often_the_provider_has_no_room_a_message_is_not_given_up(world: World) -> None:
    here, message = world.shop, waits_for_us(world, 1)
    for _ in range(outbox.MOST_TRIES + 3):
        [letter] = outbox.claim(here.house, here.business, here.now, 5)
        assert letter.why_not is None
        outbox.settle(here.house, here.business, letter, BUSY, here.now)
        here.clock(here.now + timedelta(seconds=outbox.LONGEST_WAIT))
    with here.act() as db:
        state = db.value("SELECT state FROM message WHERE message_id = %(m)s", m=message)
    assert state == "queued"


def test_in_a_crowd_answers_leave_before_everybody_had_their_turn(world: World) -> None:
    here = world.shop
    for number in range(3 * TURNS):
        person = here.person(NUMBER.format(number))
        record = here.says(person, "alamatnya di mana?")
        _, day = records.last_day(here.business, "message_in", here.now)
        with here.act() as db:
            db.run(ARRIVED, record=record, day=day, person=person, now=here.now, hash=record.bytes)
    here.clock(here.now + timedelta(seconds=5))
    duties = timetable(
        here.house, here.business, twilio=world.twilio, assistant=assistant(here.business)
    )
    assert Rounds(here.house, here.business, duties).go() > 0
    with here.act() as db:
        assert db.value(UNANSWERED) >= TURNS, "somebody still waits for a turn"
        assert db.value(SENT + " AND direction = 'out'") >= TURNS


def test_a_pace_rests_as_long_as_asked_goes_on_at_half_and_recovers() -> None:
    now = [100.0]
    pace = Pace(80, lambda: now[0])
    assert [pace.take(50), pace.is_short()] == [50, False]
    assert [pace.take(50), pace.is_short()] == [30, True]
    now[0] += 0.9
    assert pace.take(50) == 0, "a second is not over"
    now[0] += 0.2
    assert pace.take(50) == 50
    pace.left(50, 20)
    now[0] += 1
    assert pace.take(80) == 60, "twenty of them may have arrived a moment ago"
    pace.left(60, 0)
    now[0] += 1
    pace.slow_down(5)
    pace.slow_down(1)
    now[0] += 4.9
    assert pace.take(50) == 0
    now[0] += 0.2
    assert pace.take(50) == 40, "half the pace: two answers to one crowd are one too fast"
    now[0] += 60
    assert pace.take(100) == 80
