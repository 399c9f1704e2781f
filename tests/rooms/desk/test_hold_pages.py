"""A hold in law at the desk: put on, seen on person and night, opened, looked into, lifted."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from fakes.grounds import GROUND, grounded
from fakes.pages import writes
from janji.kit.text import say
from janji.vault.house import House
from rooms.desk.conftest import signed_in
from rooms.desk.talk_world import noted, picture, with_file

DESK = "/desk/ramen-master/"
WHY = "Perkara 12/Pdt.G, saksi 0812 0000 0055"


@pytest.fixture
def court(house: House) -> House:
    """The house, its shop with a ground in law on which it may hold things."""
    return replace(house, businesses=(grounded(house.businesses[0]), *house.businesses[1:]))


@pytest.fixture
def dewi(court: House) -> Any:
    return signed_in(court, "dewi", "officer")


@pytest.fixture
def person(court: House) -> UUID:
    found = writes(court, "ramennya basi")
    with_file(court, found, "ini buktinya", picture(), "image/png")
    return found


def text_of(browser: Any, path: str) -> str:
    answer = browser.get(f"{DESK}{path}?lang=en")
    assert answer.status_code == 200
    return str(answer.content.decode())


def put_on(dewi: Any, person: UUID) -> str:
    """Hold it at the desk; the address of the hold as the night shows it."""
    act = {"act": "hold", "clause": GROUND, "note": WHY}
    assert dewi.post(f"{DESK}p/{person}", act).status_code == 302
    found = re.search(r'href="/desk/ramen-master/(tonight/hold/[^"?]+)', text_of(dewi, "tonight"))
    assert found
    return found[1]


def test_a_hold_is_seen_on_the_person_and_in_the_night_and_leads_to_both(
    dewi: Any, person: UUID
) -> None:
    told = say("desk.person.held_by_law", "en")
    assert told not in text_of(dewi, f"p/{person}").partition("decide-h")[0]
    assert say("desk.tonight.holds_none", "en") in text_of(dewi, "tonight")
    hold = put_on(dewi, person)
    on_person = text_of(dewi, f"p/{person}")
    assert told in on_person
    assert hold in on_person
    assert f"/p/{person}" in text_of(dewi, "tonight")
    assert f"/p/{person}" in text_of(dewi, hold)


def test_the_box_opens_by_a_press_that_is_noted_and_shows_words_and_files(
    court: House, dewi: Any, person: UUID
) -> None:
    hold = put_on(dewi, person)
    shut = text_of(dewi, hold)
    for secret in ("ramennya basi", "Perkara 12", "tonight_hold_file", "/f/"):
        assert secret not in shut
    before = len(noted(court, "vault.read"))
    opened = dewi.post(f"{DESK}{hold}?lang=en", {"act": "open"}).content.decode()
    assert "ramennya basi" in opened
    assert "Perkara 12" in opened
    assert "0000 0055" not in opened  # masked, as everywhere
    [file] = re.findall(r'href="(/desk/ramen-master/tonight/hold/[^"]+/f/[^"?]+)', opened)
    answer = dewi.get(file)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("image/")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    told = noted(court, "vault.read")[before:]
    assert [line.subject for line in told] == [person, person]
    assert all('"purpose":"claims"' in line.detail for line in told)
    assert dewi.get(file.replace("/1", "/7")).status_code == 404


def test_a_hold_ends_only_after_a_tick_and_its_box_with_it(
    court: House, dewi: Any, person: UUID
) -> None:
    hold = put_on(dewi, person)
    opened = dewi.post(f"{DESK}{hold}?lang=en", {"act": "open"}).content.decode()
    [file] = re.findall(r'href="(/desk/ramen-master/tonight/hold/[^"]+/f/[^"?]+)', opened)
    unsure = dewi.post(f"{DESK}{hold}?lang=en", {"act": "end"})
    assert unsure.status_code == 422
    assert say("desk.tonight.hold_unsure", "en") in unsure.content.decode()
    assert dewi.get(file).status_code == 200
    assert dewi.post(f"{DESK}{hold}", {"act": "end", "sure": "1"}).status_code == 302
    assert dewi.get(f"{DESK}{hold}").status_code == 404
    assert dewi.get(file).status_code == 404
    assert (
        say("desk.person.held_by_law", "en")
        not in text_of(dewi, f"p/{person}").partition("decide-h")[0]
    )


def test_an_agent_neither_holds_nor_looks_into_a_hold(
    court: House, dewi: Any, person: UUID
) -> None:
    hold = put_on(dewi, person)
    siti = signed_in(court, "siti", "agent")
    assert siti.get(f"{DESK}{hold}").status_code == 403
    assert hold not in text_of(siti, f"p/{person}")
    act = {"act": "hold", "clause": GROUND, "note": WHY}
    assert siti.post(f"{DESK}p/{person}", act).status_code == 422
