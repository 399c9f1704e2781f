"""The plan of a changed policy in a real browser: readable by everyone, decided without scripts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from browser.looking import cookies_of, page_of, violations
from fakes.folders import BUSINESSES, copied, edited
from fakes.pages import NOON, open_pages, served, writes
from fakes.twin import free_port
from janji.desk.accounts import add_staff
from janji.kit.postgres import Server
from janji.vault import versions
from janji.vault.house import House

pytestmark = pytest.mark.browser
AT = "/desk/ramen-master/policy"
KEEP = "    keep: {n} days\n    counted_from: conversation_date"
OURS = "        at_most: {n} days\n        starts: message\n        controlled_by: us\n"
PURPOSE = """  newsletter:
    label: {id: Kabar bulanan, en: Monthly news}
    legal_basis: consent
    kinds: [identifier_whatsapp]
    basis: decided
    reason: {id: Uji, en: Test}
  answer_questions:
    label"""


@dataclass
class Running:
    """The web process, and the first password of oki, an owner."""

    house: House
    url: str
    password: str


@pytest.fixture(scope="module")
def running(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    port, home = free_port(), tmp_path_factory.mktemp("policy_browser")
    folder, public = copied(home, "ramen-master"), f"http://127.0.0.1:{port}"
    more = {"JANJI_BUSINESSES": str(folder), "JANJI_PUBLIC_URL": public}
    with open_pages(server, home, "policy_browser", **more) as house, served(house, port) as url:
        here = house.businesses[0]
        house.begin(here)
        password = add_staff(house, "oki", "owner", [here])
        assert isinstance(password, str)
        for day in range(5):
            at = NOON - timedelta(days=day)
            writes(house, "halo", number=f"+628120000004{day}", at=at)
        says(here.folder, "shorter")
        yield Running(house, url, password)


SHORTER = ((KEEP.format(n=7), KEEP.format(n=3)), (OURS.format(n=7), OURS.format(n=3)))
SLIP = ("en: Basic security}", "en: Basic  security}")
ASKED = ("  answer_questions:\n    label", PURPOSE)
LONGER = ((KEEP.format(n=7), KEEP.format(n=30)), (OURS.format(n=7), OURS.format(n=30)))
FILES = {"shorter": (*SHORTER, SLIP), "asked": (*LONGER, ASKED)}


def says(folder: Path, name: str) -> None:
    """The folder proposes one of FILES, made from the words in force."""
    path = folder / "policy.yaml"
    path.write_text((BUSINESSES / "ramen-master" / "policy.yaml").read_text(encoding="utf-8"))
    for old, new in FILES[name]:
        edited(folder, old, new)


@pytest.fixture(scope="module")
def cookies(chromium: Any, running: Running) -> list[Any]:
    """What a browser holds once oki has signed in."""
    return cookies_of(chromium, running.url, "oki", running.password)


LOOKS = [
    (390, "id", {"color_scheme": "light"}),
    (390, "en", {"color_scheme": "dark"}),
    (1440, "id", {"color_scheme": "dark", "contrast": "more"}),
    (1440, "en", {"color_scheme": "light"}),
]


@pytest.mark.parametrize(("width", "language", "look"), LOOKS)
def test_the_plan_is_readable_by_everyone(
    cookies: list[Any], chromium: Any, running: Running, width: int, language: str, look: Any
) -> None:
    folder = running.house.businesses[0].folder
    with page_of(chromium, running.url, width, **look) as (page, wrong):
        page.context.add_cookies(cookies)
        for name in FILES:
            says(folder, name)
            page.goto(f"{running.url}{AT}?lang={language}")
            assert page.locator("h1").count() == 1
            assert page.locator(".changes > li").count() >= 3
            if name == "shorter":
                page.locator("details.how").evaluate("one => { one.open = true }")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if kept := os.environ.get("JANJI_SHOTS"):
                page.screenshot(path=f"{kept}/{name}-{width}-{language}.png", full_page=True)
        assert wrong == []


def test_the_owner_decides_without_scripts(
    cookies: list[Any], chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390, java_script_enabled=False) as (page, wrong):
        page.context.add_cookies(cookies)
        page.goto(f"{running.url}{AT}?lang=en")
        page.fill("#on", "2026-12-01")
        page.locator(".ask-day button").click()
        assert "1 December 2026" in page.locator(".decision .big").inner_text()
        for box in page.locator("input[name=still_true]").all():
            box.check()
        page.locator(".decision .big").click()
        page.locator(".timeline > li").nth(1).wait_for()
        assert wrong == []
    with running.house.act(running.house.businesses[0]) as db:
        newest = versions.newest(db)
    assert newest is not None
    assert (newest.number, str(newest.effective_on)) == (2, "2026-12-01")
