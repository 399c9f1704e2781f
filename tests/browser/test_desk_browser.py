"""The desk in a real browser: signing in, answering, and being readable by everyone."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import page_of, violations

pytestmark = pytest.mark.browser
CHOSEN = "three unrelated words"


def test_an_agent_signs_in_answers_and_signs_out_on_pages_everyone_can_read(
    chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390) as (page, wrong):
        page.goto(f"{running.url}/desk/?lang=en")
        assert violations(page) == []
        page.fill("#name", "siti")
        page.fill("#password", running.password)
        page.get_by_role("button", name="Masuk").or_(
            page.get_by_role("button", name="Sign in")
        ).click()
        page.locator("#again").wait_for()
        assert violations(page) == []
        page.fill("#password", CHOSEN)
        page.fill("#again", CHOSEN)
        page.locator("main button").click()
        page.locator(".convo").first.wait_for()
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            for path in ("", "quarantine", f"c/{running.person}"):
                page.goto(f"{running.url}/desk/ramen-master/{path}?lang=en")
                assert violations(page) == [], path
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        page.fill("#text", "Boleh, Kak!")
        page.locator("button[value=reply]").click()
        page.locator(".bubble.mine", has_text="Boleh, Kak!").wait_for()
        page.locator(".side > details > summary").click()
        page.get_by_role("button", name="Sign out").or_(
            page.get_by_role("button", name="Keluar")
        ).click()
        page.locator("#name").wait_for()
        assert wrong == []
