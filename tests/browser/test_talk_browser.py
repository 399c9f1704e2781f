"""A conversation in a real browser: with and without scripts, wide, narrow, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import CHOSEN, enter, page_of, violations
from janji.kit.text import say

pytestmark = pytest.mark.browser
WIDE, NARROW = 1440, 390


@contextmanager
def at_the_desk(
    chromium: Any, running: Running, width: int, **more: Any
) -> Iterator[tuple[Any, list[str]]]:
    """A page of siti, signed in; the first time she chooses a password of her own."""
    with page_of(chromium, running.url, width, **more) as (page, wrong):
        enter(page, running.url, "siti", vars(running).get("chosen", running.password))
        vars(running)["chosen"] = CHOSEN
        yield page, wrong


def talk(running: Running, language: str, rest: str = "") -> str:
    return f"{running.url}/desk/ramen-master/c/{running.person}{rest}?lang={language}"


def fits(page: Any) -> bool:
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    return bool(page.evaluate(wide))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_conversation_reads_well_in_both_languages_and_widths(
    chromium: Any, running: Running, *, scripts: bool
) -> None:
    with at_the_desk(chromium, running, WIDE, java_script_enabled=scripts) as (page, wrong):
        for width in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": 844})
            for language in ("id", "en"):
                page.goto(talk(running, language))
                page.locator("article.customer").first.wait_for()
                assert page.locator("html").get_attribute("lang") == language
                assert page.locator("#text").is_visible()
                if scripts:
                    assert violations(page) == [], (width, language)
                    assert fits(page), (width, language)
                if width == NARROW:
                    page.locator(".talk-back").click()
                    page.wait_for_url(lambda url: "/c/" not in url)
        assert wrong == []


def test_keys_send_close_and_keep_the_focus_and_the_draft_survives(
    chromium: Any, running: Running
) -> None:
    with at_the_desk(chromium, running, WIDE) as (page, wrong):
        page.goto(talk(running, "en"))
        text = page.locator("#text")
        assert page.evaluate("document.activeElement.id") == "text"
        text.fill("a draft that stays")
        page.get_by_text(say("desk.talk.draft_kept", "en")).wait_for()
        page.reload()
        assert text.input_value() == "a draft that stays"
        text.fill("y" * 1_601)
        page.get_by_text(say("desk.talk.parts", "en", n=2)).wait_for()
        text.fill("/")
        page.locator("#picker button").first.wait_for()
        assert violations(page) == []
        page.keyboard.press("Escape")
        assert page.locator("#picker").is_hidden()
        text.fill("/opening")
        page.keyboard.press("Enter")
        assert "WIB" in text.input_value()
        text.fill("Boleh, Kak! 😀")
        page.keyboard.press("Control+Enter")
        page.locator(".bubble.mine", has_text="Boleh, Kak! 😀").wait_for()
        assert page.evaluate("document.activeElement.id") == "text"
        assert text.input_value() == ""
        below = "e => Math.abs(e.scrollTop)"  # nought is the end: the thread grows upwards
        assert page.locator("#thread").evaluate(below) < 4
        page.locator("#close").click()
        assert violations(page) == []
        page.keyboard.press("Escape")
        page.locator("article.customer details.fate summary").first.click()
        page.locator("article.customer a[href*='/m/']").first.click()
        page.locator("#why-h").wait_for()
        assert violations(page) == []
        assert wrong == []


def test_what_is_sent_without_a_connection_stays_in_the_box_and_goes_out_after_it(
    chromium: Any, running: Running
) -> None:
    with at_the_desk(chromium, running, NARROW) as (page, _wrong):
        page.goto(talk(running, "id"))
        page.fill("#text", "Meja untuk 20 orang siap, Kak.")
        page.context.set_offline(True)
        page.locator("button[value=reply]").click()
        page.get_by_text(say("desk.talk.offline", "id")).wait_for()
        assert page.locator("#text").input_value() == "Meja untuk 20 orang siap, Kak."
        page.context.set_offline(False)
        page.get_by_text(say("desk.talk.offline", "id")).wait_for(state="hidden")
        page.locator("button[value=reply]").click()
        page.locator(".bubble.mine", has_text="Meja untuk 20 orang siap, Kak.").wait_for()


def test_everything_is_done_without_a_script(chromium: Any, running: Running) -> None:
    with at_the_desk(chromium, running, NARROW, java_script_enabled=False) as (page, _wrong):
        page.goto(talk(running, "en"))
        page.locator("summary", has_text=say("desk.talk.ready", "en")).click()
        page.select_option("#canned", "thanks")
        page.get_by_role("button", name=say("desk.talk.insert", "en")).click()
        page.locator("#text", has_text="Ramen Master").wait_for()
        page.fill("#text", "a plain note")
        page.locator("button[value=note]").click()
        page.locator(".bubble.note", has_text="a plain note").wait_for()
        page.fill("#text", "kept for later")
        page.locator("button[value=draft]").click()
        page.locator("#text", has_text="kept for later").wait_for()
        page.locator("button[value=reply]").click()
        page.locator(".bubble.mine", has_text="kept for later").wait_for()
        page.locator("#close").click()
        page.locator("button[name=outcome][value=answered]").click()
        page.locator(".event-line", has_text=say("desk.talk.closed_at", "en")).wait_for()
        page.locator("button[value=reopen]").click()
        page.locator("button[value=give_back]").wait_for()
