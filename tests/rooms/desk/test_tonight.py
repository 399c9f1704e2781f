"""What the officer sees of the nights, the proofs, the ledger and the health of everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils.html import escape

from fakes.pages import NOON, writes
from janji.cli.opening import applied
from janji.desk import health
from janji.kit.clock import SetClock, local_date
from janji.kit.ids import new_id
from janji.kit.text import say
from janji.vault.house import House
from janji.vault.key_names import DayKey

DESK = "/desk/ramen-master/"
SAVE = """INSERT INTO proof_run (business_id, at, proof, verdict, evidence)
          VALUES (%(business)s, %(at)s, %(proof)s, %(verdict)s, '{}')"""
RAN = """INSERT INTO duty_run (business_id, duty, started_at, finished_at, fault)
         VALUES (%(business)s, %(duty)s, %(at)s, %(at)s, %(fault)s)"""

SENT = """INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at, state,
                               error_code, failed_at)
          SELECT business_id, %(id)s, expires_on, person_id, 'out', %(now)s, 'failed',
                 20003, %(now)s
            FROM message WHERE business_id = %(business)s LIMIT 1"""


def text_of(browser: Any, page: str) -> str:
    answer = browser.get(f"{DESK}{page}{'&' if '?' in page else '?'}lang=en")
    assert answer.status_code == 200
    return str(answer.content.decode())


def said(key: str, **values: Any) -> str:
    return str(escape(say(key, "en", **values)))


def ran(house: House, duty: str = "retention", fault: str | None = None) -> None:
    """The worker was at work just now."""
    with house.act(house.businesses[0]) as db:
        db.run(RAN, duty=duty, at=house.clock.now(), fault=fault)


def alarmed(house: House) -> list[tuple[str, str]]:
    with house.act(house.businesses[0]) as db:
        return [(one.what, one.mood) for one in health.alarms(db, house, house.clock.now())]


def test_the_night_names_what_goes_and_who_ends(house: House, officer: Any) -> None:
    assert said("desk.tonight.lead_none") in text_of(officer, "tonight")
    writes(house, "halo")
    ran(house)
    assert isinstance(house.clock, SetClock)
    house.clock.forward(days=6)
    ran(house, "outbox")
    shown = text_of(officer, "tonight")
    assert said("desk.tonight.lead", n=1, people=1, files=0) in shown
    assert 'datetime="2026-11-25"' in shown
    assert "R-24" in shown
    assert said("desk.tonight.troubles_none_title") in shown
    assert said("desk.person.hold_never") in shown


def test_a_lost_key_and_a_failed_duty_need_a_person(house: House, officer: Any) -> None:
    writes(house, "halo")
    ran(house)
    assert said("desk.tonight.troubles_none_title") in text_of(officer, "tonight")
    day = (NOON + timedelta(days=7)).date()
    house.vault.keyring.destroy(days=[DayKey(1, "conversation", day)])
    ran(house, "media", "channels.twilio_down")
    shown = text_of(officer, "tonight")
    assert said("desk.tonight.trouble.lost_key", n=1) in shown
    assert said("desk.tonight.do.lost_key") in shown
    assert said("desk.tonight.trouble.duty_failed") in shown


def test_an_alarm_is_raised_when_a_promise_is_at_risk_and_not_before(house: House) -> None:
    assert alarmed(house) == [("worker_stopped", "broken")]
    ran(house)
    assert alarmed(house) == []
    with house.act(house.businesses[0]) as db:
        for hour, verdict in ((1, "kept"), (2, "cannot_tell")):
            at = NOON + timedelta(hours=hour)
            db.run(SAVE, at=at, proof="insight_cells_below_k", verdict=verdict)
        db.run(SAVE, at=NOON, proof="technical_data_stored", verdict="broken")
        db.run(
            "INSERT INTO request (business_id, request_id, ticket, kind, channel, state, language,"
            " received_at, due_at) VALUES (%(business)s, %(id)s, 'RM-1', 'access', 'email',"
            " 'verified', 'id', %(since)s, %(due)s)",
            id=new_id(NOON), since=NOON - timedelta(hours=71), due=NOON + timedelta(hours=1),
        )  # fmt: skip
    assert alarmed(house) == [
        ("proof_broken", "broken"),
        ("proof_blind", "cannot_tell"),
        ("request_soon", "cannot_tell"),
    ]
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=2)
    assert ("request_late", "broken") in alarmed(house)
    assert ("worker_stopped", "broken") in alarmed(house)


def test_a_broken_promise_shows_its_rows_and_the_way_out_until_it_is_mended(
    house: House, officer: Any
) -> None:
    here = house.businesses[0]
    ran(house)
    person = writes(house, "a marker", at=NOON - timedelta(days=9))
    assert "state=broken" not in text_of(officer, "today")
    officer.post(f"{DESK}proofs")
    assert said("desk.today.calm") not in text_of(officer, "today")
    assert "state=broken" in text_of(officer, "today")
    page = text_of(officer, "proofs/conversations_kept_too_long")
    assert said("desk.proofs.do.keeping") in page
    assert "<td>record</td>" in page
    assert "<td>message</td>" in page
    assert "9 November 2026" in page
    assert "marker" not in page
    with house.act(here) as db:
        for table in ("record", "message"):
            db.run(f"DELETE FROM {table} WHERE person_id = %(p)s", p=person)
    page = text_of(officer, "proofs/conversations_kept_too_long")
    assert said("desk.proofs.mended") in page
    assert "<td>record</td>" not in page
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=1)
    officer.post(f"{DESK}proofs")
    assert said("desk.proofs.mended") not in text_of(officer, "proofs/conversations_kept_too_long")


def test_all_proofs_are_asked_from_the_desk_at_most_once_a_minute(
    house: House, officer: Any
) -> None:
    assert said("desk.proofs.never") in text_of(officer, "proofs")
    writes(house, "halo")
    assert officer.post(f"{DESK}proofs").status_code == 302
    shown = text_of(officer, "proofs")
    assert "R-24" in shown
    assert said("desk.proofs.last") in shown
    with house.act(house.businesses[0]) as db:
        asked = db.value("SELECT count(*) FROM proof_run WHERE business_id = 1")
    assert asked > 20
    assert officer.post(f"{DESK}proofs").status_code == 302
    assert said("desk.proofs.just_asked") in text_of(officer, "proofs")
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT count(*) FROM proof_run WHERE business_id = 1") == asked
    one = text_of(officer, "proofs/conversations_kept_too_long")
    assert said("desk.proofs.history") in one
    assert officer.get(f"{DESK}proofs/no_such_proof").status_code == 404


def test_the_ledger_is_found_by_day_action_and_subject_and_pages_by_key(
    house: House, officer: Any
) -> None:
    business = house.businesses[0]
    person = writes(house, "halo")
    with house.act(business) as db:
        for number in range(150):
            db.note("message.queued", person if number == 149 else None, parts=number)
    with house.act(business) as db:  # the ledger goes by the machine's clock here
        at = db.value("SELECT max(at) FROM ledger WHERE business_id = 1")
    first = text_of(officer, f"ledger?action=message&day={local_date(at, business.zone)}")
    assert first.count("<code>message.queued</code>") == 100
    assert said("desk.did.message_queued") in first
    older = re.search(r'rel="next" href="/desk/ramen-master/([^"]+)"', first)
    assert older
    second = text_of(officer, older[1].replace("&amp;", "&"))
    assert second.count("<code>message.queued</code>") == 50
    assert text_of(officer, f"ledger?subject={person}").count("<code>message.queued</code>") == 1
    assert said("desk.ledger.none") in text_of(officer, "ledger?day=2020-01-01")


@pytest.mark.parametrize(
    "strange",
    ["day=yesterday", "action=%27%3B--", "staff=x", "subject=1", "before=~~", "before=x~1"],
)
def test_a_strange_question_to_the_ledger_is_no_fault(officer: Any, strange: str) -> None:
    assert officer.get(f"{DESK}ledger?{strange}").status_code == 200


def test_a_part_of_an_id_is_said_to_be_none(house: House, officer: Any) -> None:
    person = writes(house, "halo")
    assert said("desk.ledger.subject_odd") in text_of(officer, f"ledger?subject={person.hex[-4:]}")
    assert said("desk.ledger.subject_odd") not in text_of(officer, f"ledger?subject={person}")


def test_the_whole_chain_is_checked_and_a_changed_line_is_seen(house: House, officer: Any) -> None:
    writes(house, "halo")
    assert said("desk.ledger.unchecked") in text_of(officer, "ledger")
    assert officer.post(f"{DESK}ledger").status_code == 302
    assert said("desk.ledger.whole") in text_of(officer, "ledger")
    with house.act(house.businesses[0]) as db:
        detail = db.value(
            "SELECT detail FROM ledger WHERE business_id = 1 AND action = 'ledger.checked'"
        )
    assert json.loads(detail)["faults"] == 0


def test_the_export_asks_who_is_there_and_is_the_signed_file(house: House, officer: Any) -> None:
    writes(house, "halo")
    answer = officer.post(f"{DESK}ledger/export")
    assert answer.status_code == 200
    lines = b"".join(answer.streaming_content).splitlines()
    assert json.loads(lines[0])["format"] == "janji-ledger/1"
    assert "end" in json.loads(lines[-1])
    assert b"halo" not in b"".join(lines)
    with house.act(house.businesses[0]) as db:
        staff = db.value(
            "SELECT detail FROM ledger WHERE business_id = 1 AND action = 'ledger.exported'"
        )
    assert "staff" in staff


def test_health_tells_queues_channels_and_that_no_restore_was_rehearsed(
    house: House, officer: Any
) -> None:
    writes(house, "halo")
    ran(house)
    shown = text_of(officer, "health")
    assert said("desk.health.fine_title") in shown
    assert said("desk.health.rehearsal_none") in shown
    row = re.search(rf"{said('desk.health.queue.inbox')}</th><td class=\"num\">(\d+)<", shown)
    assert row
    assert row[1] == "1"


def test_health_says_what_is_unwell_with_what_to_do_and_the_front_page_too(
    house: House, officer: Any
) -> None:
    home = house.settings.home
    ran(house)
    assert alarmed(house) == []
    assert said("desk.health.keys_closed") in text_of(officer, "health")
    (home / "keys").chmod(0o755)
    assert ("keys_open", "broken") in alarmed(house)
    assert said("desk.alarm.keys_open") in text_of(officer, "today")
    assert said("desk.health.keys_open") in text_of(officer, "health")
    (home / "keys").chmod(0o700)
    assert alarmed(house) == []
    writes(house, "halo")
    assert said("desk.tonight.trouble.lost_key", n=1) not in text_of(officer, "health")
    day = (NOON + timedelta(days=7)).date()
    house.vault.keyring.destroy(days=[DayKey(1, "conversation", day)])
    shown = text_of(officer, "health")
    assert said("desk.tonight.trouble.lost_key", n=1) in shown
    assert said("desk.health.fine_title") not in shown


def test_a_night_without_a_backup_alarms_where_customers_are_served(
    house: House, officer: Any
) -> None:
    applied(house, house.businesses[0])
    ran(house)
    assert said("desk.health.backup_none") in text_of(officer, "health")
    assert alarmed(house) == [], "nobody is alarmed while they try things out"
    object.__setattr__(house, "settings", replace(house.settings, production=True))
    assert alarmed(house) == [], "nor in a house without a night behind it"
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=37)
    assert ("backup_late", "cannot_tell") in alarmed(house)
    with house.act(house.businesses[0]) as db:
        db.note("backup.made", None, rows=1, files=0, keys=0, pruned=0)
    assert "backup_late" not in dict(alarmed(house))
    house.clock.forward(hours=37)
    assert ("backup_late", "cannot_tell") in alarmed(house)


def test_what_stands_still_and_what_the_provider_refuses_are_told(
    house: House, officer: Any
) -> None:
    writes(house, "halo")
    ran(house)
    assert alarmed(house) == []
    assert isinstance(house.clock, SetClock)
    house.clock.forward(hours=1)
    ran(house, "outbox")
    assert alarmed(house) == [("queue_old", "cannot_tell")]
    assert said("desk.health.old_do") in text_of(officer, "health")
    with house.act(house.businesses[0]) as db:
        db.run("UPDATE message SET handled_at = at")
        db.run(SENT, id=new_id(NOON), now=house.clock.now())
    assert alarmed(house) == [("sending_refused", "broken")]
    shown = text_of(officer, "health")
    assert said("channels.twilio_error.credentials") in shown
    assert said("desk.health.old_do") not in shown


@pytest.mark.parametrize("page", ["tonight", "proofs", "ledger", "health"])
def test_an_agent_has_no_business_there(agent: Any, page: str) -> None:
    assert agent.get(f"{DESK}{page}").status_code == 403


def test_behind_every_period_stands_why_it_is_so(house: House, officer: Any) -> None:
    house.begin(house.businesses[0])
    person = writes(house, "masih di sini", number="+6281200000048")
    held = house.businesses[0].policy.file.retention
    for page in ("tonight", f"p/{person}"):
        text = text_of(officer, page)
        links = set(re.findall(r'href="(/desk/ramen-master/explain/[^"?]+)', text))
        assert len(links) >= len(held), page
        for link in links:
            answer = officer.get(f"{link}?lang=en")
            assert answer.status_code == 200, link
            assert "policy.yaml, line" in answer.content.decode(), link
