"""A hold in law keeps a box apart; everything else ends exactly as promised."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from fakes.grounds import GROUND, grounded
from fakes.shop import Shop, shop
from janji.audit.residue import residue
from janji.kit.errors import Refused
from janji.kit.postgres import Server
from janji.vault import holds, retention
from janji.vault.hold_box import class_of
from janji.vault.key_names import DayKey, PersonKey

WEEK = timedelta(days=7)
OFFICER = 3


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        house = replace(found.house, businesses=(grounded(found.business),))
        yield Shop(house, found.home, found.owner_url, found.app_url)


def held(ramen: Shop, person: UUID, note: str = "Perkara 12/Pdt.G, surat pengadilan") -> UUID:
    with ramen.act() as db:
        hold = holds.place(
            db, ramen.house.vault, ramen.business, person, GROUND, note, OFFICER, ramen.now
        )
    assert isinstance(hold, UUID), hold
    return hold


def boxed(ramen: Shop, hold: UUID) -> list[str]:
    """The words in the box, opened by the officer."""
    with ramen.act() as db:
        found = holds.read(db, ramen.house.vault, ramen.business, hold, by=OFFICER)
    assert not isinstance(found, Refused), found
    return [
        str((one.content or {}).get("text", "")) for one in found[1] if one.kind == "message_in"
    ]


def sweep(ramen: Shop) -> None:
    act = functools.partial(ramen.house.act, ramen.business)
    retention.sweep(act, ramen.house.vault, ramen.business, ramen.now)


def let_go(ramen: Shop, hold: UUID) -> None:
    act = functools.partial(ramen.house.act, ramen.business)
    assert holds.end(act, ramen.house.vault, ramen.business, hold, OFFICER, ramen.now) is None


def counted(ramen: Shop, table: str) -> int:
    with ramen.act() as db:
        return int(db.value(f"SELECT count(*) FROM {table} WHERE business_id = %(business)s"))


def test_what_is_held_stays_readable_past_its_day_and_all_else_is_gone(ramen: Shop) -> None:
    budi, citra = ramen.person("+6281200000001"), ramen.person("+6281200000002")
    ramen.says(budi, "ini bukti")
    ramen.says(citra, "ini bukan")
    assert [one.content for one in ramen.heard(budi)] == [{"text": "ini bukti"}]
    hold = held(ramen, budi)
    ramen.says(budi, "dan ini sesudahnya")
    ramen.clock(ramen.now + WEEK)
    sweep(ramen)
    assert boxed(ramen, hold) == ["ini bukti", "dan ini sesudahnya"]
    assert counted(ramen, "record") == 0
    assert counted(ramen, "identifier") == 0
    assert not ramen.house.vault.keyring.exists(ramen.business.id, budi)


def test_nobody_reads_the_box_for_another_purpose(ramen: Shop) -> None:
    budi = ramen.person("+6281200000001")
    ramen.says(budi, "ini bukti")
    held(ramen, budi)
    ramen.clock(ramen.now + WEEK)
    sweep(ramen)
    assert ramen.heard(budi) == []


def test_the_end_of_a_hold_is_the_end_of_its_box_in_every_copy(ramen: Shop) -> None:
    budi = ramen.person("+6281200000001")
    record = ramen.says(budi, "ini bukti")
    ramen.shows(budi, record, b"%PDF-1.4 the contract\n%%EOF\n")
    hold = held(ramen, budi)
    folder = ramen.house.vault.media / str(ramen.business.id) / class_of(hold)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    with ramen.act() as db:
        seals = [
            bytes(row.sealed) for row in db.all("SELECT sealed FROM held WHERE sealed IS NOT NULL")
        ]
    assert len(seals) == 2  # the message and the number
    ramen.clock(ramen.now + WEEK)
    sweep(ramen)
    assert boxed(ramen, hold) == ["ini bukti"]
    let_go(ramen, hold)
    keyring = ramen.house.vault.keyring
    assert keyring.day_key(ramen.business.id, class_of(hold), None) is None
    assert counted(ramen, "held") == 0
    assert not files[0].exists()
    with ramen.act() as db:
        again = holds.read(db, ramen.house.vault, ramen.business, hold, by=OFFICER)
    assert isinstance(again, Refused)
    assert again.code == "vault.hold_gone"


def test_what_still_has_time_goes_on_by_its_own_clock_when_the_hold_ends(ramen: Shop) -> None:
    budi = ramen.person("+6281200000001")
    ramen.says(budi, "ini bukti")
    let_go(ramen, held(ramen, budi))
    assert [one.content for one in ramen.heard(budi)] == [{"text": "ini bukti"}]
    ramen.clock(ramen.now + WEEK)
    sweep(ramen)
    assert counted(ramen, "record") == 0


def test_an_erased_person_is_gone_and_only_the_box_is_left(ramen: Shop) -> None:
    budi = ramen.person("+6281200000001")
    ramen.says(budi, "ini bukti")
    hold = held(ramen, budi)
    ramen.says(budi, "belum sempat disimpan")
    ramen.erases(budi)
    assert boxed(ramen, hold) == ["ini bukti", "belum sempat disimpan"]
    with ramen.act() as db:
        assert residue(db, [budi], []) == {}
    assert ramen.heard(budi) == []


def test_a_hold_that_ended_before_a_restore_does_not_come_back(ramen: Shop) -> None:
    budi = ramen.person("+6281200000001")
    ramen.says(budi, "ini bukti")
    hold = held(ramen, budi)
    assert boxed(ramen, hold) == ["ini bukti"]
    keyring = ramen.house.vault.keyring
    keyring.destroy(days=[DayKey(ramen.business.id, class_of(hold), None)])
    act = functools.partial(ramen.house.act, ramen.business)
    assert holds.end_keyless(act, ramen.house.vault, ramen.business, ramen.now) == 1
    assert counted(ramen, "held") == 0
    with ramen.act() as db:
        assert holds.standing(db) == []


@pytest.mark.parametrize(
    ("clause", "note", "code"),
    [("because", "a reason", "vault.hold_not_allowed"), (GROUND, "  ", "vault.hold_note")],
)
def test_no_ground_or_no_reason_holds_nothing(
    ramen: Shop, clause: str, note: str, code: str
) -> None:
    budi = ramen.person("+6281200000001")
    ramen.says(budi, "ini bukti")
    with ramen.act() as db:
        refused = holds.place(
            db, ramen.house.vault, ramen.business, budi, clause, note, OFFICER, ramen.now
        )
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert counted(ramen, "hold") == 0


def test_the_published_policy_of_the_ramen_shop_holds_nothing(
    server: Server, tmp_path: Path
) -> None:
    with shop(server, tmp_path / "home") as plain:
        budi = plain.person("+6281200000001")
        assert holds.grounds(plain.business) == {}
        with plain.act() as db:
            refused = holds.place(
                db, plain.house.vault, plain.business, budi, GROUND, "why", OFFICER, plain.now
            )
        assert isinstance(refused, Refused)
        assert refused.code == "vault.hold_not_allowed"


def test_a_destroyed_person_is_boxed_as_empty_and_breaks_nothing(ramen: Shop) -> None:
    budi = ramen.person("+6281200000001")
    ramen.says(budi, "sudah tidak terbaca")
    hold = held(ramen, budi)
    ramen.says(budi, "kuncinya hilang")
    ramen.house.vault.keyring.destroy(people=[PersonKey(ramen.business.id, budi)])
    sweep(ramen)
    assert boxed(ramen, hold) == ["sudah tidak terbaca"]
