"""The day on one screen, the help page, and what a phone needs for its home screen."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from fakes.pages import NOON, browser_of, writes
from janji.kit.text import say
from janji.vault.house import House

TODAY = "/desk/ramen-master/today?lang=en"
WAITS = "UPDATE conversation SET waiting_since = last_in_at WHERE state = 'waiting'"


def page(browser: Any, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def tiles(shown: str) -> dict[str, int]:
    """What each tile counts."""
    found = re.findall(r"<b>([\d.,]+)</b><span>([^<]+)</span>", shown)
    return {words: int(n) for n, words in found}


def test_a_day_without_anything_is_calm_and_says_so(agent: Any) -> None:
    assert say("desk.today.calm", "en") in page(agent, TODAY)


def test_nobody_is_told_that_all_is_calm_under_an_alarm(owner: Any) -> None:
    shown = page(owner, TODAY)  # nothing waits, but the worker stands still
    assert say("desk.alarm.worker_stopped", "en") in shown
    assert say("desk.today.calm", "en") not in shown


def test_who_waits_longest_comes_first_and_no_words_are_opened(house: House, agent: Any) -> None:
    late = writes(house, "a marker", at=NOON - timedelta(minutes=5))
    early = writes(house, "a marker", number="+6281200000042", at=NOON - timedelta(minutes=50))
    with house.act(house.businesses[0]) as db:
        db.run(WAITS)
    shown = page(agent, TODAY)
    assert tiles(shown)[say("desk.today.waiting", "en")] == 2
    assert shown.index(str(early)) < shown.index(str(late))
    assert "marker" not in shown
    assert say("desk.today.calm", "en") not in shown
    mine = rf'href="([^"]+)"><b>0</b><span>{say("desk.today.mine", "en")}<'
    assert re.findall(mine, shown) == ["/desk/ramen-master/?tab=mine&amp;lang=en"]


def test_each_role_sees_its_own_day(owner: Any, officer: Any, cashier: Any, house: House) -> None:
    ends = say("desk.today.ends", "en")
    assert ends in tiles(page(officer, TODAY))
    assert ends in tiles(page(owner, TODAY))
    assert ends not in tiles(page(cashier, TODAY))
    person = writes(house, "halo")
    with house.act(house.businesses[0]) as db:
        db.run(WAITS)
    assert str(person) in page(cashier, TODAY)
    assert str(person) not in page(officer, TODAY)  # an officer opens no conversations


def test_help_tells_each_role_its_rooms_and_every_key(owner: Any, cashier: Any) -> None:
    for language in ("id", "en"):
        shown = page(owner, f"/desk/help?lang={language}")
        assert say("desk.help.room_settings", language) in shown
        assert shown.count("<kbd>") > 10
        assert say("desk.help.room_settings", language) not in page(
            cashier, f"/desk/help?lang={language}"
        )


def test_the_desk_can_be_put_on_a_home_screen_without_saying_anything_of_anybody(
    house: House,
) -> None:
    answer = browser_of(house).get("/desk/manifest.webmanifest?lang=id")
    assert answer["Content-Type"] == "application/manifest+json"
    told = json.loads(answer.content)
    assert told["start_url"] == told["scope"] == "/desk/"
    assert told["name"] == say("desk.help.app", "id")
    assert told["icons"][0]["src"].startswith("/static/site/favicon.")


def test_a_promise_at_risk_stands_on_the_first_pages_of_those_who_answer_for_it(
    owner: Any, officer: Any, agent: Any
) -> None:
    silent = say("desk.alarm.worker_stopped", "en", n=1)  # nobody works in a test of pages
    for browser in (owner, officer):
        assert silent in page(browser, TODAY)
        assert silent in page(browser, "/desk/ramen-master/?lang=en")
        assert silent not in page(browser, "/desk/ramen-master/requests?lang=en")
    assert silent not in page(agent, TODAY)
