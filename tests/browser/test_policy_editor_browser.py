"""The policy editor in a real browser: readable by everyone, faults while typing, no script."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import cookies_of, page_of, violations
from janji.desk.accounts import add_staff

pytestmark = pytest.mark.browser
AT = "/desk/ramen-master/policy/edit"


@pytest.fixture(scope="module")
def owner(running: Running) -> str:
    """The first password of oki, an owner; made before Playwright keeps an event loop here."""
    password = add_staff(running.house, "oki", "owner", running.house.businesses[:1])
    assert isinstance(password, str)
    return password


@pytest.fixture(scope="module")
def cookies(owner: str, chromium: Any, running: Running) -> list[Any]:
    """What a browser holds once oki has signed in."""
    return cookies_of(chromium, running.url, "oki", owner)


@pytest.mark.parametrize(
    ("width", "language", "look"),
    [
        (390, "id", {"color_scheme": "light"}),
        (1440, "en", {"color_scheme": "dark"}),
        (1440, "id", {"color_scheme": "light", "contrast": "more"}),
    ],
)
def test_the_editor_is_readable_by_everyone_good_and_broken(
    cookies: list[Any], chromium: Any, running: Running, width: int, language: str, look: Any
) -> None:
    with page_of(chromium, running.url, width, **look) as (page, wrong):
        page.context.add_cookies(cookies)
        page.goto(f"{running.url}{AT}?lang={language}")
        assert violations(page) == []
        page.locator("#text").evaluate("one => { one.value = one.value.replace('7 days', 'x'); }")
        page.locator("#text").press("End")
        page.locator("#text").type(" ")
        page.locator(".flaw.fault").first.wait_for()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert wrong == []


def test_a_fault_comes_while_typing_and_leads_to_its_line(
    cookies: list[Any], chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 1440) as (page, wrong):
        page.context.add_cookies(cookies)
        page.goto(f"{running.url}{AT}?lang=en")
        assert page.locator(".gutter div div").count() > 900
        text = page.locator("#text")
        text.evaluate("one => { one.value = one.value.replace('keep: 7 days', 'keep: often'); }")
        text.press("ArrowRight")
        text.type(" ")
        link = page.locator(".flaw.fault a[data-line]").first
        link.wait_for()
        line = int(link.get_attribute("data-line") or 0)
        link.focus()
        link.press("Enter")
        chosen = text.evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)")
        before = text.evaluate("one => one.value.slice(0, one.selectionStart)")
        assert before.count("\n") + 1 == line
        assert "often" in chosen
        assert wrong == []


def test_without_scripts_the_text_is_checked_and_saved_by_pressing(
    cookies: list[Any], chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390, java_script_enabled=False) as (page, wrong):
        page.context.add_cookies(cookies)
        page.goto(f"{running.url}{AT}?lang=en")
        page.fill("[name='changes.notice_before']", "9 days")
        page.locator("button[value=easy]").click()
        assert "notice_before: 9 days" in page.locator("#text").input_value()
        page.locator("button[value=save]").click()
        assert page.locator(".toast").count() == 1
        page.locator("button[value=discard]").click()
        assert "notice_before: 7 days" in page.locator("#text").input_value()
        assert wrong == []
