"""Virtus, JOVA POS, FINECLEAN.ID and Sanita Jaya: what they promise about talk, time and rights.

Their published texts promise these things in words of their own; docs/promises.md binds each
sentence to its rule and proof. Here a customer lives through them, at each business that has a
channel. Virtus talks through a platform whose channel is not built: it is shown, and kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from fakes.folders import copied, edited
from fakes.twin import ACCOUNT
from janji.audit import receipt
from janji.kit.errors import Refused
from janji.twins.twilio.state import new_sid
from janji.vault import gate, plans
from janji.vault.key_names import Gone
from stories.ramen import BUDI, CITRA, DEWI
from stories.shops import Shop, open_shop
from stories.stage import BUSINESSES, Stage, StoryClock

NUMBERS = count()
CONNECTED = ("jova-pos", "fineclean", "sanita-jaya")
ASKED = {
    "jova-pos": ("bisa cetak struk?", "aplikasi kasir"),
    "fineclean": ("jasa cuci sofa ada?", "cuci sofa dan kasur"),
    "sanita-jaya": ("wc saya mampet", "saluran mampet"),
}
MARKER, NEVER = "kembangsepatu", "bungakamboja"


@pytest.fixture(params=CONNECTED)
def shop(
    request: pytest.FixtureRequest, stage: Stage, clock: StoryClock, tmp_path: Path
) -> Iterator[Shop]:
    """One of the four on its first day."""
    name = f"four_{next(NUMBERS)}"
    with open_shop(stage, tmp_path / "home", name, request.param, BUSINESSES) as found:
        assert found.now == clock.now()
        yield found
        assert not found.faults, found.faults


def broken(shop: Shop) -> dict[str, object]:
    """The proofs that say "broken" now, with their rows."""
    return {name: one.rows for name, one in shop.proofs().items() if one.word == "broken"}


def bound(shop: Shop) -> dict[str, list[str]]:
    """Each promise that names proofs, and what they say now."""
    found = shop.proofs()
    return {
        one.id: [found[name].word for name in one.proofs]
        for one in shop.policy.promises
        if one.proofs
    }


def test_a_customer_is_answered_and_only_what_is_listed_is_kept(shop: Shop) -> None:
    asked, answer = ASKED[shop.slug]
    said = shop.receives(asked, sent_by=BUDI, name="Budi")
    assert shop.knows(said)
    assert answer in "\n".join(shop.answers(BUDI))
    form = [
        ("AccountSid", ACCOUNT), ("MessageSid", new_sid("SM")), ("From", f"whatsapp:{CITRA}"),
        ("To", shop.shop.channel.sender), ("Body", f"halo {MARKER}"), ("NumMedia", "0"),
        ("ReferralHeadline", NEVER), ("FromCity", NEVER), ("ReferralSourceUrl", NEVER),
    ]  # fmt: skip
    assert shop.posts(form) == 200
    shop.works()
    assert any(MARKER in one["text"] for one in shop.read(CITRA, ("message_in",)))
    assert shop.traces(NEVER) == []
    assert not any(NEVER in str(one) for one in shop.read(CITRA))
    assert shop.rows("dropped_field") >= 3
    assert broken(shop) == {}


def test_a_conversation_ends_by_itself_on_the_promised_day(shop: Shop, clock: StoryClock) -> None:
    days = shop.policy.keep_days("conversation")
    assert days is not None
    said = shop.receives(f"halo {MARKER}", sent_by=BUDI, name="Budi")
    kept = shop.first_kept()
    assert shop.at_twilio(MARKER) > 0
    clock.set(shop.midnight(nights=days) - timedelta(minutes=1))
    shop.works()
    assert shop.knows(said), "until the last minute it is there"
    clock.set(shop.midnight() + timedelta(minutes=1))
    shop.works()
    assert not shop.knows(said)
    assert shop.person(BUDI) is None
    assert shop.tables_with(bytes(kept.sealed)) == []
    assert isinstance(shop.opens(kept), Gone)
    assert shop.at_twilio(MARKER) == 0
    assert broken(shop) == {}


def test_each_right_is_answered_in_the_chat(shop: Shop, clock: StoryClock) -> None:
    asked, _ = ASKED[shop.slug]
    shop.receives(asked, sent_by=BUDI, name="Budi")
    before = len(shop.answers(BUDI))
    shop.receives("DATA SAYA", sent_by=BUDI)
    copy = "\n".join(shop.answers(BUDI)[before:])
    assert asked in copy
    assert BUDI in copy
    shop.receives("UBAH DATA", sent_by=BUDI)
    assert shop.request().kind == "correction"
    assert shop.request().ticket in shop.last_answer(BUDI)
    shop.receives(f"saya tinggal di {MARKER}", sent_by=DEWI, name="Dewi")
    dewi, kept = shop.person(DEWI), shop.first_kept()
    assert shop.at_twilio(MARKER) > 0
    shop.receives("HAPUS DATA", sent_by=DEWI)
    assert "YA HAPUS" in shop.last_answer(DEWI)
    shop.receives("YA HAPUS", sent_by=DEWI)
    for _ in range(4):
        clock.forward(minutes=2)
        shop.works()
    assert shop.person(DEWI) is None
    assert shop.at_twilio(MARKER) == 0
    assert shop.tables_with(str(dewi).encode()) == ["public.ledger"]
    facts = receipt.check("\n".join(shop.answers(DEWI)), shop.house.signer.public)
    assert not isinstance(facts, Refused)
    assert kept is not None
    assert shop.person(BUDI) is not None, "nobody else lost anything"
    assert broken(shop) == {}


def test_nothing_is_opened_for_selling_and_stop_is_heard(shop: Shop) -> None:
    shop.receives("halo", sent_by=BUDI)
    person = shop.person(BUDI)
    assert person is not None
    kinds = ["message_in", "identifier_whatsapp"]
    with shop.act() as db:
        served = gate.read(
            db, shop.house.vault, shop.shop, "customer_support", person=person, kinds=kinds[:1]
        )
        sold = gate.read(db, shop.house.vault, shop.shop, "promotions", person=person, kinds=kinds)
    assert isinstance(served, list)
    assert served
    assert isinstance(sold, Refused)
    shop.receives("STOP", sent_by=BUDI)
    stopped = shop.row(
        "SELECT 1 FROM withdrawal WHERE business_id = %(business)s AND purpose = 'promotions'"
    )
    assert stopped, "no purpose that sells is left open"
    assert broken(shop) == {}


def test_after_a_month_of_work_each_bound_promise_is_kept_or_nobody_could_tell(
    shop: Shop, clock: StoryClock
) -> None:
    asked, _ = ASKED[shop.slug]
    for _ in range(2):
        shop.receives(asked, sent_by=BUDI, name="Budi")
        shop.receives("DATA SAYA", sent_by=BUDI)
        clock.forward(days=8)
        shop.works()
    words = bound(shop)
    assert len(words) > 25
    assert {name for name, said in words.items() if "broken" in said} == set()
    kept = {name for name, said in words.items() if said[0] == "kept"}
    assert len(kept) >= len(words) / 2, sorted(set(words) - kept)


def test_a_change_is_planned_applied_and_told_before_it_binds(
    stage: Stage, clock: StoryClock, tmp_path: Path
) -> None:
    """S-41: every change is announced on our channels, and before it binds."""
    slug = "sanita-jaya"
    folder = copied(tmp_path, slug)
    name = f"four_{next(NUMBERS)}"
    with open_shop(stage, tmp_path / "home", name, slug, folder) as shop:
        shop.receives("halo", sent_by=BUDI)
        before = len(shop.answers(BUDI))
        edited(folder / slug, "  notice_before: 14 days\n", "  notice_before: 10 days\n")
        today = shop.house.today(shop.shop)
        with shop.act() as db:
            plan = plans.make(db, shop.shop, shop.now, today)
            assert plan.blocks == ()
            assert plan.effective_on == today + timedelta(days=14)
            done = plans.apply(db, shop.shop, plan.name, author="bima", now=shop.now, today=today)
        assert done == 2
        clock.forward(minutes=2)
        shop.works()
        (told,) = shop.answers(BUDI)[before:]
        assert f"{stage.url}/{slug}/privacy" in told
        assert "25 Maret 2026" in told
        assert shop.proofs()["policy_changes_not_told"].word == "kept"
        clock.forward(days=14)
        shop.receives("halo lagi", sent_by=CITRA)
        assert shop.shop.policy.file.changes.notice_before.longest_days == 10
        assert shop.is_kept("S-41")
        shop.guilty("DELETE FROM policy_notice")
        assert shop.proofs()["policy_changes_not_told"].word == "broken"


def test_virtus_is_shown_and_kept_while_its_channel_is_not_built(
    stage: Stage, clock: StoryClock, tmp_path: Path
) -> None:
    """V-04, V-46: the page says what is planned; no webhook is taken; what is promised holds."""
    with open_shop(stage, tmp_path / "home", "virtus_story", "virtus", BUSINESSES) as shop:
        form = [("AccountSid", ACCOUNT), ("MessageSid", new_sid("SM")), ("Body", "halo")]
        assert shop.posts(form) == 404
        page = shop.page("/virtus/privacy")
        planned = next(one for one in shop.policy.promises if one.id == "V-04").planned
        assert planned["id"] in page
        clock.forward(days=2)
        shop.works()
        assert shop.rows("message") == 0
        assert broken(shop) == {}
