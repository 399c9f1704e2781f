"""The register and "why is it so" in a real browser: readable by everyone, narrow and wide."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import cookies_of, page_of, violations
from janji.desk.accounts import add_staff

pytestmark = pytest.mark.browser
PAGES = (
    "/desk/ramen-master/register",
    "/desk/ramen-master/explain/retention.conversation",
    "/ramen-master/explain/retention.conversation",
    "/ramen-master/explain/RET-01",
)
SHOTS = os.environ.get("JANJI_SHOTS")  # a folder for pictures, when somebody wants to look


@pytest.fixture(scope="module")
def officer(running: Running) -> str:
    """The first password of rina, an officer; made before Playwright keeps an event loop here."""
    password = add_staff(running.house, "rina", "officer", running.house.businesses[:1])
    assert isinstance(password, str)
    return password


@pytest.fixture(scope="module")
def cookies(officer: str, chromium: Any, running: Running) -> list[Any]:
    """What a browser holds once rina has signed in."""
    return cookies_of(chromium, running.url, "rina", officer)


@pytest.mark.parametrize(
    ("width", "language", "look"),
    [
        (390, "id", {"color_scheme": "light"}),
        (390, "en", {"color_scheme": "dark"}),
        (1440, "id", {"color_scheme": "dark", "contrast": "more"}),
        (1440, "en", {"color_scheme": "light"}),
    ],
)
def test_register_and_reasons_are_readable_by_everyone(
    cookies: list[Any], chromium: Any, running: Running, width: int, language: str, look: Any
) -> None:
    with page_of(chromium, running.url, width, **look) as (page, wrong):
        page.context.add_cookies(cookies)
        for place, address in enumerate(PAGES):
            answer = page.goto(f"{running.url}{address}?lang={language}")
            assert answer.status == 200, address
            for one in page.locator("main details").all()[:2]:
                one.evaluate("it => it.open = true")
            assert violations(page) == [], address
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, address
            if SHOTS:
                name = f"{place}-{width}-{language}.png"
                page.screenshot(path=str(Path(SHOTS) / name), full_page=True)
        assert wrong == []
