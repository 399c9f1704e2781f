"""A policy changes in the open: planned with numbers, told before it binds, never on held data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fakes.folders import BUSINESSES, copied, edited
from janji.kit.clock import local_date
from janji.kit.errors import Refused
from janji.policy import overlay
from janji.policy.business import all_businesses
from janji.vault import gate, plans
from janji.vault.gate import Opened
from janji.vault.plan_shape import Plan
from stories.conftest import NUMBERS, SLUG
from stories.ramen import BUDI, CITRA, SARAH, Ramen, open_ramen
from stories.stage import Stage, StoryClock

KEEP = "    keep: {n} days\n    counted_from: conversation_date"
OURS = "        at_most: {n} days\n        starts: message\n        controlled_by: us\n"
PURPOSES = "  answer_questions:\n    label"
NEWS = """  newsletter:
    label: {{id: Kabar bulanan, en: Monthly news}}
    legal_basis: {basis}
    kinds: [message_in]
    basis: decided
    reason: {{id: Kabar untuk pelanggan, en: News for customers}}
  answer_questions:
    label"""


@pytest.fixture
def ramen(stage: Stage, clock: StoryClock, tmp_path: Path) -> Iterator[Ramen]:
    """Ramen Master in a folder of its own, which its owner may edit."""
    folder = copied(tmp_path, SLUG)
    own = replace(stage, businesses=tuple(all_businesses(folder)))
    with open_ramen(own, tmp_path / "home", f"story_{next(NUMBERS)}") as shop:
        assert shop.now == clock.now()
        assert shop.shop.folder.parent == folder != BUSINESSES
        yield shop
        assert not shop.faults, shop.faults


def keeps(ramen: Ramen, days: int, before: int = 7) -> None:
    """The owner writes another number of days into the file."""
    edited(ramen.shop.folder, KEEP.format(n=before), KEEP.format(n=days))
    edited(ramen.shop.folder, OURS.format(n=before), OURS.format(n=days))


def today(ramen: Ramen) -> date:
    return local_date(ramen.now, ramen.shop.zone)


def plan(ramen: Ramen, on: date | None = None) -> Plan:
    with ramen.act() as db:
        return plans.make(db, ramen.shop, ramen.now, today(ramen), on)


def takes(ramen: Ramen, shown: Plan, on: date | None = None) -> int | Refused:
    with ramen.act() as db:
        return plans.apply(
            db, ramen.shop, shown.name, author="bima", now=ramen.now, today=today(ramen), on=on,
            still_true=shown.sentences,
        )  # fmt: skip


def reads(ramen: Ramen, person: UUID, purpose: str) -> list[Opened] | Refused:
    with ramen.act() as db:
        return gate.read(
            db, ramen.house.vault, ramen.shop, purpose, person=person, kinds=["message_in"]
        )


def opened(ramen: Ramen, person: UUID, purpose: str) -> list[str]:
    found = reads(ramen, person, purpose)
    assert isinstance(found, list), found
    return sorted(str((one.content or {})["text"]) for one in found)


def test_thirty_days_instead_of_seven_are_for_new_words_only(ramen: Ramen) -> None:
    """A weaker promise is told a week before, and never reaches what is held."""
    ramen.receives("halo", sent_by=BUDI)
    keeps(ramen, 30)
    shown = plan(ramen)
    assert shown.duty.cls == "prospective"
    assert shown.foresight.endings == ()
    assert shown.foresight.people == 1
    early = takes(ramen, shown, today(ramen))
    assert isinstance(early, Refused)
    assert early.values["earliest"] == today(ramen) + timedelta(days=7)
    assert takes(ramen, shown) == 2
    ramen.nights(3)
    old = ramen.receives("sebelum berlaku", sent_by=SARAH)
    ramen.nights(5)
    assert ramen.shop.policy.keep_days("conversation") == 30
    new = ramen.receives("sesudah berlaku", sent_by=CITRA)
    ramen.nights(1)
    assert ramen.knows(old), "its seventh day has not come"
    ramen.nights(1)
    assert not ramen.knows(old), "it was promised seven days and gets no more"
    assert ramen.knows(new)
    ramen.nights(20)
    assert ramen.knows(new), "it was promised thirty"
    assert {"policy.applied", "policy.in_force"} <= set(ramen.actions())


def test_three_days_instead_of_seven_are_planned_with_numbers(ramen: Ramen) -> None:
    """What a shorter promise ends, of whom, and on which days, is counted before anybody agrees."""
    for number in (BUDI, SARAH):
        ramen.receives("halo", sent_by=number)
    ramen.nights(2)
    ramen.receives("masih buka?", sent_by=BUDI)
    keeps(ramen, 3)
    shown = plan(ramen)
    (ending,) = shown.foresight.endings
    assert shown.duty.cls == "favourable"
    assert shown.effective_on == today(ramen)
    assert ending.people == 2
    assert sum(ending.by_day.values()) == ending.records == shown.foresight.records
    assert set(ending.by_day) == {today(ramen) + timedelta(days=n) for n in (1, 3)}
    assert ending.at_once == 0
    assert ramen.shop.policy.keep_days("conversation") == 7, "a plan changes nothing"


def test_a_new_purpose_never_opens_older_words(ramen: Ramen) -> None:
    """Guilty without the day its use began, refused with it."""
    ramen.receives("sebelum", sent_by=BUDI)
    edited(ramen.shop.folder, PURPOSES, NEWS.format(basis="contract"))
    shown = plan(ramen)
    assert takes(ramen, shown) == 2
    ramen.nights(3)
    ramen.receives("masih sebelum", sent_by=BUDI)
    ramen.nights(4)
    ramen.receives("sesudah", sent_by=BUDI)
    budi = ramen.person(BUDI)
    assert budi is not None
    assert opened(ramen, budi, "customer_support") == ["masih sebelum", "sesudah"]
    assert opened(ramen, budi, "newsletter") == ["sesudah"]
    honest = ramen.shop.policy
    overlay.take_policy(ramen.shop, replace(honest, since={}))
    assert opened(ramen, budi, "newsletter") == ["masih sebelum", "sesudah"], "so it would be"
    overlay.take_policy(ramen.shop, honest)
    assert opened(ramen, budi, "newsletter") == ["sesudah"]


def test_a_new_purpose_on_consent_stays_off(ramen: Ramen) -> None:
    """Nobody has said yes to it, so nothing opens for it, new words or old."""
    ramen.receives("halo", sent_by=BUDI)
    edited(ramen.shop.folder, PURPOSES, NEWS.format(basis="consent"))
    shown = plan(ramen)
    assert shown.duty.cls == "reconsent"
    assert takes(ramen, shown) == 2
    ramen.nights(8)
    ramen.receives("sesudah berlaku", sent_by=BUDI)
    budi = ramen.person(BUDI)
    assert budi is not None
    assert ramen.shop.policy.may_use("message_in", "newsletter")
    refused = reads(ramen, budi, "newsletter")
    assert isinstance(refused, Refused)
    assert refused.code == "vault.purpose_waits"
    assert opened(ramen, budi, "customer_support") == ["sesudah berlaku"]


def test_a_change_that_was_told_and_taken_back_is_told_not_to_come(ramen: Ramen) -> None:
    """Who heard of thirty days hears that it stays at seven; who heard nothing is left in peace."""
    ramen.receives("halo", sent_by=BUDI)
    keeps(ramen, 30)
    assert takes(ramen, plan(ramen)) == 2
    ramen.clock.forward(minutes=2)
    ramen.works()
    assert "kebijakan privasi kami berubah" in ramen.answers(BUDI)[-1]
    ramen.nights(1)
    ramen.receives("halo juga", sent_by=SARAH)
    ramen.receives("masih di sini", sent_by=BUDI)
    ramen.clock.forward(minutes=2)
    ramen.works()
    keeps(ramen, 7, before=30)
    shown = plan(ramen)
    back = shown.owed.taken_back
    assert back is not None
    assert (back.versions, back.people) == ((2,), 2)
    before = len(ramen.answers(CITRA))
    assert takes(ramen, shown) == 3
    ramen.receives("baru datang", sent_by=CITRA)
    ramen.clock.forward(minutes=2)
    ramen.works()
    for number in (BUDI, SARAH):
        assert "tidak jadi berlaku" in ramen.answers(number)[-1]
    assert not any("tidak jadi berlaku" in one for one in ramen.answers(CITRA)[before:])
    ramen.nights(9)
    assert ramen.shop.policy.keep_days("conversation") == 7
    found = ramen.proofs()["policy_changes_not_told"]
    assert found.word == "kept", found


def test_part_of_a_change_taken_back_is_told_in_the_words_that_stay(ramen: Ramen) -> None:
    """Two changes were told, one is dropped: people get the newer, shorter list."""
    ramen.receives("halo", sent_by=BUDI)
    keeps(ramen, 30)
    edited(ramen.shop.folder, PURPOSES, NEWS.format(basis="contract"))
    assert takes(ramen, plan(ramen)) == 2
    ramen.clock.forward(minutes=2)
    ramen.works()
    keeps(ramen, 7, before=30)
    shown = plan(ramen)
    assert shown.owed.taken_back is None
    assert shown.owed.told_with == ()
    assert shown.duty.told
    assert takes(ramen, shown) == 3
    ramen.clock.forward(minutes=2)
    ramen.works()
    assert "30" not in ramen.answers(BUDI)[-1]
    assert "Kabar bulanan" in ramen.answers(BUDI)[-1]


def test_a_later_day_than_the_coming_one_takes_nothing_back(ramen: Ramen) -> None:
    """Until then the coming version binds: going back is a change of its own, told like any."""
    ramen.receives("halo", sent_by=BUDI)
    keeps(ramen, 3)
    first = today(ramen) + timedelta(days=10)
    assert takes(ramen, plan(ramen, first), first) == 2
    keeps(ramen, 7, before=3)
    assert plan(ramen).duty.cls == "editorial"
    later = plan(ramen, first + timedelta(days=10))
    assert later.duty.cls == "prospective"
    assert later.duty.told
