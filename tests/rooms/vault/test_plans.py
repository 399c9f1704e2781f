"""Plan before apply: exactly what was shown is taken, and what must not happen is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fakes.folders import copied, edited
from fakes.shop import MONDAY, Shop, shop
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.postgres import Server
from janji.vault import foresight, gate, gate_files, glance, plans, versions
from janji.vault.foresight import Foresight
from janji.vault.gate import Opened
from janji.vault.media_files import Media
from janji.vault.plan_shape import Plan

TODAY = date(2026, 3, 9)
DAYS = "SELECT record_id, expires_on FROM record WHERE record_id = ANY(%(records)s)"
PDF = b"%PDF-1.4\n%%EOF\n"
KEEP = "    keep: {n} days\n    counted_from: conversation_date"
OURS = "        at_most: {n} days\n        starts: message\n        controlled_by: us\n"
PURPOSE = """  newsletter:
    label: {{id: Kabar bulanan, en: Monthly news}}
    legal_basis: {basis}
    kinds: [message_in, identifier_whatsapp, media]
    basis: decided
    reason: {{id: Uji, en: Test}}
  answer_questions:
    label"""
FIRST_PURPOSE = "  answer_questions:\n    label"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path, "ramen-master") / "ramen-master"


@pytest.fixture
def ramen(server: Server, tmp_path: Path, folder: Path) -> Iterator[Shop]:
    chosen = {"JANJI_BUSINESSES": str(folder.parent)}
    with shop(server, tmp_path / "home", settings=chosen) as found:
        yield found


def keep(folder: Path, days: int, before: int = 7) -> None:
    """Ramen's file, keeping conversations for another time."""
    edited(folder, KEEP.format(n=before), KEEP.format(n=days))
    edited(folder, OURS.format(n=before), OURS.format(n=days))


def planned(ramen: Shop, on: date | None = None) -> Plan:
    with ramen.act() as db:
        return plans.make(db, ramen.business, ramen.now, ramen.house.today(ramen.business), on)


def taken(
    ramen: Shop, plan: str, on: date | None = None, author: str = "bima",
    read: Collection[str] | None = None,
) -> int | Refused:  # fmt: skip
    """Take it, having read again every sentence that stays, or those of *read*."""
    today = ramen.house.today(ramen.business)
    still = planned(ramen, on).sentences if read is None else read
    with ramen.act() as db:
        found = plans.apply(
            db, ramen.business, plan, author=author, now=ramen.now, today=today, on=on,
            still_true=still,
        )  # fmt: skip
    ramen.house.begin(ramen.business)
    return found


def codes(plan: Plan) -> list[str]:
    return [one.code.removeprefix("vault.plan.") for one in plan.blocks]


def said_by(ramen: Shop, *numbers: int) -> list[UUID]:
    """Budi and others say something, one day after another."""
    people = [ramen.person(f"+6281200000{n:03d}") for n in numbers]
    for person in people:
        ramen.says(person, "halo")
    return people


def ends(ramen: Shop) -> list[date]:
    with ramen.act() as db:
        return [
            row.expires_on
            for row in db.all("SELECT expires_on FROM record WHERE business_id = %(business)s")
        ]


def test_an_unchanged_file_is_no_plan(ramen: Shop) -> None:
    plan = planned(ramen)
    assert plan.changes == ()
    assert codes(plan) == ["nothing"]
    assert isinstance(taken(ramen, plan.name), Refused)


def test_a_shorter_promise_is_counted_on_what_is_held_by_day(ramen: Shop, folder: Path) -> None:
    said_by(ramen, 1, 2)
    ramen.clock(MONDAY + timedelta(days=2))
    said_by(ramen, 1, 3)
    keep(folder, 3)
    plan = planned(ramen)
    (ending,) = plan.foresight.endings
    assert plan.effective_on == plan.earliest == date(2026, 3, 11)
    assert (ending.cls, ending.records, ending.people) == ("conversation", 4, 3)
    assert ending.by_day == {date(2026, 3, 12): 2, date(2026, 3, 14): 2}
    assert ending.at_once == 0
    later = planned(ramen, date(2026, 3, 13))
    assert later.foresight.endings[0].by_day == {date(2026, 3, 13): 2, date(2026, 3, 14): 2}
    assert later.foresight.endings[0].at_once == 2
    assert plan.name == later.name, "the name is of the meaning, not of the counts or the day"
    assert plan.foresight.people == 3
    assert plan.foresight.reach == {"whatsapp": 3, "email": 0}


