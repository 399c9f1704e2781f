"""An agent works the inbox: it stays fresh, keys move in it, and it works without scripts."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import page_of, violations
from fakes.pages import writes
from rooms.desk.conftest import signed_in

pytestmark = pytest.mark.browser
INBOX = "/desk/ramen-master/"
FIRST, SECOND = "+6281200000071", "+6281200000072"


@pytest.fixture(scope="module")
def cookies(running: Running) -> list[dict[str, str]]:
    """The sign-in of rina, an agent; made before Playwright keeps an event loop here."""
    client: Any = signed_in(running.house, "rina", "agent")
    return [
        {"name": key, "value": one.value, "url": running.url} for key, one in client.cookies.items()
    ]


def test_the_list_is_readable_by_everyone_stays_fresh_and_is_worked_by_keys(
    running: Running, cookies: list[dict[str, str]], chromium: Any
) -> None:
    for width, language in ((1440, "id"), (390, "en")):
        with page_of(chromium, running.url, width) as (page, wrong):
            page.context.add_cookies(cookies)
            page.goto(f"{running.url}{INBOX}?tab=all&lang={language}")
            page.locator("#live-sign:not([hidden])").wait_for()
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            number = FIRST if width == 1440 else SECOND
            person = writes(running.house, f"kabar baru {width}", number=number)
            page.locator(f'[data-person="{person}"]', has_text=f"kabar baru {width}").wait_for()
            page.keyboard.press("j")
            page.keyboard.press("?")
            page.locator("#keys[open]").wait_for()
            assert violations(page) == []
            page.keyboard.press("Escape")
            page.locator(f'[data-person="{person}"] .item').focus()
            page.keyboard.press("e")
            page.locator(f'[data-person="{person}"].is-closed').wait_for()
            assert wrong == []


def test_without_scripts_many_are_closed_at_once_and_the_list_is_narrowed(
    running: Running, cookies: list[dict[str, str]], chromium: Any
) -> None:
    person = writes(running.house, "tanpa skrip", number="+6281200000073")
    with page_of(chromium, running.url, 390, java_script_enabled=False) as (page, wrong):
        page.context.add_cookies(cookies)
        page.goto(f"{running.url}{INBOX}?tab=all&lang=id")
        page.locator(f'[data-person="{person}"] input').check()
        page.select_option("#bulk-act", "close")
        page.locator("#bulk button").click()
        page.locator(f'[data-person="{person}"].is-closed').wait_for()
        page.goto(f"{running.url}{INBOX}?tab=closed&lang=id")
        assert page.locator(f'[data-person="{person}"]').count() == 1
        assert wrong == []
