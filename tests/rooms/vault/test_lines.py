"""Lines that are only added: whole or not there, whatever a crash left behind them."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from janji.kit.errors import JanjiError
from janji.vault import lines

DAMAGED = "vault.journal_damaged"
LINES = [{"act": "begin", "n": 1}, {"act": "finish", "n": 2}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / "lines.jsonl"


def test_nothing_was_ever_added(path: Path) -> None:
    assert lines.read(path, DAMAGED) == []


def test_lines_are_read_in_the_order_they_were_added_by_their_owner_alone(path: Path) -> None:
    for line in LINES:
        lines.add(path, line)
    assert lines.read(path, DAMAGED) == LINES
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@settings(max_examples=60)
@given(cut=st.integers(1, 60))
def test_wherever_the_power_went_the_line_before_stands_and_the_next_is_whole(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    path = tmp_path_factory.mktemp("torn") / "lines.jsonl"
    lines.add(path, LINES[0])
    whole = path.read_bytes()
    lines.add(path, LINES[1])
    torn = path.read_bytes()[: max(len(whole), len(path.read_bytes()) - cut)]
    path.write_bytes(torn)
    assert lines.read(path, DAMAGED) == LINES[:1], "no end, no line: it was never acknowledged"
    lines.add(path, LINES[1])
    assert lines.read(path, DAMAGED) == LINES


def test_a_line_in_the_middle_that_is_none_is_named_and_nothing_is_guessed(path: Path) -> None:
    for line in LINES:
        lines.add(path, line)
    path.write_bytes(path.read_bytes().replace(b'"finish"', b'"fin', 1))
    with pytest.raises(JanjiError) as refused:
        lines.read(path, DAMAGED)
    assert (refused.value.code, refused.value.values["line"]) == (DAMAGED, 2)


def test_many_who_add_at_once_lose_and_mix_nothing(path: Path) -> None:
    def adds(who: int) -> None:
        for n in range(20):
            lines.add(path, {"who": who, "n": n})

    threads = [Thread(target=adds, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    found = lines.read(path, DAMAGED)
    assert sorted((one["who"], one["n"]) for one in found) == [
        (who, n) for who in range(4) for n in range(20)
    ]
    assert json.loads(path.read_bytes().splitlines()[-1]) == found[-1]
