"""Frame, style page and settings in a real browser: readable by everyone, in every appearance."""

from __future__ import annotations

from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import cookies_of, page_of, violations
from janji.desk.accounts import add_staff

pytestmark = pytest.mark.browser
PARTS = ("", "/connect", "/mail", "/hours", "/days", "/shop", "/flow", "/site", "/changes")
PAGES = (
    "/desk/style",
    "/desk/help",
    "/desk/ramen-master/today",
    *(f"/desk/ramen-master/settings{part}" for part in PARTS),
)


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
        (390, "en", {"color_scheme": "dark"}),
        (1440, "id", {"color_scheme": "dark", "contrast": "more"}),
        (1440, "en", {"color_scheme": "light"}),
    ],
)
def test_settings_and_parts_are_readable_by_everyone(
    cookies: list[Any], chromium: Any, running: Running, width: int, language: str, look: Any
) -> None:
    with page_of(chromium, running.url, width, **look) as (page, wrong):
        page.context.add_cookies(cookies)
        for path in PAGES:
            page.goto(f"{running.url}{path}?lang={language}")
            assert page.locator("h1").count() == 1, path
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert wrong == []


def test_every_state_of_the_box_fits_a_phone(
    cookies: list[Any], chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390) as (page, wrong):
        page.context.add_cookies(cookies)
        for language in ("id", "en"):
            page.goto(f"{running.url}/desk/style?lang={language}")
            boxes = page.locator("#composer .talk-foot")
            assert boxes.count() > 10
            assert boxes.evaluate_all(OUTSIDE) == []
        assert wrong == []


OUTSIDE = """boxes => boxes.flatMap(box => [...box.querySelectorAll("*")]
  .filter(one => !one.closest(".hidden, .cut") && one.checkVisibility())
  .filter(one => one.getBoundingClientRect().right > box.getBoundingClientRect().right + 1)
  .map(one => one.className))"""


def test_a_shop_that_is_shut_says_until_when_on_a_phone_too(
    cookies: list[Any], chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390) as (page, wrong):
        page.context.add_cookies(cookies)
        at = f"{running.url}/desk/ramen-master/settings"
        for day in ("2026-11-18", "2026-11-19"):
            page.goto(f"{at}/days?lang=id")
            page.fill("#c-day", day)
            page.fill("#c-id", "Renovasi dapur")
            page.fill("#c-en", "Kitchen works")
            page.locator("button[value=closed]").click()
            page.locator(".toast").wait_for()
        page.goto(f"{at}/hours?lang=id")
        assert "Buka lagi Jumat, 20 November 2026" in page.locator("main").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert wrong == []


@pytest.mark.parametrize("scripts", [True, False])
def test_an_owner_tests_the_webhook_and_saves_hours_with_and_without_scripts(
    cookies: list[Any], chromium: Any, running: Running, scripts: bool
) -> None:
    with page_of(chromium, running.url, 390, java_script_enabled=scripts) as (page, wrong):
        page.context.add_cookies(cookies)
        at = f"{running.url}/desk/ramen-master/settings"
        page.goto(f"{at}/connect?lang=en")
        assert page.locator("button[data-copy]").is_visible() is scripts, "no button does nothing"
        page.locator("button[name=act][value=hook]").click()
        page.locator(".toast", has_text="reached our door").wait_for()
        page.locator("button[name=act][value=first]").click()  # nothing that was told is in its way
        page.locator("section:has(#s5) [role=alert]").wait_for()
        wrong.clear()  # the console notes that the page came with 422
        page.goto(f"{at}/hours?lang=en")
        page.fill("#monday-0-closes", "21:15" if scripts else "21:45")
        page.locator("button[value=save]").click()
        page.locator(".toast").wait_for()
        page.goto(f"{at}/changes?lang=en")
        assert page.locator(".timeline > li").count() >= 1
        assert wrong == []
