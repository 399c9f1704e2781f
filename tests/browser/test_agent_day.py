"""An agent's day in a browser: two at once, keys alone, a window that shuts, a person who goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from browser.conftest import Running
from browser.looking import page_of, violations
from fakes.pages import writes
from janji.care import presence
from janji.channels.outbox import WINDOW
from janji.kit.clock import SetClock
from janji.kit.text import say
from janji.vault import erasure
from rooms.desk.conftest import signed_in
from rooms.desk.talk_world import kept

pytestmark = pytest.mark.browser
DESK = "/desk/ramen-master/"
WIDE, NARROW = 1440, 390
SINCE = """UPDATE conversation SET waiting_since = last_in_at
            WHERE business_id = %(business)s AND person_id = %(p)s"""
Cookies = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def cookies(running: Running) -> Cookies:
    """Sign-ins of two agents; made before Playwright keeps an event loop here."""
    found: Cookies = {}
    for name in ("rina", "tono"):
        client: Any = signed_in(running.house, name, "agent")
        found[name] = [
            {"name": key, "value": one.value, "url": running.url}
            for key, one in client.cookies.items()
        ]
    return found


@contextmanager
def desks(
    chromium: Any, running: Running, cookies: Cookies, *names: str, width: int = WIDE, **more: Any
) -> Iterator[tuple[list[Any], list[str]]]:
    """A page for each of *names*, and everything that went wrong on any of them."""
    more = {"locale": "id-ID", **more}
    with ExitStack() as stack:
        pages, wrong = [], []
        for name in names:
            page, faults = stack.enter_context(page_of(chromium, running.url, width, **more))
            page.context.add_cookies(cookies[name])
            pages.append(page)
            wrong.append(faults)
        yield pages, wrong[0]
        assert [one for faults in wrong for one in faults] == []


def asks(running: Running, n: int, words: str = "Bisa bantu?", **more: Any) -> UUID:
    """Customer *n* wrote and waits for a person."""
    person = writes(running.house, words, number=f"+6281200002{n:03d}", **more)
    with running.house.act(running.house.businesses[0]) as db:
        db.run(SINCE, p=person)
    return person


def at(running: Running, person: UUID, query: str = "") -> str:
    return f"{running.url}{DESK}c/{person}{query}"


def focused(page: Any, name: str) -> None:
    """Wait until the focus is where it should be."""
    page.wait_for_function("id => document.activeElement?.id === id", arg=name)


def test_keys_take_settle_and_go_on_while_the_same_list_stays(
    running: Running, cookies: Cookies, chromium: Any
) -> None:
    people = [asks(running, n) for n in (1, 2, 3)]
    with desks(chromium, running, cookies, "rina") as ((page,), _):
        page.goto(f"{running.url}{DESK}?tab=all")
        page.locator(f'[data-person="{people[1]}"] .item').focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/c/**")
        focused(page, "text")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.locator("button[value=give_back]").wait_for()
        assert str(people[1]) in page.url
        assert "tab=all" in page.url
        page.keyboard.press("Escape")
        page.keyboard.press("e")
        assert violations(page) == []
        page.keyboard.press("1")
        page.locator(".toast", has_text=say("desk.talk.closed_next", "id")).wait_for()
        assert str(people[1]) not in page.url
        assert "tab=all" in page.url
        focused(page, "thread")
        assert violations(page) == []
        assert page.locator(".toast button[type=button]").count() == 1  # it can be shut, and goes
        page.locator(".toast button[value=reopen]").click()
        page.locator("button[value=give_back]").wait_for()
        assert str(people[1]) in page.url
        page.keyboard.press("Escape")
        for key in ("j", "k"):
            before = page.url
            page.keyboard.press(key)
            page.wait_for_url(lambda url, was=before: url != was)
            focused(page, "thread")
        page.keyboard.press("u")
        page.wait_for_url(lambda url: "/c/" not in url and "tab=all" in url)


def test_two_in_one_conversation_see_each_other_and_each_keeps_a_draft(
    running: Running, cookies: Cookies, chromium: Any
) -> None:
    person = asks(running, 11)
    with desks(chromium, running, cookies, "rina", "tono") as ((rina, tono), _):
        for page in (rina, tono):
            page.goto(at(running, person))
        for page, other in ((rina, "tono"), (tono, "rina")):
            page.locator("#text").fill(f"konsep untuk {other}")
            page.get_by_text(say("desk.talk.draft_kept", "id")).wait_for()
        looks = {name: say("desk.inbox.other_types", "id", name=name) for name in ("rina", "tono")}
        rina.locator(".talk-others", has_text=looks["tono"]).wait_for()
        tono.locator(".talk-others", has_text=looks["rina"]).wait_for()
        assert violations(rina) == []
        tono.locator("#text").evaluate("e => e.blur()")
        rina.locator("button[value=take_over]").click()
        rina.locator("button[value=give_back]").wait_for()
        tono.locator("#talk-state", has_text="rina").wait_for()  # told without a reload
        assert tono.locator("#text").input_value() == "konsep untuk rina"
        assert rina.locator("#text").input_value() == "konsep untuk tono"


def test_whoever_is_erased_while_we_write_is_gone_and_the_words_come_back(
    running: Running, cookies: Cookies, chromium: Any
) -> None:
    person, house = asks(running, 21), running.house
    here, now = house.businesses[0], house.clock.now()
    with desks(chromium, running, cookies, "rina") as ((page,), wrong):
        page.goto(at(running, person))
        page.locator("#text").fill("kalimat yang belum dikirim")
        page.get_by_text(say("desk.talk.draft_kept", "id")).wait_for()

        def act() -> Any:
            return house.act(here)

        erasure.make_unreadable(act, house.vault, house.journal, here, [person], None, now)
        erasure.remove(act, house.vault, here, [person], None, now)
        page.get_by_role("heading", name=say("desk.talk.gone_title", "id")).wait_for()
        assert "belum dikirim" in page.locator("textarea").input_value()
        assert violations(page) == []
        wrong[:] = [one for one in wrong if "410" not in one]  # the browser says so itself


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_window_that_shuts_while_we_write_locks_the_box_and_shows_the_way_out(
    running: Running, cookies: Cookies, chromium: Any, width: int
) -> None:
    clock = running.house.clock
    assert isinstance(clock, SetClock)
    left = timedelta(seconds=4)
    person = asks(running, width % 100, at=clock.now() - WINDOW + left)
    with desks(chromium, running, cookies, "rina", width=width) as ((page,), _):
        page.goto(at(running, person))
        page.locator(".composer .window .soon").wait_for()
        page.locator("#text").fill("belum sempat terkirim")
        clock.forward(seconds=5)
        page.locator(".window-shut").wait_for()
        assert page.locator("[data-send]").count() == 0
        assert page.locator("#text").input_value() == "belum sempat terkirim"
        note = page.locator("button[value=note]").bounding_box()
        assert note["y"] + note["height"] <= 844  # nothing of the note box is cut away
        assert page.locator(".talk-foot").evaluate("e => e.scrollHeight <= e.clientHeight + 1")
        assert violations(page) == []
        page.locator(".way-out > summary").click()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator("input[name=template]:not([disabled])").first.check()
        page.locator("button[value=template]").click()
        page.locator(".bubble.mine").wait_for()


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_ready_made_words_stand_whole_above_the_box_and_a_colleague_moves_nothing(
    running: Running, cookies: Cookies, chromium: Any, width: int
) -> None:
    person = asks(running, 100 + width % 100)
    with desks(chromium, running, cookies, "rina", "tono", width=width) as ((rina, tono), _):
        rina.goto(at(running, person))
        before = rina.locator("#thread").bounding_box()
        tono.goto(at(running, person))
        looks = say("desk.inbox.other_looks", "id", name="tono")
        rina.locator(".talk-others", has_text=looks).wait_for()
        assert rina.locator("#thread").bounding_box()["y"] == before["y"]
        rina.locator("#text").fill("/")
        rina.locator("#picker").wait_for()
        on_top = """e => { const box = e.getBoundingClientRect();
          return e.contains(document.elementFromPoint(box.x + box.width / 2, box.y + 8)); }"""
        assert rina.locator("#picker").evaluate(on_top)
        assert violations(rina) == []


def test_news_touch_only_what_changed_and_come_after_a_lost_connection(
    running: Running, cookies: Cookies, chromium: Any
) -> None:
    person, house = asks(running, 201, "pesan pertama"), running.house
    with desks(chromium, running, cookies, "rina") as ((page,), wrong):
        page.goto(at(running, person))
        page.locator("#live-sign:not([hidden])").wait_for()
        page.locator("article.customer details.fate summary").click()
        page.locator("article.customer details.fate summary").focus()
        page.evaluate("window.first = document.querySelector('article.customer')")
        says_more(house, person, "pesan kedua")
        page.locator("article.customer", has_text="pesan kedua").wait_for()
        assert page.evaluate("window.first.isConnected && !!first.querySelector('details[open]')")
        assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
        assert page.locator("#thread").get_attribute("role") == "log"  # read aloud as it comes
        page.context.set_offline(True)
        page.locator("#offline:not([hidden])").wait_for()
        page.locator("#live-sign.off").wait_for()
        assert violations(page) == []
        says_more(house, person, "pesan ketiga")
        page.context.set_offline(False)
        page.locator("article.customer", has_text="pesan ketiga").wait_for()
        page.locator("#live-sign:not(.off)").wait_for()
        wrong[:] = [one for one in wrong if "ERR_INTERNET_DISCONNECTED" not in one]


def says_more(house: Any, person: UUID, words: str) -> None:
    """The customer writes once more, and open desks hear of it."""
    kept(house, person, {"text": words, "name": "Budi", "kind": "text"}, house.clock.now())
    with house.act(house.businesses[0]) as db:
        presence.tell(db, "message", person)
