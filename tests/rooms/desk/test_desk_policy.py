"""The owner sees what a changed policy does before it counts, and decides; others only look."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.html import escape

from fakes.folders import copied, edited, line_after
from fakes.pages import NOON, browser_of, open_pages, writes
from janji.care import notices
from janji.desk import access_rules
from janji.kit.clock import SetClock
from janji.kit.postgres import Server
from janji.kit.text import say
from janji.vault import restamp, versions
from janji.vault.house import House

AT = "/desk/ramen-master/policy"
KEEP = "    keep: {n} days\n    counted_from: conversation_date"
OURS = "        at_most: {n} days\n        starts: message\n        controlled_by: us\n"


@pytest.fixture
def house(server: Server, tmp_path: Path) -> Iterator[House]:
    folder = copied(tmp_path, "ramen-master")
    more = {"JANJI_BUSINESSES": str(folder)}
    with open_pages(server, tmp_path, "desk_policy", **more) as opened:
        browser_of(opened)
        opened.begin(opened.businesses[0])
        yield opened


def keep(house: House, days: int, before: int = 7) -> None:
    folder = house.businesses[0].folder
    edited(folder, KEEP.format(n=before), KEEP.format(n=days))
    edited(folder, OURS.format(n=before), OURS.format(n=days))


def page(browser: Any, more: str = "", language: str = "en", status: int = 200) -> str:
    answer = browser.get(f"{AT}?lang={language}{more}")
    assert answer.status_code == status
    return str(answer.content.decode())


def said(key: str, language: str = "en", **values: Any) -> str:
    return str(escape(say(f"desk.policy.{key}", language, **values)))


def numbers(house: House) -> list[int]:
    with house.act(house.businesses[0]) as db:
        return [one.number for one in versions.all_of(db)]


def form_of(text: str) -> dict[str, str]:
    """The plan, the day and the sentences read again, as the page's decision would send them."""
    found: dict[str, Any] = {"still_true": re.findall(r'name="still_true" value="([^"]+)"', text)}
    for name in ("plan", "on"):
        start = f'<input type="hidden" name="{name}" value="'
        found[name] = text.split(start)[1].split('"')[0]
    return found


def test_an_unchanged_policy_is_calm_and_its_history_stands(owner: Any, house: House) -> None:
    for language in ("id", "en"):
        text = page(owner, language=language)
        assert said("calm", language) in text
        assert said("version", language, number=1) in text
        assert said("operator", language) in text
    assert '<form method="post" class="stack' not in page(owner)


def test_the_owner_sees_the_plan_and_takes_it(owner: Any, house: House) -> None:
    writes(house, "halo")
    keep(house, 30)
    text = page(owner)
    assert said("class_prospective") in text
    assert said("means_prospective") in text
    assert "7 days becomes 30 days" in text
    assert said("data_none") in text
    assert said("tell", n=1, channels="WhatsApp") in text
    form = form_of(text)
    assert form["on"] == "2026-11-25"
    answer = owner.post(AT, form, follow=True)
    assert answer.status_code == 200
    assert numbers(house) == [2, 1]
    shown = page(owner)
    assert said("lead_waits") in shown
    assert said("soon") in shown
    assert said("by", who="oki") in shown
    assert house.businesses[0].policy.keep_days("conversation") == 7
    assert isinstance(house.clock, SetClock)
    house.clock.forward(days=7)
    page(owner)
    assert house.businesses[0].policy.keep_days("conversation") == 30


def test_a_shorter_promise_shows_what_ends_on_which_day(owner: Any, house: House) -> None:
    writes(house, "halo", number="+6281200000042", at=NOON - timedelta(days=4))
    writes(house, "halo")
    keep(house, 3)
    text = page(owner)
    assert said("class_favourable") in text
    assert said("ends", n=2) in text
    assert said("ends_people", n=2) in text
    later = page(owner, "&on=2026-11-30")
    assert form_of(later)["on"] == "2026-11-30"


def test_too_early_a_day_is_refused_with_the_earliest_one(owner: Any, house: House) -> None:
    writes(house, "halo")
    keep(house, 30)
    form = {**form_of(page(owner)), "on": "2026-11-19"}
    answer = owner.post(f"{AT}?lang=en", form)
    assert answer.status_code == 422
    assert "25 November 2026" in answer.content.decode()
    early = page(owner, "&on=2026-11-19")
    assert said("blocks") in early
    assert 'name="plan"' not in early, "what cannot be taken has no button"
    assert numbers(house) == [1]


def test_a_plan_of_another_file_is_not_taken(owner: Any, house: House) -> None:
    keep(house, 5)
    form = form_of(page(owner))
    keep(house, 4, before=5)
    answer = owner.post(f"{AT}?lang=en", form)
    assert answer.status_code == 422
    assert "the file changed since" in answer.content.decode()
    assert numbers(house) == [1]


def test_a_broken_file_is_shown_at_its_line(owner: Any, house: House) -> None:
    broken = edited(house.businesses[0].folder, KEEP.format(n=7), "    keep: [7 days\n")
    line = line_after(broken, "keep: [7 days")
    text = page(owner)
    assert said("lead_broken") in text
    assert re.search(rf"<code>{line}:\d+</code>", text)
    health = owner.get("/desk/ramen-master/health?lang=en").content.decode()
    assert said("broken_title") in health
    assert re.search(rf"policy\.yaml:{line}:\d+</code>", health)


