"""The officer's pages in a real browser: readable by everyone, in both languages, on any width."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import CHOSEN, enter, page_of, violations
from fakes.pages import NOON, writes
from janji.consent import withdrawals
from janji.desk.accounts import add_staff
from janji.rights import correct
from janji.vault import muting

pytestmark = pytest.mark.browser
DUTY = """INSERT INTO duty_run (business_id, duty, started_at, finished_at)
          VALUES (%(business)s, 'retention', %(at)s, %(at)s)"""


def prepared(running: Running) -> list[str]:
    """A person with everything a page can show; the pages to look at."""
    house, business = running.house, running.house.businesses[0]
    other = writes(house, "nomor saya 0812 0000 0041", number="+6281200000042")
    with house.act(business) as db:
        withdrawals.withdraw(db, running.person, "improve_service", NOON)
        correct.start(db, business, running.person, "whatsapp", "id", NOON)
        muting.block(db, other, "spam", 1, NOON)
        muting.mute(db, running.person, "busy", NOON + timedelta(hours=3), 1, NOON)
        db.run(DUTY, at=NOON)
    return [
        "people", f"p/{running.person}", f"p/{running.person}/same", f"p/{other}", "requests",
        "tonight", "proofs", "proofs/conversations_kept_too_long", "ledger?day=2020-01-01",
        "ledger", "health",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def given(running: Running) -> str:
    """The first password of wayan, an owner; made before Chromium, where Django may still ask."""
    return str(add_staff(running.house, "wayan", "owner", running.house.businesses[:1]))


def test_every_page_of_the_officer_is_readable_by_everyone(
    given: str, chromium: Any, running: Running, tmp_path: Path
) -> None:
    pages = prepared(running)
    with page_of(chromium, running.url, 1440) as (page, wrong):
        enter(page, running.url, "wayan", given)
        for width, language in ((1440, "en"), (390, "id")):
            page.set_viewport_size({"width": width, "height": 900})
            for number, path in enumerate(pages):
                mark = "&" if "?" in path else "?"
                page.goto(f"{running.url}/desk/ramen-master/{path}{mark}lang={language}")
                assert violations(page) == [], path
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
                page.screenshot(path=tmp_path / f"{number}-{width}.png", full_page=True)
        assert wrong == []


def test_a_person_is_found_and_muted_without_scripts(
    given: str, chromium: Any, running: Running
) -> None:
    with page_of(chromium, running.url, 390, java_script_enabled=False) as (page, _wrong):
        enter(page, running.url, "wayan", CHOSEN)
        page.goto(f"{running.url}/desk/ramen-master/people?lang=en")
        page.fill("#asked", "0812 0000 0042")
        page.locator("main form button").click()
        assert "/p/" in page.url
        page.get_by_role("button", name="Unblock").click()
        assert page.locator("text=Unblocked.").count() == 1