def test_a_longer_promise_ends_nothing_and_waits_for_its_notice(ramen: Shop, folder: Path) -> None:
    (budi,) = said_by(ramen, 1)
    keep(folder, 30)
    plan = planned(ramen)
    assert plan.duty.cls == "prospective"
    assert plan.foresight.endings == ()
    assert plan.earliest == TODAY + timedelta(days=7), "Ramen promises seven days of notice"
    assert plan.told_by == TODAY
    assert plan.duty.channels == ("whatsapp",)
    early = taken(ramen, plan.name, TODAY + timedelta(days=6))
    assert isinstance(early, Refused)
    assert early.code == "vault.plan.too_early"
    assert early.values["earliest"] == plan.earliest
    assert taken(ramen, plan.name) == 2
    ramen.says(budi, "sebelum berlaku")
    ramen.clock(MONDAY + timedelta(days=7))
    ramen.house.follow(ramen.business)
    ramen.says(budi, "sesudah berlaku")
    assert sorted(ends(ramen)) == [date(2026, 3, 16), date(2026, 3, 16), date(2026, 4, 15)]


def test_nobody_has_to_be_told_while_nobodys_data_is_held(ramen: Shop, folder: Path) -> None:
    keep(folder, 30)
    assert planned(ramen).earliest == TODAY
    said_by(ramen, 1)
    assert planned(ramen).earliest == TODAY + timedelta(days=7)


def test_exactly_the_plan_that_was_shown_is_taken(ramen: Shop, folder: Path) -> None:
    keep(folder, 5)
    shown = planned(ramen)
    keep(folder, 3, before=5)
    refused = taken(ramen, shown.name)
    assert isinstance(refused, Refused)
    assert refused.code == "vault.plan.other"
    assert refused.values["name"] == planned(ramen).name
    assert taken(ramen, planned(ramen).name) == 2
    faster = taken(ramen, shown.name)
    assert isinstance(faster, Refused)
    assert (faster.code, faster.values) == ("vault.plan.faster", {"number": 2, "author": "bima"})
    assert ramen.business.policy.keep_days("conversation") == 3


def test_a_looser_rule_under_an_unchanged_sentence_waits_for_somebody_who_read_it(
    ramen: Shop, folder: Path
) -> None:
    keep(folder, 5)
    stricter = planned(ramen)
    assert stricter.sentences == ()
    assert taken(ramen, stricter.name, read=()) == 2
    keep(folder, 6, before=5)
    looser = planned(ramen)
    assert "R-24" in looser.sentences, "at most one week: six days keep it, but only a reader knows"
    assert looser.blocks == ()
    unread = taken(ramen, looser.name, read=set(looser.sentences) - {"R-24"})
    assert isinstance(unread, Refused)
    assert (unread.code, unread.values["ids"]) == ("vault.plan.unread", "R-24")
    assert taken(ramen, looser.name, read=looser.sentences) == 3
    with ramen.act() as db:
        version = versions.one(db, 3)
    assert version is not None
    assert version.plan["still_true"] == list(looser.sentences)


def test_a_sentence_that_says_what_is_really_done_needs_no_second_reading(
    ramen: Shop, folder: Path
) -> None:
    keep(folder, 30)
    assert "R-24" in planned(ramen).sentences
    edited(folder, "One week holds for our systems.", "New messages are kept for 30 days now.")
    assert "R-24" not in planned(ramen).sentences


def test_taking_a_coming_version_back_asks_nobody_to_read(ramen: Shop, folder: Path) -> None:
    said_by(ramen, 1)
    keep(folder, 3)
    stricter = planned(ramen, TODAY + timedelta(days=9))
    assert taken(ramen, stricter.name, TODAY + timedelta(days=9)) == 2
    keep(folder, 7, before=3)
    back = planned(ramen)
    assert any(one.direction == "looser" for one in back.changes)
    assert back.sentences == ()
    assert taken(ramen, back.name, read=()) == 3


def test_what_was_taken_stands_with_its_version(ramen: Shop, folder: Path) -> None:
    said_by(ramen, 1)
    keep(folder, 30)
    plan = planned(ramen)
    taken(ramen, plan.name)
    with ramen.act() as db:
        version = versions.one(db, 2)
        lines = db.all(
            "SELECT detail FROM ledger"
            " WHERE business_id = %(business)s AND action = 'policy.applied' ORDER BY at"
        )
    assert version is not None
    assert (version.author, version.effective_on) == ("bima", plan.earliest)
    assert version.plan["name"] == plan.name
    assert version.plan["class"] == "prospective"
    assert version.plan["channels"] == ["whatsapp"]
    assert version.plan["notice_before"] == TODAY.isoformat()
    assert version.plan["people"] == 1
    assert len(lines) == 2
    assert '"number":2' in lines[1].detail


