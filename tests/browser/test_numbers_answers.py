"""Numbers and answers in a real browser: readable by everyone, in both languages and widths."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from browser.conftest import Running
from browser.looking import enter, page_of, violations
from fakes.pages import NOON
from janji.desk.accounts import add_staff
from janji.desk.roles import Role

pytestmark = pytest.mark.browser
WEEK = date(2026, 11, 9)
PUT = """INSERT INTO cell (business_id, period, metric, slot, n, k, closed_at)
         SELECT %(business)s, %(period)s, metric, slot, n, 5, %(now)s
           FROM unnest(%(metrics)s::text[], %(slots)s::text[], %(ns)s::bigint[])
                AS c (metric, slot, n)"""
PAGES = (
    "numbers", "numbers?unit=month", "numbers/agents", "answers", "answers/of/jam_buka",
    "answers/of/lama_simpan", "answers/new", "answers/try", "answers/doubts", "answers/facts",
    "answers/import",
)  # fmt: skip


def counted(running: Running) -> None:
    """Twelve weeks of counts; one of them too small to tell how people were answered."""
    with running.house.act(running.house.businesses[0]) as db:
        for week in range(12):
            period = WEEK - timedelta(weeks=week)
            n = 40 + 7 * (week % 5)
            cells = [
                ("conversations", "held", n),
                ("messages", "in", 3 * n),
                ("messages", "out", 3 * n),
            ]
            cells += [
                ("hour", f"{hour:02d}", 5 + (hour * (week + 3)) % 30) for hour in range(9, 22)
            ]
            cells += [
                ("weekday", day, 5 + place * 3) for place, day in enumerate(("mon", "tue", "sat"))
            ]
            cells += [
                ("intent", name, size)
                for name, size in (("jam_buka", 31), ("menu", 22), ("other", 8))
            ]
            cells += [("delivery", "delivered", 3 * n - 6), ("delivery", "failed", 6)]
            if week != 4:
                cells += [("person_response", "bot", n - 12), ("person_response", "m5_15", 12)]
            db.run("INSERT INTO counted_period VALUES (%(business)s, %(period)s, %(now)s, 7, 9)",
                   period=period, now=NOON)  # fmt: skip
            metrics, slots, ns = zip(*cells, strict=True)
            db.run(PUT, period=period, now=NOON, metrics=[f"{one}_by_week" for one in metrics],
                   slots=list(slots), ns=list(ns))  # fmt: skip


@pytest.fixture(scope="module")
def people(running: Running) -> dict[str, str]:
    """Accounts and their first passwords, made before Playwright keeps an event loop here."""
    roles: dict[str, Role] = {"rani": "owner", "rina": "owner", "made": "agent", "ketut": "agent"}
    given = {
        name: add_staff(running.house, name, role, running.house.businesses[:1])
        for name, role in roles.items()
    }
    counted(running)
    return {name: str(password) for name, password in given.items()}


@pytest.mark.parametrize("script", [True, False])
def test_numbers_and_answers_are_readable_by_everyone(
    people: dict[str, str], chromium: Any, running: Running, script: bool
) -> None:
    name = "rani" if script else "rina"
    with page_of(chromium, running.url, 1440, java_script_enabled=script) as (page, wrong):
        enter(page, running.url, name, people[name])
        for language, width in (("id", 390), ("en", 1440)):
            page.set_viewport_size({"width": width, "height": 900})
            for path in PAGES:
                mark = "&" if "?" in path else "?"
                page.goto(f"{running.url}/desk/ramen-master/{path}{mark}lang={language}")
                page.locator("h1").first.wait_for()
                if script:
                    assert violations(page) == [], (path, width)
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    assert wide <= width, (path, width)
        assert wrong == []


@pytest.mark.parametrize("script", [True, False])
def test_a_message_is_tried_with_and_without_scripts(
    people: dict[str, str], chromium: Any, running: Running, script: bool
) -> None:
    name = "made" if script else "ketut"
    with page_of(chromium, running.url, 390, java_script_enabled=script) as (page, wrong):
        enter(page, running.url, name, people[name])
        page.goto(f"{running.url}/desk/ramen-master/answers/try?lang=en")
        page.fill("#message", "jam buka?")
        page.locator("main form button").first.click()
        page.locator("#tried .bubble").wait_for()
        assert "jam_buka" in page.locator("#tried").inner_text()
        if script:
            assert violations(page) == []
        assert wrong == []
