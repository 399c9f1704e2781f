"""Names, places and cuts: a number hidden in any of them is never shown whole or half."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.pages import NOON
from janji.desk import mask
from janji.desk.thread_text import LONGEST, said
from janji.kit import pii
from janji.kit.clock import local_date
from janji.vault import people, records
from janji.vault.house import House
from janji.vault.people import Identifier
from rooms.desk.inbox_desk import INBOX

NUMBER = "0812 0000 0041"
TALK = """INSERT INTO conversation (business_id, person_id, state, language, session_at, last_in_at)
          VALUES (%(business)s, %(person)s, 'waiting', 'id', %(at)s, %(at)s)"""
ENVELOPE = """INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at)
              VALUES (%(business)s, %(message)s, %(day)s, %(person)s, 'in', %(at)s)"""


def wrote(house: House, **content: Any) -> Any:
    """A customer's message with this content, in a conversation that waits."""
    here = house.businesses[0]
    with house.act(here) as db:
        given = [Identifier("whatsapp", "+6281200000099")]
        person = people.find_or_make(db, house.vault, given, NOON)
        whole = {"text": "halo", "kind": "text", "sid": "SM0", **content}
        record = records.put(db, house.vault, here, person, "message_in", whole, NOON)
        _, day = records.last_day(here, "message_in", NOON)
        assert day > local_date(NOON, here.zone)
        db.run(ENVELOPE, message=record, day=day, person=person, at=NOON)
        db.run(TALK, person=person, at=NOON)
    return person


@pytest.mark.parametrize("name", [NUMBER, f"Budi {NUMBER}", "budi.contoh@example.com"])
def test_a_name_that_is_a_number_is_masked_wherever_it_stands(
    house: House, agent: Any, name: str
) -> None:
    person = wrote(house, name=name)
    pages = [agent.get(f"{INBOX}?tab=all"), agent.get(f"{INBOX}c/{person}")]
    pages.append(agent.post(f"{INBOX}search", {"q": "halo"}, follow=True))
    for page in pages:
        words = page.content.decode()
        assert page.status_code == 200
        assert str(person) in words or "halo" in words
        assert name not in words
        assert "0000 0041" not in words
        assert "contoh@" not in words
    assert mask.plain(name) in pages[0].content.decode()


def test_the_words_of_a_shared_place_are_masked_until_they_are_shown(
    house: House, agent: Any
) -> None:
    place = {"label": f"Rumah {NUMBER}", "address": f"Jl. Contoh 5, {NUMBER}",
             "latitude": -6.2, "longitude": 106.8}  # fmt: skip
    person = wrote(house, name="Budi", place=place, text="")
    talk = f"{INBOX}c/{person}"
    hidden = agent.get(talk).content.decode()
    assert "Rumah" in hidden
    assert NUMBER not in hidden
    shown = agent.post(talk, {"act": "show_text"}).content.decode()
    assert shown.count(NUMBER) == 2


@pytest.mark.parametrize("before", range(LONGEST - 14, LONGEST + 1))
def test_a_cut_never_halves_a_number(before: int) -> None:
    words = "a " * (before // 2) + " " * (before % 2) + NUMBER + " dan seterusnya" * 40
    assert len(words) > LONGEST
    cut = said(words)
    assert cut.text.endswith("…")
    assert cut.cut > 0
    digits = [sign for sign in mask.plain(cut.text) if sign.isdigit()]
    assert len(digits) <= 2  # the last two of a masked number, or nothing of it
    assert bool(pii.find(cut.text)) or not any(sign.isdigit() for sign in cut.text)


def test_signs_that_count_twice_are_cut_too() -> None:
    cut = said("😀" * (LONGEST - 10))
    assert cut.cut > 0
    assert len(cut.text) <= LONGEST // 2 + 1
