"""A language chosen in an address goes along everywhere, and gives way once one is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from fakes.pages import NOON, writes
from janji.desk import preferences
from janji.rights import correct
from janji.vault import muting
from janji.vault.house import House
from rooms.desk.desk_routes import address, converters, routes
from rooms.desk.inbox_desk import INBOX, customer, number_of
from rooms.desk.talk_world import kept

FOLLOWED = ("href", "action", "hx-get", "data-rows", "data-look", "data-others", "data-url")
CHOOSES = "/desk/look"  # the switch itself: the language in the address gives way to it


class Leads(HTMLParser):
    """Every address of ours that a page leads to, and the forms that ask by their address."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.asking: list[set[str]] = []
        self.inside: set[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = set() if given.get("method") == "get" else None
            self.asking += [] if self.inside is None else [self.inside]
        if self.inside is not None and tag == "input":
            self.inside.add(f"{given.get('name')}={given.get('value')}")
        if tag not in ("link", "script"):
            self.found += [given[one] or "" for one in FOLLOWED if one in given]


def leads(page: str) -> list[str]:
    """Addresses of this page that a person may come to; anchors and other places left out."""
    return [one for one in Leads(page).found if one[:1] in ("/", "?") and one != CHOOSES]


def chosen(one: str) -> list[str]:
    """The language that an address asks for."""
    return parse_qs(urlsplit(one).query).get("lang", [])


@pytest.fixture
def pages(house: House) -> list[str]:
    """Every page of the desk there is to see, with something on it."""
    here, person = house.businesses[0], customer(house, "Halo, nomor saya 0812 0000 0041", 5)
    for n in range(31):
        customer(house, f"Halo {n}", 10 + n)
    record = kept(house, person, {"text": "Masih buka?", "name": "Budi"}, NOON)
    with house.act(here) as db:
        correct.start(db, here, person, "whatsapp", "id", NOON)
        muting.mute(db, person, "busy", NOON + timedelta(hours=3), 1, NOON)
    found = [f"{INBOX}c/{person}/m/{record}", f"{INBOX}c/{person}?quote={record}&tab=all"]
    found += [f"{INBOX}?tab={tab}" for tab in ("all", "closed", "mentions")]
    return found + [address(route, here.slug, person) for route in seen()]


def seen() -> Iterator[Any]:
    """Routes of one business whose pages the owner looks at."""
    for route in routes():
        kinds = set(converters(route).values()) - {"UUIDConverter"}
        if (
            "slug" in route.slots
            and kinds <= {"SlugConverter"}
            and route.slots[1:] in ((), ("person",))
        ):
            yield route


def test_every_address_of_every_page_carries_the_language_that_was_chosen_in_it(
    house: House, owner: Any, pages: list[str]
) -> None:
    preferences.keep(house, number_of("oki"), language="id", theme=None)
    followed = 0
    for path in pages:
        mark = "&" if "?" in path else "?"
        answer = owner.get(f"{path}{mark}lang=en")
        if answer.status_code in (404, 405) or "text/html" not in answer.get("Content-Type", ""):
            continue
        assert answer.headers["Content-Language"] == "en"
        page = answer.content.decode()
        lost = [one for one in leads(page) if chosen(one) != ["en"]]
        assert lost == [], path
        assert all("lang=en" in fields for fields in Leads(page).asking), path
        followed += len(leads(page))
    assert followed > 1_000


def test_an_address_without_a_language_stays_without_one(owner: Any, pages: list[str]) -> None:
    for path in pages:
        answer = owner.get(path)
        page = answer.content.decode() if "text/html" in answer.get("Content-Type", "") else ""
        assert [one for one in leads(page) if chosen(one)] == [], path


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("views", {"back": "tab=all", "name": "Pagi"}),
        ("bulk", {"back": "tab=all", "act": "read"}),
        ("away", {"back": "tab=all", "away": "1"}),
        ("c/{person}", {"act": "take_over"}),
        ("c/{person}/snooze", {"until": "hour"}),
        ("p/{person}", {"act": "block", "why": "spam"}),
        ("search", {"q": "halo"}),
    ],
)
def test_what_is_done_leads_back_in_the_same_language(
    house: House, agent: Any, path: str, form: dict[str, str]
) -> None:
    person = writes(house, "halo")
    where = f"{INBOX}{path.format(person=person)}"
    plain = agent.post(where, form)
    assert plain.status_code == 302
    assert chosen(plain["Location"]) == []
    assert chosen(agent.post(f"{where}?lang=en", form)["Location"]) == ["en"]
    assert chosen(agent.post(f"{where}?lang=xx", form)["Location"]) == []


def test_another_place_is_not_touched(house: House, agent: Any) -> None:
    from django.test import RequestFactory

    from janji.desk.spoken import keeping

    request = RequestFactory().get("/desk/", {"lang": "en"})
    for away in ("https://example.test/a", "//example.test/a", "mailto:a@example.test", "#main"):
        assert keeping(request, away) == away
    assert keeping(request, "/desk/?tab=all#m-1") == "/desk/?tab=all&lang=en#m-1"
    assert keeping(request, "/desk/?lang=id") == "/desk/?lang=id"


def test_a_language_that_is_pressed_counts_at_once_whatever_the_address_said(
    house: House, agent: Any
) -> None:
    person: UUID = writes(house, "halo")
    page = agent.get(f"{INBOX}c/{person}?tab=all&lang=en")
    assert page.headers["Content-Language"] == "en"
    back = f'name="next" value="{INBOX}c/{person}?tab=all"'
    assert back in page.content.decode()
    pressed = agent.post("/desk/look", {"language": "id", "next": f"{INBOX}c/{person}?tab=all"})
    assert pressed["Location"] == f"{INBOX}c/{person}?tab=all"
    assert agent.get(pressed["Location"]).headers["Content-Language"] == "id"
    assert agent.get(INBOX).headers["Content-Language"] == "id"
