"""A shorter promise reaches what is held, every row, key and copy; a longer one does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from fakes.promises import CLS, Promises
from fakes.restamp_sights import counted, days, found_by, keys, partitions, sealed, silent
from fakes.shop import shop
from janji.channels import provider
from janji.kit.postgres import Server
from janji.kit.sql import prepared
from janji.vault import backup, restore
from janji.vault.key_names import PROVIDER_CLASS

BUDI, CITRA = "+6281200000001", "+6281200000002"
PDF = b"%PDF-1.4\nkuitansi\n%%EOF\n"
NUMBERS = count()


@pytest.fixture
def kept(server: Server, tmp_path: Path) -> Iterator[Promises]:
    """A shop that promised thirty days."""
    with shop(server, tmp_path / "home") as found:
        yield Promises(found).first("30 days")


def test_everything_held_gets_its_earlier_day_and_nothing_is_sealed_anew(kept: Promises) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    message = kept.writes(budi, "mie kuah tanpa bawang")
    kept.shop.shows(budi, message, PDF)
    before, held = sealed(kept), counted(kept)
    assert {t: days(kept, t) for t in held} == {t: [start + timedelta(days=30)] for t in held}
    kept.change("7 days").hear()
    assert kept.restamps() > 0
    assert {t: days(kept, t) for t in held} == {t: [start + timedelta(days=7)] for t in held}
    assert counted(kept) == held
    assert sealed(kept) == before
    assert [one.content for one in kept.shop.heard(budi)] == [{"text": "mie kuah tanpa bawang"}]
    assert found_by(kept, "kuah bawang") == 1
    assert kept.restamps() == 0


def test_on_the_earlier_day_it_is_found_nowhere_not_in_an_older_backup_either(
    kept: Promises, server: Server
) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    message = kept.writes(budi, "rahasia tujuh belas")
    file = kept.shop.shows(budi, message, PDF)
    made = backup.make(
        kept.shop.owner_url, kept.shop.home / "media", kept.shop.home / "backups", kept.shop.now,
        silent,
    )  # fmt: skip
    kept.change("7 days").hear().restamps()
    kept.goes_to(start + timedelta(days=6))
    kept.sweeps()
    assert len(kept.shop.heard(budi)) == 1
    assert file.exists()
    kept.goes_to(start + timedelta(days=7))
    kept.sweeps()
    assert counted(kept) == {}
    assert not file.exists()
    assert not file.parent.exists()
    assert (CLS, start + timedelta(days=30)) not in keys(kept)
    urls = server.fresh_database(f"restamped_{next(NUMBERS)}")
    judge = restore.judge_of(kept.shop.house, kept.shop.now)
    loaded = restore.load(urls[0], made.path, None, judge, kept.shop.now, silent)
    assert (loaded.records, loaded.readable) == (1, 0)


def test_the_copy_at_the_provider_is_owed_from_the_earlier_day_and_can_still_be_asked_for(
    kept: Promises,
) -> None:
    start, shop_ = kept.today, kept.shop
    kept.writes(shop_.person(BUDI), "halo")
    kept.change("7 days").hear().restamps()
    kept.goes_to(start + timedelta(days=7))
    provider.end_provider_days(shop_.house, shop_.business, shop_.now)
    kept.sweeps()
    provider.end_provider_days(shop_.house, shop_.business, shop_.now)
    with shop_.act() as db:
        [debt] = db.all(prepared("SELECT * FROM provider_debt WHERE business_id = :business"))
    assert debt.day == start + timedelta(days=7)
    sealer = shop_.house.vault.sealer(shop_.business.id)
    assert str(sealer.open_sid(debt.day, debt.debt_id, bytes(debt.sid_sealed))).startswith("SM")
    assert (PROVIDER_CLASS, start + timedelta(days=30)) in keys(kept)
    with shop_.act() as db:
        db.run(prepared("DELETE FROM provider_debt WHERE business_id = :business"))
    provider.end_provider_days(shop_.house, shop_.business, shop_.now)
    assert keys(kept) == set()


def test_what_is_over_already_ends_at_the_next_sweep_and_its_keys_before_its_rows(
    kept: Promises,
) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    kept.writes(budi, "lama")
    kept.goes_to(start + timedelta(days=20))
    kept.writes(budi, "baru")
    kept.change("7 days").hear()
    kept.sweeps()
    assert sorted(str(one.content) for one in kept.shop.heard(budi)) == ["None", "{'text': 'baru'}"]
    kept.restamps()
    kept.sweeps()
    assert [one.content for one in kept.shop.heard(budi)] == [{"text": "baru"}]
    assert counted(kept) == {"record": 1, "message": 1, "turn": 1, "token": 1}
    provider.end_provider_days(kept.shop.house, kept.shop.business, kept.shop.now)
    assert kept.restamps() == 0
    assert start + timedelta(days=7) not in partitions(kept)


def test_new_things_on_an_old_keys_day_live_to_their_own_end(kept: Promises) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    shared = start + timedelta(days=30)
    kept.writes(budi, "dulu")
    kept.change("7 days").hear().restamps()
    kept.goes_to(start + timedelta(days=23))
    kept.sweeps()
    new = kept.writes(kept.shop.person(BUDI), "sekarang")
    assert kept.end_of(new) == shared
    kept.restamps()
    kept.goes_to(shared - timedelta(days=1))
    kept.sweeps()
    assert [one.content for one in kept.shop.heard(kept.shop.person(BUDI))] == [
        {"text": "sekarang"}
    ]
    assert keys(kept) >= {(f"{CLS}-v2", shared)}
    assert (CLS, shared) not in keys(kept)
    kept.goes_to(shared)
    kept.sweeps()
    assert counted(kept) == {}


def test_both_promises_on_one_day_lie_apart_while_one_moves(kept: Promises) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    kept.goes_to(start + timedelta(days=1))
    old = kept.writes(budi, "janji lama")
    kept.change("29 days").hear()
    kept.goes_to(start + timedelta(days=2))
    new = kept.writes(budi, "janji baru")
    assert kept.end_of(old) == kept.end_of(new) == start + timedelta(days=31)
    kept.restamps()
    assert kept.end_of(old) == start + timedelta(days=30)
    assert kept.end_of(new) == start + timedelta(days=31)
    assert found_by(kept, "janji") == 2
    kept.goes_to(start + timedelta(days=30))
    kept.sweeps()
    assert [one.content for one in kept.shop.heard(budi)] == [{"text": "janji baru"}]


def test_a_longer_promise_touches_only_what_comes(kept: Promises) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    old = kept.writes(budi, "lama")
    kept.change("60 days").hear()
    assert kept.restamps() == 0
    new = kept.writes(budi, "baru")
    assert kept.end_of(old) == start + timedelta(days=30)
    assert kept.end_of(new) == start + timedelta(days=60)
    kept.goes_to(start + timedelta(days=30))
    kept.sweeps()
    assert [one.content for one in kept.shop.heard(budi)] == [{"text": "baru"}]


def test_a_promise_made_longer_and_then_shorter_ends_each_thing_by_its_own_date(
    kept: Promises,
) -> None:
    budi, start = kept.shop.person(BUDI), kept.today
    first = kept.writes(budi, "satu")
    kept.change("60 days").hear()
    kept.goes_to(start + timedelta(days=3))
    second = kept.writes(budi, "dua")
    kept.change("20 days").hear().restamps()
    third = kept.writes(budi, "tiga")
    assert [kept.end_of(one) for one in (first, second, third)] == [
        start + timedelta(days=20), start + timedelta(days=23), start + timedelta(days=23)
    ]  # fmt: skip
    kept.change("5 days").hear().restamps()
    assert [kept.end_of(one) for one in (first, second, third)] == [
        start + timedelta(days=5), start + timedelta(days=8), start + timedelta(days=8)
    ]  # fmt: skip
    assert len(kept.shop.heard(budi)) == found_by(kept, "satu") + 2 == 3
    kept.goes_to(start + timedelta(days=5))
    kept.sweeps()
    assert sorted(str(one.content) for one in kept.shop.heard(budi)) == [
        "{'text': 'dua'}", "{'text': 'tiga'}"
    ]  # fmt: skip
