"""The public pages in a real browser: readable by everyone, quiet, and alone."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import page_of, violations

pytestmark = pytest.mark.browser
PAGES = ["", "privacy", "proof", "receipt", "simulator"]


def test_axe_finds_a_planted_fault_and_the_console_is_heard(
    chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390) as (page, wrong):
        page.goto(f"{running.url}/ramen-master/")
        assert violations(page) == []
        page.evaluate("document.querySelector('main').append(document.createElement('input'))")
        page.evaluate("console.log('a planted word')")
        assert any("label" in one for one in violations(page))
        assert wrong == ["console: a planted word"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_public_page_is_accessible_alone_and_without_cookies(
    chromium: Any, running: Running, width: int, language: str, scheme: str
) -> None:
    with page_of(chromium, running.url, width, color_scheme=scheme) as (page, wrong):
        for name in PAGES:
            page.goto(f"{running.url}/ramen-master/{name}?lang={language}")
            assert page.locator("h1").count() == 1
            assert page.locator("html").get_attribute("lang") == language
            assert violations(page) == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert wrong == []


@pytest.mark.parametrize("width", [390, 1440])
def test_every_public_page_says_the_same_without_scripts(
    chromium: Any, running: Running, width: int
) -> None:
    with page_of(chromium, running.url, width, java_script_enabled=False) as (page, wrong):
        for name in PAGES:
            page.goto(f"{running.url}/ramen-master/{name}?lang=en")
            assert page.locator("h1").is_visible()
            page.keyboard.press("Tab")
            assert page.locator(":focus").inner_text() == "Skip to content"
        page.goto(f"{running.url}/ramen-master/privacy?lang=en")
        page.get_by_role("link", name="Bahasa Indonesia").click()
        assert page.locator("h1").inner_text() == "Kebijakan Privasi"
        assert wrong == []


def test_a_page_that_is_not_there_is_accessible_too(chromium: Any, running: Running) -> None:
    with page_of(chromium, running.url, 390) as (page, _):
        answer = page.goto(f"{running.url}/nothing/here?lang=en")
        assert answer.status == 404
        assert violations(page) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_message_from_the_simulator_comes_in_through_the_real_door(
    chromium: Any, running: Running, scripts: bool
) -> None:
    who = "21" if scripts else "22"
    with page_of(chromium, running.url, 390, java_script_enabled=scripts) as (page, wrong):
        page.goto(f"{running.url}/ramen-master/simulator?lang=en&who={who}&name=Sari")
        assert page.locator(".bubble").count() == 0
        assert "Nothing at all" in page.locator("#held-now").inner_text()
        page.fill("#text", "Hi, is your ramen halal?")
        page.click("button[value=text]")
        page.locator(".bubble.mine", has_text="is your ramen halal").wait_for()
        if not scripts:
            page.reload()
        page.locator("#held-now dt", has_text="Message from a customer").wait_for()
        page.click("button[value=burst]")
        page.locator(".bubble.mine", has_text="how late are you open").wait_for()
        page.click("button[value=picture]")
        page.locator(".bubble.mine img").wait_for()
        assert page.locator(".bubble.mine").count() == 5
        over = "document.documentElement.scrollHeight - document.body.offsetHeight"
        assert page.evaluate(over) <= 0  # nothing hidden in the talk makes the page longer
        assert violations(page) == [] if scripts else True
        assert wrong == []
    told = running.twin.phone(f"whatsapp:+628120000{int(who):04d}")
    assert told[0]["body"] == "Hi, is your ramen halal?"


def test_a_pasted_receipt_that_is_not_ours_is_said_so_beside_the_field(
    chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390) as (page, wrong):
        page.goto(f"{running.url}/ramen-master/receipt?lang=en")
        page.fill(
            "#receipt", "-----BEGIN JANJI RECEIPT-----\nnot ours\n-----END JANJI RECEIPT-----"
        )
        page.get_by_role("button", name="Check").click()
        assert "Not to be trusted" in page.locator("#result").inner_text()
        assert violations(page) == []
        assert wrong == []
        assert page.context.cookies() == []


def test_the_policy_prints_without_buttons_and_with_every_sentence(
    chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 800) as (page, _):
        page.goto(f"{running.url}/ramen-master/privacy?lang=en")
        assert page.locator(".nav").is_visible()
        page.emulate_media(media="print")
        assert not page.locator(".nav").is_visible()
        assert page.locator(".clause").first.is_visible()
