"""Who waits too long for a person is told to a second one: in opening hours, once, in the open."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fakes.pages import NOON
from janji.care import escalation
from janji.kit.errors import Refused
from janji.kit.hours import open_since
from janji.kit.text import say
from janji.vault.house import House
from rooms.desk.access_people import number_of
from rooms.desk.conftest import signed_in
from rooms.desk.inbox_desk import INBOX, customer, page

FLOW = "/desk/ramen-master/settings/flow?lang=en"
BADGE = '<span class="badge broken late">'


def escalated(house: House, now: datetime) -> int:
    """What the duty does at *now*."""
    with house.act(house.businesses[0]) as db:
        return escalation.escalate(db, house.businesses[0], now)


def chosen(owner: Any, minutes: str, second: Any = "") -> int:
    """The owner's press on the settings page."""
    form = {"act": "escalation", "minutes": minutes, "second": second}
    return int(owner.post(FLOW, form).status_code)


def test_nobody_is_told_until_the_owner_chooses(house: House, owner: Any) -> None:
    customer(house, "ada orang?", 45)
    assert escalated(house, NOON) == 0
    assert chosen(owner, "30") == 302
    assert escalated(house, NOON) == 1


def test_the_second_person_and_the_owners_see_it_and_an_answer_ends_it(
    house: House, owner: Any, agent: Any
) -> None:
    second, other = signed_in(house, "rama", "agent"), agent
    person = customer(house, "ada orang?", 31)
    young = customer(house, "baru saja", 29)
    assert BADGE not in page(agent)
    assert chosen(owner, "30", number_of(house, "rama")) == 302
    assert escalated(house, NOON) == 1
    assert escalated(house, NOON) == 0  # told once
    words = say("desk.alarm.waits_long", "en", n=1)
    assert words in page(second)
    assert words in page(owner)
    assert words not in page(other)
    assert page(other).count(BADGE) == 1  # the badge is everybody's
    with house.act(house.businesses[0]) as db:
        lines = db.all("SELECT subject, detail FROM ledger WHERE action = 'care.escalated'")
    assert [row.subject for row in lines] == [person]
    talk = f"{INBOX}c/{person}"
    assert second.post(talk, {"act": "take_over"}).status_code == 302
    assert second.post(talk, {"act": "reply", "text": "Halo, saya bantu."}).status_code == 302
    assert words not in page(second)
    assert BADGE not in page(other)
    assert str(young) in page(other)


def test_nights_and_closed_days_do_not_count(house: House) -> None:
    hours, zone = house.businesses[0].hours.weekly("id"), ZoneInfo("Asia/Jakarta")
    opens = min(begins for begins, _ in hours.on(NOON.date()))
    morning = datetime.combine(NOON.date(), opens, zone)
    since = open_since(hours, morning + timedelta(minutes=10), timedelta(minutes=30))
    assert since is not None
    evening = since.astimezone(zone)
    assert evening.date() < morning.date()
    assert morning + timedelta(minutes=10) - since > timedelta(minutes=31)
    assert open_since(hours, NOON, timedelta(minutes=30)) == NOON - timedelta(minutes=30)


@pytest.mark.parametrize("minutes", ["0", "6001", "-5", "x", "9" * 30])
def test_a_number_of_minutes_that_makes_no_sense_is_refused_in_words(
    house: House, owner: Any, minutes: str
) -> None:
    assert chosen(owner, "30") == 302
    answer = owner.post(FLOW, {"act": "escalation", "minutes": minutes})
    assert answer.status_code == 422
    assert "of opening hours" in answer.content.decode()
    with house.act(house.businesses[0]) as db:
        assert escalation.setting(db).minutes == 30


def test_only_who_answers_people_here_is_a_second_person(house: House, owner: Any) -> None:
    signed_in(house, "dewi", "officer")
    assert chosen(owner, "30", number_of(house, "dewi")) == 422
    assert chosen(owner, "30", "99999") == 422
    assert chosen(owner, "") == 302
    with house.act(house.businesses[0]) as db:
        assert escalation.setting(db) == escalation.Escalation()
        assert isinstance(escalation.keep_setting(db, 0, None, 1), Refused)
