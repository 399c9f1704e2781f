"""The frame around every staff page: rooms, language, theme, words after an act, weight."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from fakes.pages import NOON, browser_of, writes
from janji.desk.accounts import add_staff
from janji.desk.spans import left
from janji.kit.text import say
from janji.site.statics import Shelf
from janji.vault.house import House
from rooms.desk.conftest import PASSWORD

BUDGET = 100 * 1024
INBOX = "/desk/ramen-master/"


def page(browser: Any, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_language_chosen_once_is_spoken_on_every_page_and_the_same_page_comes_back(
    agent: Any,
) -> None:
    agent.post("/desk/look", {"language": "id", "next": INBOX})
    assert f"<h1>{say('desk.nav_inbox', 'id')}" in page(agent, INBOX)
    answer = agent.post("/desk/look", {"language": "en", "next": f"{INBOX}?state=bot"})
    assert answer["Location"] == f"{INBOX}?state=bot"
    for path in (INBOX, f"{INBOX}quarantine", "/desk/style"):
        shown = page(agent, path)
        assert '<html lang="en"' in shown, path
    assert f"<h1>{say('desk.nav_inbox', 'en')}" in page(agent, INBOX)
    assert '<html lang="id"' in page(agent, f"{INBOX}?lang=id")  # an address still wins


def test_a_theme_is_kept_and_a_strange_one_is_not(agent: Any) -> None:
    assert "data-theme" not in page(agent, INBOX)
    agent.post("/desk/look", {"theme": "dark", "next": INBOX})
    assert 'data-theme="dark"' in page(agent, INBOX)
    agent.post("/desk/look", {"theme": '"><script>', "next": INBOX})
    assert 'data-theme="dark"' in page(agent, INBOX)
    agent.post("/desk/look", {"theme": "contrast", "next": INBOX})
    assert 'data-contrast="more"' in page(agent, INBOX)


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/desk/", "/ramen-master/"]
)
def test_the_way_back_stays_at_the_desk(agent: Any, away: str) -> None:
    assert agent.post("/desk/look", {"theme": "dark", "next": away})["Location"] == "/desk/"


def test_the_bar_shows_the_rooms_of_the_role_and_marks_the_present_one(
    agent: Any, cashier: Any
) -> None:
    shown = page(agent, f"{INBOX}quarantine?lang=en")
    here = re.findall(r'<a class="room" href="([^"]+)" aria-current="page"', shown)
    assert here == [f"{INBOX}quarantine?lang=en"]
    assert f'href="{INBOX}requests"' in page(agent, INBOX)
    assert f'href="{INBOX}requests"' not in page(cashier, INBOX)


def test_a_phone_shows_a_few_rooms_and_keeps_the_rest_behind_one_word(owner: Any) -> None:
    from janji.desk.rooms import ON_A_PHONE, ROOMS  # needs Django set up

    shown = page(owner, INBOX)
    assert shown.count('<li class="over') == max(0, len(ROOMS) - ON_A_PHONE)
    assert shown.count('class="rooms-more"') == 1


def test_before_the_desk_is_open_there_are_no_rooms(house: House, agent: Any) -> None:
    assert 'class="rooms"' in page(agent, INBOX)
    agent.post("/desk/logout")
    shown = page(agent, "/desk/login")
    assert 'class="rooms"' not in shown
    assert 'class="plain-door"' in shown


def test_every_part_stands_on_the_style_page_for_every_role(agent: Any, cashier: Any) -> None:
    for browser, language in ((agent, "id"), (cashier, "en")):
        shown = page(browser, f"/desk/style?lang={language}")
        parts = ("button", "field", "badge", "avatar", "item", "table", "tab", "timeline",
                 "notice", "toast", "empty", "bones", "dialog-foot", "bubble", "tile", "copy",
                 "diff", "drop", "countdown", "pager", "bulk", "switch", "crumbs")  # fmt: skip
        assert [one for one in parts if not re.search(rf'class="[^"]*\b{one}\b', shown)] == []


def test_what_is_left_is_told_in_two_units() -> None:
    assert left(5 * 3600 + 12 * 60 + 9, "id") == "5 jam 12 mnt"
    assert left(int(timedelta(days=2, hours=3).total_seconds()), "en") == "2 d 3 h"
    assert left(59 * 60, "en") == "59 min"
    assert left(7 * 60 + 5, "en") == "7 min 5 s"
    assert left(9, "id") == "9 dtk"
    assert left(0, "en") == "0 s"


def test_the_first_page_of_the_desk_weighs_less_than_its_budget(house: House, agent: Any) -> None:
    for one in range(30):
        writes(house, "halo", number=f"+62812000{one:05d}", at=NOON - timedelta(minutes=one))
    shown = page(agent, INBOX)
    linked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', shown))
    shelf = Shelf(one.folder / "brand" for one in house.businesses)
    sizes = {shelf.address(name): size for name, size in shelf.sizes().items()}
    assert {"desk", "site", "htmx"} <= {path.rpartition("/")[2].split(".")[0] for path in linked}
    total = len(gzip.compress(shown.encode())) + sum(sizes[path] for path in linked)
    assert 20 * 1024 < total <= BUDGET
    assert not re.search(r'(?:src|href)="(?:https?:)?//', shown)
    assert not re.search(r"<[^>]+ (?:style|on[a-z]+)=", shown)


def only_here(house: House) -> Any:
    """A browser of lina, a cashier who serves the ramen shop alone."""
    given = add_staff(house, "lina", "cashier", house.businesses[:1])
    browser = browser_of(house)
    browser.post("/desk/login", {"name": "lina", "password": given})
    browser.post("/desk/password", {"password": PASSWORD, "again": PASSWORD})
    return browser


def test_what_may_not_be_or_is_not_there_is_said_inside_the_desk(house: House) -> None:
    lina = only_here(house)
    for path, status in (("requests", 403), ("p/nobody", 404), (f"p/{UUID(int=7)}", 404)):
        answer = lina.get(f"{INBOX}{path}?lang=en")
        text = answer.content.decode()
        assert answer.status_code == status
        assert f'class="room" href="{INBOX}?lang=en"' in text, path  # the rooms stay around it
        assert "<h1>" in text
    assert 'class="room"' not in browser_of(house).get(f"{INBOX}p/nobody").content.decode()


def test_of_a_business_one_does_not_serve_not_even_the_frame_is_shown(house: House) -> None:
    lina, other = only_here(house), house.businesses[1]
    answer = lina.get(f"/desk/{other.slug}/?lang=en")
    assert answer.status_code == 404
    assert 'class="room"' not in answer.content.decode()


def test_a_locked_desk_shows_no_rooms_around_a_page_that_is_not_there(house: House) -> None:
    lina = only_here(house)
    assert 'class="room"' in lina.get(f"{INBOX}no/such/page").content.decode()
    with house.database.act(0) as db:
        db.run("UPDATE desk.sign_in SET locked = true")
    assert 'class="room"' not in lina.get(f"{INBOX}no/such/page").content.decode()
