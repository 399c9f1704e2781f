"""Deciding about a person by hand: joined and split, blocked and opened, asked for by telephone."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import CHOSEN, enter, page_of, violations
from fakes.pages import writes
from janji.desk.accounts import add_staff
from janji.kit.text import say

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def given(running: Running) -> str:
    """The first password of wayan, an owner; and a second number of the customer who waits."""
    writes(running.house, "ini nomor saya yang lain: 0812 0000 0041", number="+6281200000042")
    return str(add_staff(running.house, "wayan", "owner", running.house.businesses[:1]))


def found(page: Any, running: Running, number: str) -> None:
    """To the page of whoever has *number*: the first of three presses that answer an officer."""
    page.goto(f"{running.url}/desk/ramen-master/people?lang=en")
    page.fill("#asked", number)
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "/p/" in url)


@pytest.mark.parametrize(("width", "scripts"), [(1440, True), (390, False)])
def test_two_entries_are_joined_and_split_and_blocked_and_opened(
    given: str, chromium: Any, running: Running, *, width: int, scripts: bool
) -> None:
    with page_of(chromium, running.url, width, java_script_enabled=scripts) as (page, wrong):
        password = CHOSEN if "wayan" in vars(running) else given
        enter(page, running.url, "wayan", password)
        vars(running)["wayan"] = True
        found(page, running, "0812 0000 0042")
        page.get_by_role("link", name=say("desk.person.same", "en")).click()
        page.get_by_role("button", name=say("desk.person.look_first", "en")).first.click()
        page.get_by_text(say("desk.person.join_means", "en")).wait_for()
        page.locator("button[value=join]").click()
        page.get_by_text(say("desk.person.done_join", "en")).wait_for()
        assert "2 ids" in page.locator(".page-head").inner_text()
        if scripts:
            assert violations(page) == []
        page.locator("button[value=split]").click()
        page.get_by_text(say("desk.person.done_split", "en")).wait_for()
        assert "2 ids" not in page.locator(".page-head").inner_text()
        page.locator("summary", has_text=say("desk.person.block", "en")).click()
        page.locator("button[value=block]").click()
        page.get_by_role("heading", name=say("desk.person.blocked_title", "en")).wait_for()
        page.locator("button[value=unblock]").click()
        page.get_by_text(say("desk.person.done_unblock", "en")).wait_for()
        assert "lang=en" in page.url
        assert wrong == []


def test_who_telephoned_is_asked_for_a_code_that_the_desk_does_not_show(
    given: str, chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390) as (page, wrong):
        enter(page, running.url, "wayan", CHOSEN)
        found(page, running, "0812 0000 0041")
        page.locator("summary", has_text=say("desk.person.on_behalf", "en")).click()
        page.select_option("#kind", "restriction")
        page.locator("button[value=open_request]").click()
        page.get_by_role("link", name=say("desk.request_to_code", "en")).click()
        page.locator("input[name=code]").wait_for()
        page.goto(f"{running.url}/desk/ramen-master/c/{running.person}?lang=en")
        assert "••••••" in page.locator("article").last.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert wrong == []
