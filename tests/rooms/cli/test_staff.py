"""janji staff: a place at the desk, given, listed and ended from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from janji.cli.staff import staff
from janji.kit.errors import JanjiError
from janji.kit.migrate import migrate
from janji.kit.postgres import Server
from janji.kit.settings import HOUSE

Run = Callable[..., Result]


@pytest.fixture
def run(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `janji staff …` on a database and a home of its own, with two businesses."""
    owner_url, app_url = server.fresh_database("cli_staff")
    migrate(owner_url)
    businesses = tmp_path / "businesses"
    businesses.mkdir()
    for slug in ("ramen-master", "virtus"):
        (businesses / slug).symlink_to(HOUSE / "businesses" / slug)
    for name, value in {
        "JANJI_HOME": str(tmp_path / "home"), "JANJI_DATABASE_URL": owner_url,
        "JANJI_DATABASE_APP_URL": app_url, "JANJI_LANGUAGE": "en",
        "JANJI_BUSINESSES": str(businesses),
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    return lambda *words: CliRunner().invoke(staff, list(words))


def test_the_first_place_is_the_owners_and_the_next_an_agents(run: Run) -> None:
    first = run("add", "oki", "--business", "ramen-master")
    assert "First password" in first.output
    assert "Role: owner at ramen-master" in first.output
    assert "Role: agent" in run("add", "siti", "--business", "ramen-master").output
    assert "Role: officer" in run("add", "dewi", "--business", "virtus", "--role", "officer").output
    listed = run("list").output
    shop, other = listed.split("virtus")
    assert "oki" in shop
    assert "siti" in shop
    assert "dewi" not in shop
    assert "dewi" in other
    assert "without a second step" in other


def test_among_several_businesses_one_must_be_named(run: Run) -> None:
    answer = run("add", "oki")
    assert isinstance(answer.exception, JanjiError)
    assert answer.exception.code == "cli.staff_which"
    assert "no staff yet" in run("list", "--business", "virtus").output


def test_a_place_ends_everywhere_but_the_last_owners_stays(run: Run) -> None:
    run("add", "oki", "--business", "ramen-master")
    run("add", "siti", "--business", "ramen-master", "--role", "agent")
    assert "has no place at the desk any more" in run("end", "siti").output
    assert "siti" not in run("list").output
    kept = run("end", "oki")
    assert kept.exit_code == 1
    assert "last owner" in kept.output
    assert "oki" in run("list").output
    assert run("end", "nobody-here").exit_code == 1
