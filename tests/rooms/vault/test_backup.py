"""A backup is worthless without keys, and restoring it brings nobody and no day back."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from fakes.shop import MONDAY, Shop, opened, shop
from janji.kit.errors import JanjiError
from janji.kit.postgres import Server
from janji.vault import backup, restore, retention
from janji.vault.backup import Made
from janji.vault.restore_rows import Loaded

MARKER = "rahasia-kuah-tujuh-belas"
STAYS, GOES = "+6281200000001", "+6281200000002"
PDF = b"%PDF-1.4\n" + MARKER.encode() + b"\n%%EOF\n"
NUMBERS = count()


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def taken(ramen: Shop) -> Made:
    folder = ramen.home / "backups"
    return backup.make(ramen.owner_url, ramen.home / "media", folder, ramen.now, silent)


def restored(ramen: Shop, archive: Path, urls: tuple[str, str]) -> Loaded:
    """Load into an empty database, keys and journal being those of *ramen*."""
    judge = restore.judge_of(ramen.house, ramen.now)
    return restore.load(urls[0], archive, ramen.home / "media", judge, ramen.now, silent)


def fresh(server: Server) -> tuple[str, str]:
    return server.fresh_database(f"restored_{next(NUMBERS)}")


def everything(url: str) -> str:
    """Every row of every table, as text."""
    with psycopg.connect(url) as db:
        tables = db.execute(
            "SELECT oid::regclass::text FROM pg_class"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        rows = [db.execute(f"TABLE {name}").fetchall() for (name,) in tables]
    return "\n".join(repr(row) for table in rows for row in table)


def test_a_restored_living_persons_message_opens_again(
    ramen: Shop, server: Server, tmp_path: Path
) -> None:
    person = ramen.person(STAYS)
    message = ramen.says(person, MARKER)
    file = ramen.shows(person, message, PDF)
    made = taken(ramen)
    file.unlink()
    urls = fresh(server)
    loaded = restored(ramen, made.path, urls)
    assert (loaded.records, loaded.readable) == (1, 1)
    assert (loaded.files, loaded.left_behind) == (1, {})
    assert file.exists()
    with opened(ramen.home, *urls, now=ramen.now) as again:
        assert again.person(STAYS) == person
        assert [one.content for one in again.heard(person)] == [{"text": MARKER}]


def test_the_archive_holds_no_readable_word_and_no_key(ramen: Shop) -> None:
    person = ramen.person(STAYS)
    message = ramen.says(person, MARKER)
    file = ramen.shows(person, message, PDF)
    keys = ramen.house.vault.keyring.scan_material(
        ramen.business.id, [person], [("conversation", (MONDAY + timedelta(days=7)).date())]
    )
    secret = (ramen.home / "secrets" / "ledger_signing_key").read_bytes()
    assert len(keys) > 2
    made = taken(ramen)
    assert made.files == 1
    unpacked = gzip.decompress(made.path.read_bytes())
    assert str(person).encode() in unpacked  # the scan does see what is there
    assert file.read_bytes() in unpacked
    with tarfile.open(made.path) as tar:
        parts = [tar.extractfile(one) for one in tar.getmembers()]
        bodies = [part.read() for part in parts if part]
    for body in [made.path.read_bytes(), unpacked, *bodies]:
        for word in (MARKER.encode(), STAYS.encode(), STAYS[1:].encode(), secret):
            assert word not in body
            assert word.hex().encode() not in body
        for name, key in keys.items():
            assert key not in body, name
            assert key.hex().encode() not in body, name


def test_who_was_erased_after_the_backup_stays_erased(ramen: Shop, server: Server) -> None:
    stays, goes = ramen.person(STAYS), ramen.person(GOES)
    ramen.says(stays, "masih di sini")
    message = ramen.says(goes, MARKER)
    file = ramen.shows(goes, message, PDF)
    made = taken(ramen)
    assert str(goes).encode() in gzip.decompress(made.path.read_bytes())
    ramen.clock(MONDAY + timedelta(hours=5))
    ramen.erases(goes)
    urls = fresh(server)
    loaded = restored(ramen, made.path, urls)
    assert (loaded.records, loaded.readable) == (2, 1)
    assert {"person", "identifier", "record", "media"} <= loaded.left_behind.keys()
    rows = everything(urls[0])
    assert str(stays) in rows
    beside_ledger = [row for row in rows.splitlines() if "person.made" not in row]
    assert not any(str(goes) in row for row in beside_ledger)
    assert not file.exists()
    with opened(ramen.home, *urls, now=MONDAY + timedelta(hours=6)) as again:
        assert again.person(GOES) != goes  # known to nobody any more


def test_days_that_ended_since_are_not_restored_and_no_key_opens_them(
    ramen: Shop, server: Server
) -> None:
    person = ramen.person(STAYS)
    message = ramen.says(person, MARKER)
    ramen.shows(person, message, PDF)
    ramen.clock(MONDAY + timedelta(days=3))
    ramen.says(person, "hari keempat")
    made = taken(ramen)
    with_keys = restored(ramen, made.path, fresh(server))
    assert (with_keys.records, with_keys.readable) == (2, 2)
    ramen.clock(MONDAY + timedelta(days=7))
    retention.sweep(ramen.act, ramen.house.vault, ramen.business, ramen.now)
    urls = fresh(server)
    loaded = restored(ramen, made.path, urls)
    assert (loaded.records, loaded.readable, loaded.rows["record"]) == (2, 1, 1)
    assert loaded.files == 0
    assert (MONDAY + timedelta(days=7)).strftime("record_%Y%m%d") not in everything(urls[0])
    with opened(ramen.home, *urls, now=MONDAY + timedelta(days=7)) as again:
        assert [one.content for one in again.heard(person)] == [{"text": "hari keempat"}]
        restore.finish(again.house, again.business, loaded, again.now)
        with again.act() as db:
            assert db.value("SELECT count(*) FROM ledger WHERE action = 'restore.loaded'") == 1


def test_what_the_provider_still_holds_of_rows_left_behind_becomes_a_debt(
    ramen: Shop, server: Server
) -> None:
    person = ramen.person(STAYS)
    message = ramen.says(person, MARKER)
    day = (MONDAY + timedelta(days=7)).date()
    sealed = ramen.house.vault.sealer(ramen.business.id).seal_sid(day, message, "SM1")
    with ramen.act() as db:
        db.run(
            "INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at,"
            " sid_sealed) VALUES (%(business)s, %(m)s, %(day)s, %(p)s, 'in', %(now)s, %(sealed)s)",
            m=message, day=day, p=person, now=MONDAY, sealed=sealed,
        )  # fmt: skip
    made = taken(ramen)
    ramen.clock(MONDAY + timedelta(days=8))
    urls = fresh(server)
    assert restored(ramen, made.path, urls).left_behind["message"] == 1
    with psycopg.connect(urls[0]) as db:
        assert db.execute("SELECT debt_id, day FROM provider_debt").fetchall() == [(message, day)]


def test_a_database_that_is_not_empty_is_left_alone(ramen: Shop) -> None:
    ramen.says(ramen.person(STAYS), MARKER)
    made = taken(ramen)
    before = everything(ramen.owner_url)
    with pytest.raises(JanjiError, match=r"vault\.restore_not_empty"):
        restored(ramen, made.path, (ramen.owner_url, ramen.app_url))
    assert everything(ramen.owner_url) == before


def test_a_damaged_archive_is_refused_before_anything_is_written(
    ramen: Shop, server: Server
) -> None:
    ramen.says(ramen.person(STAYS), MARKER)
    good = taken(ramen).path.read_bytes()
    for number, bad in enumerate(
        (
            good[: len(good) * 3 // 4],
            good[: len(good) // 2],
            b"",
            b"not an archive",
            gzip.compress(b"x" * 2000),
        )
    ):
        archive = ramen.home / f"bad-{number}.janji"
        archive.write_bytes(bad)
        urls = fresh(server)
        with pytest.raises(JanjiError, match=r"vault\.archive_damaged"):
            restored(ramen, archive, urls)
        assert everything(urls[0]) == ""


def test_a_row_changed_in_the_archive_is_noticed(ramen: Shop, server: Server) -> None:
    ramen.says(ramen.person(STAYS), MARKER)
    made = taken(ramen)
    plain = gzip.decompress(made.path.read_bytes())
    assert plain.count(b"message_in") >= 1
    made.path.write_bytes(gzip.compress(plain.replace(b"message_in", b"message_ou", 1)))
    with pytest.raises(JanjiError, match=r"vault\.archive_damaged"):
        restored(ramen, made.path, fresh(server))


def test_a_backup_that_failed_leaves_no_half_archive(ramen: Shop) -> None:
    ramen.says(ramen.person(STAYS), MARKER)

    def dies(_what: str, done: int, _total: int) -> None:
        if done == 3:
            raise OSError("no room")

    folder = ramen.home / "backups"
    with pytest.raises(OSError, match="no room"):
        backup.make(ramen.owner_url, ramen.home / "media", folder, ramen.now, dies)
    assert list(folder.iterdir()) == []


def test_archives_go_when_every_message_in_them_is_over_but_never_the_newest(ramen: Shop) -> None:
    for day in (0, 3, 6):
        ramen.clock(MONDAY + timedelta(days=day))
        taken(ramen)
    folder = ramen.home / "backups"
    assert len(list(folder.iterdir())) == 3
    assert backup.prune(folder, ramen.house.businesses, MONDAY + timedelta(days=6)) == []
    gone = backup.prune(folder, ramen.house.businesses, MONDAY + timedelta(days=40))
    assert len(gone) == 2
    assert backup.newest(folder) == MONDAY + timedelta(days=6)
