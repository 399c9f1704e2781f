"""Hostile words in every place a stranger or a colleague can write: shown, and never a tag.

Each page is read as a browser reads it: the planted element must not come into being anywhere, and
the planted word must stand there as text, so that a page that stopped showing it is noticed too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest

from fakes.grounds import GROUND, grounded
from fakes.pages import NOON
from janji.care import agent as care_agent
from janji.care import assignment_notes, drafts
from janji.vault import holds
from janji.vault.house import House
from rooms.desk.conftest import signed_in
from rooms.desk.inbox_desk import customer
from rooms.desk.talk_world import kept

DESK = "/desk/ramen-master/"
EVIL = "\"'></textarea></title><evil-tag onmouseover=alert(1) style=x>kacang"

QUOTED = """UPDATE message SET sid_hash = %(h)s
             WHERE business_id = %(business)s AND message_id = %(m)s"""


class Read(HTMLParser):
    """What a browser makes of a page: whether the planted element exists, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.exists, self.text = False, ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.exists |= tag == "evil-tag" or "onmouseover" in given
        self.text += " ".join(value or "" for value in given.values())

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def court(house: House) -> House:
    return replace(house, businesses=(grounded(house.businesses[0]), *house.businesses[1:]))


@pytest.fixture
def boss(court: House) -> Any:
    return signed_in(court, "oki", "owner")


@pytest.fixture
def person(court: House, boss: Any) -> UUID:
    """A customer whose name, words, place and file are hostile; colleagues wrote so too."""
    here, vault = court.businesses[0], court.vault
    found = customer(court, EVIL, 5)
    content = {"text": EVIL, "name": EVIL, "place": {"label": EVIL, "address": EVIL}}
    asked = kept(court, found, content, NOON)
    kept(court, found, {"text": EVIL, "name": EVIL, "reply_to": "SMquoted"}, NOON)
    digest = vault.sealer(here.id).find_hash("sid", "SMquoted")
    with court.act(here) as db:
        db.run(QUOTED, m=asked, h=digest)
        assignment_notes.keep_note(db, vault, here, found, EVIL, 1, NOON, {})
        care_agent.reply(db, vault, here, found, EVIL, 1, NOON)
        drafts.keep(db, vault, here, found, boss_number(), EVIL, NOON)
        assert isinstance(holds.place(db, vault, here, found, GROUND, "Perkara", 1, NOON), UUID)
    return found


def boss_number() -> int:
    from django.contrib.auth.models import User

    return int(User.objects.get(username="oki").pk)


def message_of(house: House, person: UUID) -> UUID:
    with house.act(house.businesses[0]) as db:
        found = db.value(
            "SELECT record_id FROM record WHERE business_id = %(business)s"
            " AND person_id = %(p)s AND kind = 'message_in' LIMIT 1", p=person,
        )  # fmt: skip
    return UUID(str(found))


def hold_of(house: House, person: UUID) -> UUID:
    with house.act(house.businesses[0]) as db:
        [row] = holds.standing(db, [person])
    return UUID(str(row.hold_id))


Ask = Callable[[Any, House, UUID], Any]
PLACES: dict[str, Ask] = {
    "list": lambda b, h, p: b.get(f"{DESK}?tab=all"),
    "piece of the list": lambda b, h, p: b.get(f"{DESK}rows?tab=all&ids={p}"),
    "conversation": lambda b, h, p: b.get(f"{DESK}c/{p}"),
    "a quote to come": lambda b, h, p: b.get(f"{DESK}c/{p}?quote={message_of(h, p)}"),
    "shown in full": lambda b, h, p: b.post(f"{DESK}c/{p}", {"act": "show_text"}),
    "one message": lambda b, h, p: b.get(f"{DESK}c/{p}/m/{message_of(h, p)}"),
    "a refused proposal": lambda b, h, p: b.post(
        f"{DESK}c/{p}/m/{message_of(h, p)}", {"phrasing": f"{EVIL} 0812 0000 0041", "intent": "x"}
    ),
    "a refused template": lambda b, h, p: b.post(
        f"{DESK}c/{p}", {"act": "template", "template": "none", "text": EVIL, "form": str(p)}
    ),
    "found": lambda b, h, p: b.post(f"{DESK}search", {"q": "kacang"}, follow=True),
    "found nothing": lambda b, h, p: b.post(f"{DESK}search", {"q": f"{EVIL} x"}, follow=True),
    "the box of a hold": lambda b, h, p: b.post(
        f"{DESK}tonight/hold/{hold_of(h, p)}", {"act": "open"}
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_hostile_words_are_shown_as_words(
    court: House, boss: Any, person: UUID, place: str
) -> None:
    answer = PLACES[place](boss, court, person)
    assert answer.status_code in (200, 422)
    read = Read(answer.content.decode())
    assert "<evil-tag onmouseover" in read.text  # letter for letter, neither lost nor escaped twice
    assert not read.exists


def test_a_planted_tag_is_found() -> None:
    assert Read(f'<input value="{EVIL}">').exists
    assert not Read("<p>&lt;evil-tag onmouseover=alert(1)&gt;</p>").exists
