"""A backup older than a version: the shorter promise made since is known all the same, and kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from fakes.folders import copied, edited
from fakes.shop import Shop, opened, shop
from janji.channels.proving import ask_proofs
from janji.kit.errors import JanjiError, Refused
from janji.kit.postgres import Server
from janji.vault import backup, plans, proposals, restamp, restore, versions
from janji.vault.backup import Made
from janji.vault.restore_rows import Loaded

AT, BUDI = "ramen-master", "+6281200000001"
KEEP = "    keep: {n} days\n    counted_from: conversation_date"
OURS = "        at_most: {n} days\n        starts: message\n        controlled_by: us\n"
DAY = timedelta(days=1)
NUMBERS = count()


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    chosen = {"JANJI_BUSINESSES": str(copied(tmp_path, AT))}
    with shop(server, tmp_path / "home", settings=chosen) as found:
        found.house.begin(found.business)
        yield found


def takes(ramen: Shop, days: int, before: int, on: date | None = None) -> int:
    """The owner writes another number of days and applies it."""
    for words in (KEEP, OURS):
        edited(ramen.business.folder, words.format(n=before), words.format(n=days))
    today = ramen.house.today(ramen.business)
    with ramen.act() as db:
        made = plans.make(db, ramen.business, ramen.now, today, on)
        number = plans.apply(
            db, ramen.business, made.name, author="bima", now=ramen.now, today=today, on=on,
            still_true=made.sentences,
        )  # fmt: skip
    assert not isinstance(number, Refused), number
    ramen.house.begin(ramen.business)
    return number


def taken(ramen: Shop) -> Made:
    return backup.make(
        ramen.owner_url, ramen.home / "media", ramen.home / "backups", ramen.now, silent
    )


@contextmanager
def restored(ramen: Shop, server: Server, archive: Path) -> Iterator[tuple[Shop, Loaded]]:
    """The database is lost; *archive* is brought back into a new one beside the same home."""
    urls = server.fresh_database(f"versions_{next(NUMBERS)}")
    judge = restore.judge_of(ramen.house, ramen.now)
    loaded = restore.load(urls[0], archive, ramen.home / "media", judge, ramen.now, silent)
    chosen = {"JANJI_BUSINESSES": str(ramen.business.folder.parent)}
    with opened(ramen.home, *urls, now=ramen.now, settings=chosen) as again:
        restore.finish(again.house, again.business, loaded, ramen.now)
        yield again, loaded


def lies(ramen: Shop) -> list[date]:
    with ramen.act() as db:
        return [row.expires_on for row in db.all("SELECT expires_on FROM record ORDER BY 1")]


def test_a_shorter_promise_made_after_the_backup_is_kept_after_the_restore(
    ramen: Shop, server: Server
) -> None:
    today = ramen.house.today(ramen.business)
    ramen.says(ramen.person(BUDI), "halo")
    made = taken(ramen)
    assert lies(ramen) == [today + 7 * DAY]
    assert takes(ramen, 3, before=7) == 2
    with restored(ramen, server, made.path) as (again, loaded):
        assert loaded.versions == {AT: (2,)}
        assert again.business.policy.keep_days("conversation") == 3
        assert lies(again) == [today + 3 * DAY], "moved in the restore itself"
        with again.act() as db:
            known = versions.all_of(db)
            assert [(one.number, one.author) for one in known] == [(2, "bima"), (1, "operator")]
            assert known[0].plan["name"].startswith("1-")
            assert proposals.look(db, again.business.folder).state == "same"
            moved = restamp.progress(db)
        assert moved is not None
        assert moved.over
        found = {one.proof: one for one in ask_proofs(again.house, again.business, again.now)}
        assert found["expiry_later_than_promised"].word == "kept"


def test_several_versions_and_a_coming_one_come_back_in_order(ramen: Shop, server: Server) -> None:
    today = ramen.house.today(ramen.business)
    assert takes(ramen, 6, before=7) == 2
    ramen.says(ramen.person(BUDI), "halo")
    made = taken(ramen)
    assert takes(ramen, 5, before=6) == 3
    assert takes(ramen, 2, before=5, on=today + 4 * DAY) == 4
    with restored(ramen, server, made.path) as (again, loaded):
        assert loaded.versions == {AT: (3, 4)}
        assert again.business.policy.keep_days("conversation") == 5
        assert lies(again) == [today + 5 * DAY]
        with again.act() as db:
            coming = versions.coming(db, today)
        assert coming is not None
        assert (coming.number, coming.effective_on) == (4, today + 4 * DAY)


def test_without_the_journal_the_folder_says_that_something_is_unknown(
    ramen: Shop, server: Server
) -> None:
    ramen.says(ramen.person(BUDI), "halo")
    made = taken(ramen)
    assert takes(ramen, 3, before=7) == 2
    ramen.house.versions.path.unlink()
    with restored(ramen, server, made.path) as (again, loaded):
        assert loaded.versions == {AT: ()}
        assert again.business.policy.keep_days("conversation") == 7
        with again.act() as db:
            assert proposals.look(db, again.business.folder).state == "changed"


def test_whom_it_was_told_is_not_known_any_more_and_the_proof_says_so(
    ramen: Shop, server: Server
) -> None:
    ramen.says(ramen.person(BUDI), "halo")
    made = taken(ramen)
    ramen.clock(ramen.now + timedelta(hours=1))
    today = ramen.house.today(ramen.business)
    assert takes(ramen, 30, before=7, on=today + 7 * DAY) == 2
    ramen.clock(ramen.now + 6 * DAY)
    with restored(ramen, server, made.path) as (again, _):
        again.clock(again.now + DAY)
        again.says(again.person(BUDI), "masih di sini")
        found = {one.proof: one for one in ask_proofs(again.house, again.business, again.now)}
        told = found["policy_changes_not_told"]
        assert told.word == "cannot_tell", told
        assert "notices_lost_with_the_database" in told.missing


def test_each_version_is_written_once_and_a_torn_line_again(ramen: Shop) -> None:
    journal, here = ramen.house.versions, ramen.business
    assert list(journal.of(here.id)) == [1]
    with ramen.act() as db:
        assert journal.catch_up(db, here) == 0
    takes(ramen, 5, before=7)
    assert list(journal.of(here.id)) == [1, 2]
    assert journal.path.stat().st_mode & 0o077 == 0
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-20])
    assert list(journal.of(here.id)) == [1]
    with ramen.act() as db:
        assert journal.catch_up(db, here) == 1
    assert journal.path.read_bytes() == whole
    with ramen.act() as db:
        first = versions.one(db, 1)
    assert first is not None
    other = replace(first, applied_at=first.applied_at + DAY)
    with ramen.act() as db:
        journal.append(here.id, other, versions.words_of(db, 1))
    assert list(journal.of(here.id)) == [1], "a new life of the database ends the older one"
    journal.path.write_bytes(b"{torn\n" + whole)
    with pytest.raises(JanjiError, match="versions_damaged"):
        journal.of(here.id)
