"""The head of the list takes two lines at every width, and no menu is cut off by its pane."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import CHOSEN, enter, page_of, violations
from fakes.pages import NOON
from janji.care import assignment_notes, labels
from janji.desk.accounts import add_staff

pytestmark = pytest.mark.browser
WIDTHS = (320, 360, 390, 412, 480, 600, 768, 800, 900, 1024, 1100, 1280, 1440, 1920)
LISTS = ("waiting", "all", "closed", "mentions", "snoozed")
LINES = """() => new Set([...document.querySelectorAll(
    '#list-tabs .chips > a, #list-tabs .chips > details > summary')].map(
    (one) => Math.round(one.getBoundingClientRect().top))).size"""
OUT = """() => [...document.querySelectorAll(
    '.talk-tools .button:not(.menu-list *)')].filter((one) => {
    const box = one.getBoundingClientRect(), pane = one.closest('.pane').getBoundingClientRect();
    return box.width && (box.left < pane.left || box.right > pane.right + 1); }).length"""
CUT = """() => [...document.querySelectorAll('details.menu[open] > .menu-list')].filter((one) => {
    const box = one.getBoundingClientRect();
    const pane = (one.closest('.pane') || document.documentElement).getBoundingClientRect();
    return box.width < 1 || box.left < pane.left - 1 || box.right > pane.right + 1
      || box.bottom > innerHeight + 1; }).length"""


@pytest.fixture(scope="module")
def given(running: Running) -> str:
    """The first password of wayan; and a customer with three labels, in whose talk he is called."""
    house, here = running.house, running.house.businesses[0]
    password = str(add_staff(house, "wayan", "agent", house.businesses[:1]))
    from django.contrib.auth.models import User

    wayan = int(User.objects.get(username="wayan").pk)
    with house.act(here) as db:
        for name in ("keluhan pelanggan", "pesanan besar", "pelanggan tetap"):
            made = labels.make(db, name, "warm", 1, NOON)
            assert isinstance(made, labels.Label)
            labels.put(db, made.id, [running.person], 1)
        assignment_notes.keep_note(
            db, house.vault, here, running.person, "@wayan tolong", 1, NOON, {"wayan": wayan}
        )
    return password


def test_tabs_take_two_lines_and_menus_stay_whole_at_every_width(
    given: str, chromium: Any, running: Running
) -> None:
    desk = f"{running.url}/desk/ramen-master/"
    with page_of(chromium, running.url, 1440) as (page, wrong):
        enter(page, running.url, "wayan", given)
        for language in ("id", "en"):
            for tab in LISTS:
                page.goto(f"{desk}?tab={tab}&lang={language}")
                assert page.locator("#list-tabs [data-tab=mentions]").count() == 1
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 844})
                    assert page.evaluate(LINES) <= 2, (language, tab, width)
                page.locator("#list-tabs summary").click()
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 844})
                    assert page.evaluate(CUT) == 0, (language, tab, width)
            assert violations(page) == []
            for menu in (".talk-organise", ".talk-tools details:has(#close)"):
                page.goto(f"{desk}c/{running.person}?lang={language}")
                page.locator(f"{menu} > summary").click()
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 844})
                    assert page.evaluate(CUT) == 0, (language, menu, width)
        assert wrong == []


def test_what_can_be_done_in_a_conversation_stays_in_reach_on_any_width(
    given: str, chromium: Any, running: Running
) -> None:
    desk = f"{running.url}/desk/ramen-master/"
    with page_of(chromium, running.url, 1440) as (page, wrong):
        enter(page, running.url, "wayan", CHOSEN)
        page.goto(f"{desk}c/{running.person}?lang=en")
        page.locator("[name=act][value=take_over]").click()
        page.locator("[name=act][value=give_back]").wait_for()
        for language in ("id", "en"):
            page.goto(f"{desk}c/{running.person}?lang={language}")
            assert page.locator(".talk-tools .button").count() >= 3
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                assert page.evaluate(OUT) == 0, (language, width)
        assert wrong == []