def test_a_law_that_is_broken_blocks_the_plan(ramen: Shop, folder: Path) -> None:
    path = folder / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("law_hours: 72", "law_hours: 99", 1), encoding="utf-8")
    plan = planned(ramen)
    assert [row.id for row in plan.errors] == ["RGT-02"]
    assert "law" in codes(plan)
    refused = taken(ramen, plan.name)
    assert isinstance(refused, Refused)
    assert refused.code == "vault.plan.law"


def test_a_kind_that_is_still_held_cannot_go(ramen: Shop, folder: Path) -> None:
    said_by(ramen, 1)
    with ramen.act() as db:
        seen = foresee_without(ramen, db, "message_in")
    assert [(one.kind, one.records, one.until) for one in seen.stuck] == [
        ("message_in", 1, date(2026, 3, 16))
    ]


def foresee_without(ramen: Shop, db: Db, kind: str) -> Foresight:
    """What it would mean to forget a kind of record."""
    old = ramen.business.policy
    new = replace(old, classes={k: cls for k, cls in old.classes.items() if k != kind})
    held = foresight.people_held(db)
    return foresight.foresee(db, ramen.business, old, new, TODAY, held)


def test_a_coming_version_can_be_taken_back_on_its_own_day(ramen: Shop, folder: Path) -> None:
    said_by(ramen, 1)
    keep(folder, 30)
    longer = planned(ramen)
    assert taken(ramen, longer.name) == 2
    keep(folder, 7, before=30)
    back = planned(ramen)
    assert back.effective_on == longer.effective_on, "so that the coming one never binds"
    assert not back.duty.waits
    assert taken(ramen, back.name) == 3
    ramen.clock(MONDAY + timedelta(days=8))
    ramen.house.follow(ramen.business)
    assert ramen.business.policy.keep_days("conversation") == 7


def reads(ramen: Shop, person: UUID, purpose: str) -> list[Opened] | Refused:
    with ramen.act() as db:
        return gate.read(
            db, ramen.house.vault, ramen.business, purpose, person=person, kinds=["message_in"]
        )


def contact(ramen: Shop, person: UUID) -> str | Refused | None:
    with ramen.act() as db:
        return gate.contact(db, ramen.house.vault, ramen.business, "newsletter", person, "whatsapp")


def test_a_new_purpose_never_opens_what_was_given_before_it(ramen: Shop, folder: Path) -> None:
    (budi,) = said_by(ramen, 1)
    edited(folder, FIRST_PURPOSE, PURPOSE.format(basis="contract"))
    plan = planned(ramen)
    assert plan.duty.cls == "material"
    assert taken(ramen, plan.name, plan.earliest - timedelta(days=0)) == 2
    ramen.clock(MONDAY + timedelta(days=6, hours=13))
    ramen.says(budi, "masih sebelum berlaku")
    ramen.clock(MONDAY + timedelta(days=6, hours=15))  # the next day in Jakarta
    ramen.house.follow(ramen.business)
    assert ramen.business.policy.may_use("message_in", "newsletter")
    before = reads(ramen, budi, "customer_support")
    assert isinstance(before, list)
    assert len(before) == 2, "for what they were given for they open"
    assert reads(ramen, budi, "newsletter") == []
    refused = contact(ramen, budi)
    assert isinstance(refused, Refused)
    assert refused.code == "vault.given_before"
    ramen.says(budi, "sesudah berlaku")
    opened = reads(ramen, budi, "newsletter")
    assert isinstance(opened, list)
    assert [(one.content or {})["text"] for one in opened] == ["sesudah berlaku"]
    assert contact(ramen, budi) == "+6281200000001"


def test_no_other_way_opens_what_was_given_before_either(ramen: Shop, folder: Path) -> None:
    """By its id, at a glance, as a file: each way asks since when the use is allowed."""
    budi = ramen.person("+6281200000001")
    old = ramen.says(budi, "sebelum berlaku")
    ramen.shows(budi, old, PDF)
    edited(folder, FIRST_PURPOSE, PURPOSE.format(basis="contract"))
    assert taken(ramen, planned(ramen).name) == 2
    ramen.clock(MONDAY + timedelta(days=6, hours=15))
    ramen.house.follow(ramen.business)
    new = ramen.says(budi, "sesudah berlaku")
    ramen.shows(budi, new, PDF)
    place = ramen.house.vault, ramen.business
    for purpose, seen in (("customer_support", [old, new]), ("newsletter", [new])):
        with ramen.act() as db:
            named = gate.read_records(db, *place, purpose, [old, new])
            files = [gate_files.open_file(db, *place, purpose, budi, one, 0) for one in (old, new)]
        assert isinstance(named, list)
        assert [one.record_id for one in named] == seen, purpose
        assert [isinstance(one, Media) for one in files] == [one in seen for one in (old, new)]
        with ramen.act() as db:
            days = dict(db.all(DAYS, records=[old, new]))
            page = glance.glance(
                db, *place, purpose, days, ["message_in"], by=3, today=MONDAY.date()
            )
        assert set(page) == set(seen), purpose


