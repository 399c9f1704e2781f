"""The version in force runs; the file in the folder is only a proposal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from fakes.folders import copied, edited, line_after
from fakes.shop import MONDAY, Shop, shop
from janji.cli.opening import applied
from janji.kit.postgres import Server
from janji.policy.questions import compile_policy
from janji.policy.reader import PolicyRefused
from janji.vault import backup, proposals, versions
from janji.vault.archive import members
from janji.vault.house import House, open_house

TODAY = date(2026, 3, 9)
SHORTER = ("    keep: 7 days\n", "    keep: 3 days\n")
OURS = "        at_most: {keep}\n        starts: message\n        controlled_by: us\n"
CLOCK = (OURS.format(keep="7 days"), OURS.format(keep="3 days"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path, "ramen-master") / "ramen-master"


@pytest.fixture
def ramen(server: Server, tmp_path: Path, folder: Path) -> Iterator[Shop]:
    chosen = {"JANJI_BUSINESSES": str(folder.parent)}
    with shop(server, tmp_path / "home", settings=chosen) as found:
        yield found


@contextmanager
def started_again(ramen: Shop) -> Iterator[House]:
    """Another process of the same installation, reading the folder as it is now."""
    house = open_house(ramen.house.settings, ramen.app_url, connections=2)
    try:
        for business in house.businesses:
            applied(house, business)
        yield house
    finally:
        house.close()


def keeps(house: House) -> int | None:
    """How many days a conversation is kept."""
    return house.businesses[0].policy.keep_days("conversation")


def shortened(folder: Path) -> None:
    edited(folder, *SHORTER)
    edited(folder, *CLOCK)


def actions(ramen: Shop, like: str) -> int:
    with ramen.act() as db:
        return int(
            db.value(
                "SELECT count(*) FROM ledger"
                " WHERE business_id = %(business)s AND action LIKE %(like)s",
                like=like,
            )
        )


def apply_from(ramen: Shop, folder: Path, day: date) -> None:
    """Record what the folder says as the next version, in force from *day*."""
    proposal = proposals.proposed(ramen.business)
    policy = compile_policy(proposal.reading.facts, proposal.hash)
    with ramen.act() as db:
        versions.record(
            db, policy, proposal.words, author="bima", now=ramen.now, effective_on=day, plan={}
        )


def test_the_first_start_makes_the_file_version_one(ramen: Shop, folder: Path) -> None:
    with ramen.act() as db:
        (first,) = versions.all_of(db)
        words = versions.words_of(db, 1)
    assert (first.number, first.author, first.label) == (1, "operator", "1")
    assert first.hash == ramen.business.policy.hash
    assert first.effective_on == date(2025, 8, 16)
    assert words.source == (folder / "policy.yaml").read_text(encoding="utf-8")
    assert words.published == (folder / "published.txt").read_text(encoding="utf-8")
    assert actions(ramen, "policy.applied") == actions(ramen, "policy.in_force") == 1
    with started_again(ramen):
        assert actions(ramen, "policy.%") == 2, "a second start adds nothing"


def test_a_changed_file_changes_nothing_that_runs(ramen: Shop, folder: Path) -> None:
    assert keeps(ramen.house) == 7
    shortened(folder)
    with started_again(ramen) as house:
        assert keeps(house) == 7
        with house.act(house.businesses[0]) as db:
            seen = proposals.look(db, folder)
            assert versions.newest(db) == seen.version
    assert seen.state == "changed"
    assert seen.version is not None
    assert seen.version.number == 1


def test_a_broken_file_stops_nothing_and_is_shown_at_its_line(ramen: Shop, folder: Path) -> None:
    line = line_after(edited(folder, "    keep: 7 days\n", "    keep: [7 days\n"), "keep: [7")
    with started_again(ramen) as house:
        assert keeps(house) == 7
        with house.act(house.businesses[0]) as db:
            seen = proposals.look(db, folder)
    assert seen.state == "broken"
    assert {problem.line for problem in seen.problems} == {line}
    assert all(problem.file.endswith("policy.yaml") for problem in seen.problems)


def test_a_missing_published_text_stops_nothing_either(ramen: Shop, folder: Path) -> None:
    (folder / "published.txt").unlink()
    with started_again(ramen) as house:
        assert keeps(house) == 7


def test_a_broken_file_of_a_business_that_never_started_is_refused(
    server: Server, tmp_path: Path, folder: Path, ramen: Shop
) -> None:
    fresh = copied(tmp_path / "new", "fineclean") / "fineclean"
    settings = {"JANJI_BUSINESSES": str(fresh.parent)}
    (fresh / "policy.yaml").write_text("business: [", encoding="utf-8")
    with pytest.raises(PolicyRefused), shop(server, tmp_path / "other", settings=settings):
        pytest.fail("nothing may start on a file that was never applied")


def test_a_coming_version_takes_over_at_midnight_in_every_process(
    ramen: Shop, folder: Path
) -> None:
    shortened(folder)
    apply_from(ramen, folder, TODAY + timedelta(days=2))
    with started_again(ramen) as house:
        other = house.businesses[0]
        with ramen.act() as db:
            assert versions.in_force(db, TODAY) == versions.one(db, 1)
            assert versions.coming(db, TODAY) == versions.one(db, 2)
        for moment in (MONDAY, MONDAY + timedelta(days=1, hours=13, minutes=59)):
            ramen.clock(moment)  # 23:59 in Jakarta at the latest
            ramen.house.follow(ramen.business)
            house.follow(other)
            assert keeps(ramen.house) == keeps(house) == 7
        ramen.clock(MONDAY + timedelta(days=1, hours=14))
        ramen.house.follow(ramen.business)
        house.follow(other)
        assert keeps(ramen.house) == keeps(house) == 3
        assert other.policy.effective == TODAY + timedelta(days=2)
    assert actions(ramen, "policy.in_force") == 2, "the first to see it writes it down, once"
    with ramen.act() as db:
        assert versions.coming(db, TODAY + timedelta(days=2)) is None


def test_a_version_applied_elsewhere_is_followed_within_a_second(ramen: Shop, folder: Path) -> None:
    with started_again(ramen) as house:
        house.follow(house.businesses[0])
        shortened(folder)
        apply_from(ramen, folder, TODAY)
        house.follow(house.businesses[0])
        assert keeps(house) == 7, "nothing is asked twice in a second"
        house.followed.looked.clear()  # a second later
        house.follow(house.businesses[0])
        assert keeps(house) == 3


def test_versions_are_written_once(ramen: Shop) -> None:
    for change in ("UPDATE policy_version SET label = '2'", "DELETE FROM policy_version"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), ramen.act() as db:
            db.run(change)


def test_versions_of_a_neighbour_are_not_seen(ramen: Shop) -> None:
    with ramen.house.database.act(77) as db:
        assert versions.all_of(db) == []
        assert versions.in_force(db, TODAY) is None
    with ramen.act() as db:
        assert len(versions.all_of(db)) == 1


def test_a_copy_holds_the_versions(ramen: Shop) -> None:
    folder, media = ramen.home / "backups", ramen.house.vault.media
    made = backup.make(ramen.owner_url, media, folder, MONDAY, lambda *_: None)
    rows = {name: content.read() for name, content in members(made.path)}
    assert ramen.business.policy.hash.encode() in rows["data/policy_version.copy"]
