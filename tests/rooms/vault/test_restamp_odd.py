"""A shorter promise in odd cases: late writers, no end before, holds, drafts, older seals."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fakes.grounds import GROUND, grounded
from fakes.promises import CLS, Promises, keeping
from fakes.restamp_sights import counted, keys, sealed
from fakes.shop import Shop, shop
from janji.kit.errors import JanjiError
from janji.kit.postgres import Server
from janji.kit.sql import prepared
from janji.policy.questions import compile_policy
from janji.vault import gate, gate_files, holds, records, restamp
from janji.vault.gate_files import open_file
from janji.vault.key_names import PROVIDER_CLASS
from janji.vault.keyring import Keyring
from janji.vault.media_files import Media
from janji.vault.places import HOUSE
from janji.vault.seal import bound, data_key, to_content

BUDI, CITRA = "+6281200000001", "+6281200000002"
PDF = b"%PDF-1.4\nkuitansi\n%%EOF\n"
NUMBERS = count()


@pytest.fixture
def kept(server: Server, tmp_path: Path) -> Iterator[Promises]:
    """A shop that promised thirty days."""
    with shop(server, tmp_path / "home") as found:
        yield Promises(found).first("30 days")


def test_nothing_moves_before_the_version_is_in_force(kept: Promises) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    message = kept.writes(budi, "halo")
    kept.change("7 days", on=start + timedelta(days=2)).hear()
    assert kept.restamps() == 0
    assert kept.end_of(message) == start + timedelta(days=30)
    kept.goes_to(start + timedelta(days=2))
    kept.hear().restamps()
    assert kept.end_of(message) == start + timedelta(days=7)


def test_a_coming_promise_that_was_taken_back_never_binds(kept: Promises) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    message = kept.writes(budi, "halo")
    kept.change("7 days", on=start + timedelta(days=4))
    kept.change("30 days", on=start + timedelta(days=1))
    kept.goes_to(start + timedelta(days=6))
    assert kept.hear().restamps() == 0
    assert kept.end_of(message) == start + timedelta(days=30)
    kept.sweeps()
    assert len(kept.shop.heard(budi)) == 1


def test_a_process_that_had_not_heard_yet_writes_under_the_old_promise_and_is_reached(
    kept: Promises,
) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    kept.writes(budi, "pertama")
    kept.change("7 days")
    kept.restamps()
    late = kept.writes(budi, "terlambat")  # this process still keeps for thirty days
    assert kept.end_of(late) == start + timedelta(days=30)
    kept.hear()
    kept.shop.clock(kept.shop.now + timedelta(hours=2))
    kept.restamps()
    assert kept.end_of(late) == start + timedelta(days=7)
    kept.goes_to(start + timedelta(days=7))
    kept.sweeps()
    assert counted(kept) == {}


def test_what_had_no_end_is_sealed_anew_and_the_key_without_a_day_ends(
    server: Server, tmp_path: Path
) -> None:
    with shop(server, tmp_path / "home") as found:
        kept = Promises(found).first(None)
        budi, start = found.person(BUDI), kept.today
        old = found.says(budi, "dulu sekali")
        kept.goes_to(start + timedelta(days=10))
        new = found.says(budi, "kemarin")
        before = sealed(kept)
        kept.change("7 days").hear()
        assert kept.restamps() > 0
        assert kept.end_of(old) == start + timedelta(days=7)
        assert kept.end_of(new) == start + timedelta(days=17)
        assert len(sealed(kept) & before) == 1, "what is over already is not worth a new seal"
        kept.sweeps()
        ring, one = found.house.vault.keyring, found.business.id
        assert ring.days(one, CLS) == []
        assert [opened_.content for opened_ in found.heard(budi)] == [{"text": "kemarin"}]
        kept.goes_to(start + timedelta(days=17))
        kept.sweeps()
        assert counted(kept) == {}


def test_a_file_that_comes_after_the_change_ends_with_its_message(kept: Promises) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    message = kept.writes(budi, "ini buktinya")
    kept.change("7 days").hear()
    house, business = kept.shop.house, kept.shop.business
    day = kept.end_of(message)
    assert day == start + timedelta(days=30)
    place = records.beside(house.vault, business, "media", message, day)
    assert place == (f"{CLS}-v2", start + timedelta(days=7), day)
    kept.restamps()
    file = kept.shop.shows(budi, message, PDF)
    with kept.shop.act() as db:
        got = open_file(db, house.vault, business, "customer_support", budi, message, 0, by=1)
        assert gate_files.files_of(db, [message])[message][0].path
    assert isinstance(got, Media)
    assert got.content == PDF
    kept.goes_to(start + timedelta(days=7))
    kept.sweeps()
    assert not file.exists()


def test_a_draft_about_an_older_talk_stays_readable_to_its_end_through_another_change(
    kept: Promises,
) -> None:
    shop_ = kept.shop
    budi, start = shop_.person(BUDI), kept.today
    talk = kept.writes(budi, "halo")
    kept.change("60 days").hear()
    kept.goes_to(start + timedelta(days=25))
    with shop_.act() as db:
        draft = records.put(
            db, shop_.house.vault, shop_.business, budi, "draft", {"text": "baik"}, shop_.now,
            ends=kept.end_of(talk),
        )  # fmt: skip
    assert kept.end_of(draft) == start + timedelta(days=30)
    kept.change("50 days").hear().restamps()
    kept.sweeps()
    with shop_.act() as db:
        seen = gate.read_records(
            db, shop_.house.vault, shop_.business, "customer_support", [draft], by=1
        )
    assert isinstance(seen, list)
    assert [one.content for one in seen] == [{"text": "baik"}]
    kept.goes_to(start + timedelta(days=30))
    kept.sweeps()
    assert counted(kept) == {}


def test_how_far_it_is_can_be_asked_at_any_moment(kept: Promises) -> None:
    with kept.shop.act() as db:
        assert restamp.progress(db) is None
    budi = kept.shop.person(BUDI)
    for n in range(3):
        kept.writes(budi, f"pesan {n}")
        kept.goes_to(kept.today + timedelta(days=1))
    kept.change("7 days").hear()
    kept.step()
    with kept.shop.act() as db:
        half = restamp.progress(db)
    assert half is not None
    assert (half.keys, half.over) == (3, False)
    assert 0 < half.records < 3
    kept.restamps()
    with kept.shop.act() as db:
        whole = restamp.progress(db)
    assert whole is not None
    assert (whole.moved, whole.records, whole.over) == (3, 3, True)


def test_a_kind_does_not_slip_into_a_shorter_class(kept: Promises) -> None:
    old = kept.shop.business.policy
    its = old.file.retention[CLS]
    shorter = {"retention": {**old.file.retention, "brief": its},
               "kinds": {**old.file.kinds, "note": old.file.kinds["note"].model_copy(
                   update={"retention": "brief"})}}  # fmt: skip
    split = keeping(compile_policy(old.file.model_copy(update=shorter), "x"), "7 days", "brief")
    with kept.shop.act() as db, pytest.raises(JanjiError, match="kind_moved"):
        restamp.begin(db, kept.shop.business, 2, old, split, kept.shop.now)


def test_what_was_sealed_before_bytes_named_their_key_moves_and_stays_readable(
    kept: Promises,
) -> None:
    shop_ = kept.shop
    budi, start = shop_.person(BUDI), kept.today
    message = kept.writes(budi, "dari dulu")
    old = start + timedelta(days=30)
    ring, one = shop_.house.vault.keyring, shop_.business.id
    words = to_content({"text": "dari dulu"})
    sealed_before = before((one, budi, "message_in", message, CLS, old), words, ring)
    sid = before((one, HOUSE, "sid", message, PROVIDER_CLASS, old), b"SM-lama", ring)
    with psycopg.connect(shop_.owner_url) as db:
        db.execute("UPDATE record SET sealed = %s", (sealed_before,))
        db.execute("UPDATE message SET sid_sealed = %s", (sid,))
    assert [found.content for found in shop_.heard(budi)] == [{"text": "dari dulu"}]
    kept.change("7 days").hear().restamps()
    assert kept.end_of(message) == start + timedelta(days=7)
    assert [found.content for found in shop_.heard(budi)] == [{"text": "dari dulu"}]
    with shop_.act() as db:
        row = db.one(prepared("SELECT * FROM message WHERE business_id = :business"))
    assert row is not None
    sealer = shop_.house.vault.sealer(one)
    assert sealer.open_sid(row.expires_on, message, bytes(row.sid_sealed)) == "SM-lama"
    kept.goes_to(start + timedelta(days=7))
    kept.sweeps()
    assert (CLS, old) not in keys(kept)


def before(place: tuple[int, UUID, str, UUID, str, date], words: bytes, ring: Keyring) -> bytes:
    """*words* as they were sealed before sealed bytes named their key."""
    business, person, _, _, cls, day = place
    person_key, day_key = ring.person_key(business, person), ring.day_key(business, cls, day)
    assert person_key is not None
    assert day_key is not None
    nonce, cipher = os.urandom(12), AESGCM(data_key(business, cls, person_key, day_key))
    return b"\x01" + nonce + cipher.encrypt(nonce, words, bound(*place))


def test_a_hold_in_law_keeps_its_box_when_the_promise_becomes_shorter(
    server: Server, tmp_path: Path
) -> None:
    with shop(server, tmp_path / "home") as found:
        house = replace(found.house, businesses=(grounded(found.business),))
        kept = Promises(Shop(house, found.home, found.owner_url, found.app_url)).first("30 days")
        budi, start = kept.shop.person(BUDI), kept.today
        evidence = kept.writes(budi, "ini bukti")
        with kept.shop.act() as db:
            hold = holds.place(
                db, house.vault, kept.shop.business, budi, GROUND, "perkara", 3, kept.shop.now
            )
        assert isinstance(hold, UUID)
        kept.goes_to(start + timedelta(days=20))
        kept.change("7 days").hear()
        kept.sweeps()
        kept.restamps()
        kept.sweeps()
        assert kept.end_of(evidence) is None
        with kept.shop.act() as db:
            box = holds.read(db, house.vault, kept.shop.business, hold, by=3)
        assert isinstance(box, tuple)
        told = [one for one in box[1] if one.kind == "message_in"]
        assert [one.content for one in told] == [{"text": "ini bukti"}]
