"""The terminal speaks to people: an overview, plain words for every mistake, never a trace."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from janji.cli.main import COMMANDS
from janji.cli.overview import GROUPS, LISTED, overview
from janji.cli.run import fit_to_start
from janji.kit.settings import Settings
from janji.kit.text import say
from janji.policy.business import all_businesses

HIDDEN = {"prepare", "stop-database"}
WIDTH = 80


def janji(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command as its own process, in Indonesian unless *more* says otherwise."""
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", "src"),
               "JANJI_HOME": str(home), **more}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "janji", *words],
        env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_the_overview_names_every_command_in_both_languages_and_fits_a_terminal() -> None:
    assert set(LISTED) == set(COMMANDS) - HIDDEN
    assert len(LISTED) == sum(len(names) for names in GROUPS.values())
    for language in ("id", "en"):
        words = overview(language)
        assert all(len(line) < WIDTH for line in words.splitlines())
        assert "Mulai di sini" in words
        assert "Start here" in words


def test_janji_alone_shows_the_overview_and_is_no_mistake(tmp_path: Path) -> None:
    shown = janji(tmp_path)
    assert shown.returncode == 0
    assert "./janji demo" in shown.stdout
    assert shown.stderr == ""


@pytest.mark.parametrize(
    ("words", "indonesian", "english"),
    [
        (("dmeo",), "./janji demo", "Did you mean ./janji demo?"),
        (("qqq",), 'Tidak ada perintah "qqq"', 'no command "qqq"'),
        (("check",), "USAHA belum disebut", "BUSINESS is missing"),
        (("check", "nope"), 'Tidak ada usaha bernama "nope"', 'no business called "nope"'),
        (("ask", "../x", "hai"), "Tidak ada usaha bernama", "There is no business called"),
        (("promises", "nope"), 'Tidak ada usaha bernama "nope"', 'no business called "nope"'),
        (("promises", "--zz"), "Pilihan --zz tidak dikenal", "option --zz is not known"),
    ],
)
def test_a_mistyped_command_is_told_in_the_readers_language(
    tmp_path: Path, words: tuple[str, ...], indonesian: str, english: str
) -> None:
    for tongue, expected in (("id_ID.UTF-8", indonesian), ("en_US.UTF-8", english)):
        told = janji(tmp_path, *words, LANG=tongue)
        assert told.returncode == 2
        assert expected in told.stderr
        assert "Traceback" not in told.stderr


@pytest.mark.parametrize("tongue", ["id", "en"])
def test_run_says_of_each_business_without_an_account_what_it_lacks_and_where_to_go(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tongue: str,
) -> None:
    monkeypatch.setenv("JANJI_LANGUAGE", tongue)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    given = {"JANJI_HOME": str(tmp_path / "home"), "JANJI_PORT": port}
    chosen = Settings.from_environment({**given, "JANJI_TWILIO_ACCOUNT_SID": "AC" + "0" * 32})
    here = all_businesses(chosen.businesses)
    fit_to_start(chosen, here)
    head, *lines = capsys.readouterr().err.splitlines()
    assert head == say("cli.lacks.some", tongue)
    assert len(lines) == len(here)
    by_name = dict(zip([one.slug for one in here], lines, strict=True))
    assert "kouventa" in by_name["virtus"]
    assert "business.yaml" in by_name["virtus"]
    for one in here:
        assert one.name in by_name[one.slug]
    for slug in ("ramen-master", "jova-pos"):
        assert f"{chosen.public_url}/desk/{slug}/settings/connect" in by_name[slug]
        assert "AUTH_TOKEN" in by_name[slug]
    assert "ACCOUNT_SID" not in by_name["ramen-master"], "that one is set"
    settled = {one.channel.token_env: "sample" for one in here}
    settled |= {one.channel.account_env: "AC" + "0" * 32 for one in here}
    fit_to_start(Settings.from_environment({**given, **settled}), here)
    assert capsys.readouterr().err.count("\n") == 2, "one alone is left to name"
    assert not (tmp_path / "home").exists(), "looking changes nothing"


def test_run_on_a_port_in_use_says_which_one(tmp_path: Path) -> None:
    secrets = {"JANJI_TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "JANJI_TWILIO_AUTH_TOKEN": "sample"}
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        told = janji(tmp_path / "home", "run", JANJI_PORT=port, **secrets)
    assert told.returncode == 2
    assert f"Port {port}" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_folder_that_cannot_be_made_is_named_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    told = janji(tmp_path / "file" / "home", "prove")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr
    assert "./janji" in told.stderr or str(tmp_path / "file") in told.stderr


def test_an_answers_file_that_is_missing_or_unreadable_is_told_at_its_place(tmp_path: Path) -> None:
    source = Path(__file__).parents[3] / "businesses" / "ramen-master"
    there = tmp_path / "businesses" / "ramen-master"
    there.mkdir(parents=True)
    for one in source.glob("*.*"):
        (there / one.name).write_bytes(one.read_bytes())
    fine = janji(tmp_path, "check", "ramen-master", JANJI_BUSINESSES=str(there.parent))
    assert fine.returncode == 0
    (there / "answers.yaml").write_bytes(b"\xff\xfe")
    broken = janji(tmp_path, "check", "ramen-master", JANJI_BUSINESSES=str(there.parent))
    (there / "answers.yaml").unlink()
    gone = janji(tmp_path, "check", "ramen-master", JANJI_BUSINESSES=str(there.parent))
    for told in (broken, gone):
        assert told.returncode == 2
        assert f"{there / 'answers.yaml'}:1:1:" in told.stderr
        assert "Traceback" not in told.stderr