def test_the_health_page_says_that_a_file_waits(officer: Any, house: House) -> None:
    assert "policy-changed" not in officer.get("/desk/ramen-master/health").content.decode()
    keep(house, 30)
    health = officer.get("/desk/ramen-master/health?lang=en").content.decode()
    assert said("changed", number=1, name="ramen-master") in health


def test_an_officer_looks_but_does_not_decide_and_an_agent_sees_nothing(
    officer: Any, agent: Any, house: House
) -> None:
    keep(house, 5)
    text = page(officer)
    assert said("class_favourable") in text
    assert said("only_owner") in text
    assert 'name="plan"' not in text
    refused = officer.post(AT, {"plan": "1-000000000000", "on": ""})
    assert refused.status_code == 422
    assert numbers(house) == [1]
    assert agent.get(AT).status_code == 403


def test_where_the_owners_chose_so_a_second_person_agrees(
    owner: Any, officer: Any, house: House
) -> None:
    here = house.businesses[0]
    with house.act(here) as db:
        access_rules.keep_rule(db, (), 15, ("make_owner", "take_policy"), 1)
    keep(house, 5)
    text = page(owner)
    assert said("take_two") in text
    form = form_of(text)
    assert owner.post(f"{AT}?lang=en", form).status_code == 422
    assert numbers(house) == [1]
    approvals = officer.get("/desk/ramen-master/staff/approvals?lang=en").content.decode()
    assert form["plan"] in approvals
    ask = approvals.split('name="ask" value="')[1].split('"')[0]
    agreed = officer.post("/desk/ramen-master/staff/approvals", {"ask": ask, "act": "yes"})
    assert agreed.status_code == 302
    assert owner.post(AT, form).status_code == 302
    assert numbers(house) == [2, 1]


def test_sentences_that_stay_while_their_rule_grows_looser_are_named(
    owner: Any, house: House
) -> None:
    keep(house, 3)
    assert said("sentences") not in page(owner)
    keep(house, 30, before=3)
    for language in ("id", "en"):
        text = page(owner, language=language)
        assert said("sentences", language) in text
        assert "<b>R-24, R-25</b> “" in text
    form = form_of(page(owner))
    assert "R-24,R-25" in form["still_true"]
    unread = owner.post(f"{AT}?lang=en", {**form, "still_true": form["still_true"][1:]})
    assert unread.status_code == 422
    assert (
        form["still_true"][0].replace(",", ", ")
        in unread.content.decode().split('role="alert"')[1].split("</div>")[0]
    )
    assert numbers(house) == [1]
    assert owner.post(AT, form).status_code == 302
    assert numbers(house) == [2, 1]


def test_a_version_that_was_taken_back_is_said_never_to_have_taken_force(
    owner: Any, house: House
) -> None:
    keep(house, 30)
    later = NOON.date() + timedelta(days=40)
    owner.post(AT, form_of(page(owner, f"&on={later}")))
    assert said("soon") in page(owner)
    keep(house, 7, before=30)
    owner.post(AT, form_of(page(owner, f"&on={later}")))
    assert numbers(house) == [3, 2, 1]
    assert page(owner).count(said("replaced")) == 1


def test_the_first_day_there_is_counts_as_over(owner: Any, house: House) -> None:
    writes(house, "halo")
    keep(house, 30)
    assert said("blocks") in page(owner, "&on=0001-01-01")


def test_policy_and_health_show_how_far_a_shorter_promise_has_reached(
    owner: Any, house: House
) -> None:
    for days in range(3):
        writes(house, "halo", number=f"+628120000005{days}", at=NOON - timedelta(days=days))
    assert "reach" not in seen_reach(owner, "policy")
    keep(house, 4)
    owner.post(AT, form_of(page(owner)))
    here = house.businesses[0]
    assert say("vault.reach.waits", "en", waiting=3) in seen_reach(owner, "policy")
    act = functools.partial(house.act, here)
    step = functools.partial(restamp.step, act, house.vault, here, house.clock.now())
    step()
    for room in ("policy", "health"):
        text = seen_reach(owner, room)
        assert re.search(r'<progress max="3" value="[012]"', text), text
    while step():
        pass
    for room in ("policy", "health"):
        done = say("vault.reach.done", "en", version=2, keys=3, records=3)
        assert done in seen_reach(owner, room)
        assert said("reach_done") in seen_reach(owner, room)


def seen_reach(browser: Any, room: str) -> str:
    """The part of a page that tells it."""
    text = str(browser.get(f"/desk/ramen-master/{room}?lang=en").content.decode())
    return text.partition('<section class="card stack stack-s reach"')[2].partition("</section>")[0]


def test_the_page_shows_who_was_told_and_who_still_waits(owner: Any, house: House) -> None:
    writes(house, "halo")
    writes(house, "dulu", number="+6281200000049", at=NOON - timedelta(days=2))
    keep(house, 30)
    owner.post(AT, form_of(page(owner)))
    before = page(owner)
    assert said("telling", number=2) in before
    assert said("told_nobody_yet") in before
    here = house.businesses[0]
    with house.act(here) as db:
        assert notices.tell(db, house.vault, here, "https://x.example", house.clock.now()) == 1
        db.run("UPDATE message SET state = 'delivered' WHERE direction = 'out'")
    after = page(owner)
    assert said("told_whatsapp", n=1, delivered=1, failed=0) in after
    assert said("told_waiting", n=1) in after
