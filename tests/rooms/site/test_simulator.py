"""The phone on a page: what it sends, and what it says when nobody answers."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest
from django.utils.html import escape
from PIL import Image

from fakes.pages import NOON
from janji.kit.text import say
from janji.site import simulator, twin
from janji.vault import people, records
from janji.vault.house import House
from janji.vault.people import Identifier

PAGE = "/ramen-master/simulator?lang=en"


@pytest.mark.parametrize(
    ("act", "text", "expected"),
    [
        ("text", " hello ", [{"body": "hello"}]),
        ("text", "   ", []),
        ("word:1", "", [{"body": "DELETE MY DATA"}]),
        ("word:9", "", []),
        ("button:Menu", "", [{"button": {"text": "Menu", "payload": "menu"}}]),
        ("no such act", "", []),
    ],
)
def test_each_press_means_one_thing_for_the_twin(
    act: str, text: str, expected: list[dict[str, Any]]
) -> None:
    assert simulator.spoken(act, text, "en") == expected


def test_a_burst_is_three_short_lines_and_a_picture_carries_a_place_to_be_taken_out() -> None:
    assert len(simulator.spoken("burst", "", "id")) == 3
    picture = simulator.spoken("picture", "", "id")[0]["media"][0]
    with Image.open(io.BytesIO(base64.b64decode(picture["base64"]))) as drawn:
        assert drawn.getexif().get_ifd(0x8825)


@pytest.mark.parametrize("ending", ["99", "../x", "", "１１", "1"])
def test_only_invented_numbers_can_write(ending: str) -> None:
    assert simulator.number(simulator.chosen("12")) == "+6281200000012"
    assert simulator.number(simulator.chosen(ending)) == "+6281200000011"


def test_when_the_twin_is_away_the_page_says_what_is_safe(visitor: Any) -> None:
    answer = visitor.post(PAGE, {"who": "12", "name": "Sari", "text": "hello", "act": "text"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert escape(say("site.sim_twin_down", "en")) in text


def test_nothing_written_is_said_beside_the_phone(visitor: Any) -> None:
    text = visitor.post(PAGE, {"who": "12", "act": "text", "text": ""}).content.decode()
    assert say("site.sim_nothing_written", "en") in text


def test_what_is_held_about_a_number_is_counted_and_not_opened(visitor: Any, house: House) -> None:
    business = house.businesses[0]
    before = visitor.get(f"{PAGE}&who=13").content.decode()
    assert say("site.held_nothing", "en") in before
    with house.act(business) as db:
        person = people.find_or_make(
            db, house.vault, [Identifier("whatsapp", "+6281200000013")], NOON
        )
        records.put(db, house.vault, business, person, "message_in", {"text": "a marker"}, NOON)
    after = visitor.get(f"{PAGE}&who=13").content.decode()
    assert "Message from a customer" in after
    assert "WhatsApp number" in after
    assert "25 November 2026" in after
    assert "a marker" not in after
    with house.act(business) as db:
        reads = db.value("SELECT count(*) FROM ledger WHERE business_id = %(business)s"
                         " AND action IN ('vault.read', 'vault.contact')")  # fmt: skip
    assert reads == 0


def test_a_refused_message_is_said_so(monkeypatch: pytest.MonkeyPatch, house: House) -> None:
    class Answer:
        def __init__(self, status: int) -> None:
            self.status = status

        def raise_for_status(self) -> None:
            return None

        def json(self) -> dict[str, Any]:
            return {"answers": [{"status": self.status, "tries": 1}]}

    class Caller:
        def __init__(self, status: int) -> None:
            self.status = status

        def post(self, *_: Any, **__: Any) -> Answer:
            return Answer(self.status)

    monkeypatch.setattr(twin, "caller", lambda _: Caller(200))
    assert twin.says(house.settings, {"body": "x"}) is None
    monkeypatch.setattr(twin, "caller", lambda _: Caller(403))
    assert twin.says(house.settings, {"body": "x"}) == "site.sim_door_refused"