def test_a_new_consent_purpose_stays_off(ramen: Shop, folder: Path) -> None:
    (budi,) = said_by(ramen, 1)
    edited(folder, FIRST_PURPOSE, PURPOSE.format(basis="consent"))
    plan = planned(ramen)
    assert plan.duty.cls == "reconsent"
    assert taken(ramen, plan.name) == 2
    ramen.clock(MONDAY + timedelta(days=8))
    ramen.house.follow(ramen.business)
    ramen.says(budi, "sesudah berlaku")
    refused = reads(ramen, budi, "newsletter")
    assert isinstance(refused, Refused)
    assert refused.code == "vault.purpose_waits"
    assert isinstance(reads(ramen, budi, "customer_support"), list)


def test_a_use_that_ended_and_came_back_begins_anew(ramen: Shop, folder: Path) -> None:
    kinds = "    kinds: [message_in, message_out]\n    objection: true"
    less = "    kinds: [message_out]\n    objection: true"
    edited(folder, kinds, less)
    assert taken(ramen, planned(ramen).name) == 2
    ramen.clock(MONDAY + timedelta(days=1))
    edited(folder, less, kinds)
    assert taken(ramen, planned(ramen).name) == 3
    assert ramen.business.policy.since == {("message_in", "improve_service"): date(2026, 3, 10)}


def test_a_letter_corrected_in_a_coming_version_still_owes_what_that_one_changes(
    ramen: Shop, folder: Path
) -> None:
    said_by(ramen, 1)
    keep(folder, 30)
    coming = planned(ramen)
    assert taken(ramen, coming.name) == 2
    edited(folder, "en: WhatsApp display name}", "en: WhatsApp  display name}", times=2)
    plan = planned(ramen)
    assert {one.cls for one in plan.changes} == {"editorial"}
    assert plan.effective_on == coming.effective_on
    assert (plan.duty.cls, plan.duty.channels) == ("prospective", ("whatsapp",))
    assert plan.owed.told_with == (2,), "who was told of the first is not told again"
    assert taken(ramen, plan.name) == 3
    with ramen.act() as db:
        version = versions.one(db, 3)
    assert version is not None
    assert version.plan["channels"] == ["whatsapp"]
    assert any("30" in line for line in version.plan["summary"]["id"])


def test_a_kind_never_moves_to_a_shorter_class(ramen: Shop, folder: Path) -> None:
    edited(
        folder,
        "\nretention:\n",
        "\nretention:\n  brief:\n    label: {id: Singkat, en: Brief}\n    keep: 1 day\n"
        "    counted_from: conversation_date\n    scope: [database]\n    basis: decided\n"
        "    reason: {id: Uji, en: Test}\n",
    )
    path = folder / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("\n  note:", text.index("\nkinds:"))
    end = text.index("retention: conversation", start)
    path.write_text(f"{text[:end]}retention: brief{text[end + 23 :]}", encoding="utf-8")
    plan = planned(ramen)
    assert "kind_shorter" in {one.what for one in plan.changes}
    refused = taken(ramen, plan.name)
    assert isinstance(refused, Refused)
    assert refused.code == "vault.restamp_kind_moved"
    assert refused.values["kind"] == "note"


def test_a_purpose_that_no_longer_asks_opens_nothing_it_asked_for(
    ramen: Shop, folder: Path
) -> None:
    edited(folder, FIRST_PURPOSE, PURPOSE.format(basis="consent"))
    assert taken(ramen, planned(ramen).name) == 2
    assert ramen.business.policy.asked == {"newsletter"}
    (budi,) = said_by(ramen, 1)
    asks, tells = PURPOSE.format(basis="consent"), PURPOSE.format(basis="contract")
    edited(folder, asks, tells)
    plan = planned(ramen)
    assert "basis_from_consent" in {one.what for one in plan.changes}
    assert plan.duty.cls == "prospective"
    assert taken(ramen, plan.name) == 3
    ramen.clock(MONDAY + timedelta(days=6, hours=15))
    ramen.says(budi, "masih sebelum berlaku")
    ramen.clock(MONDAY + timedelta(days=7))
    ramen.house.follow(ramen.business)
    assert ramen.business.policy.asked == frozenset()
    ramen.says(budi, "sesudah berlaku")
    opened = reads(ramen, budi, "newsletter")
    assert isinstance(opened, list)
    texts = {str((one.content or {})["text"]) for one in opened}
    assert "halo" not in texts
    assert "sesudah berlaku" in texts
