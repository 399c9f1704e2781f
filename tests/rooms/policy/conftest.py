"""A copy of the first business that a test may spoil, and ways to spoil it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from janji.kit.errors import Problem
from janji.policy.business import Business, load_business
from janji.policy.reader import PolicyRefused

ROOT = Path(__file__).resolve().parents[3]
RAMEN = ROOT / "businesses" / "ramen-master"


@pytest.fixture(scope="session")
def ramen() -> Business:
    """The first business as it is."""
    return load_business(RAMEN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the first business's folder."""
    return Path(shutil.copytree(RAMEN, tmp_path / "ramen-master"))


Spoil = Callable[[str, str, str], tuple[int, int]]


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    """Replace words that stand once in a file; returns line and column of the replacement."""

    def replace(file: str, old: str, new: str) -> tuple[int, int]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        before = text[: text.index(old)]
        path.write_text(text.replace(old, new), encoding="utf-8")
        return before.count("\n") + 1, len(before) - before.rfind("\n")

    return replace


@pytest.fixture
def refusals(folder: Path) -> Callable[[], list[Problem]]:
    """What the loader refuses about the copy."""

    def load() -> list[Problem]:
        with pytest.raises(PolicyRefused) as refused:
            load_business(folder, frozenset(load_business(RAMEN).policy.proofs))
        return refused.value.problems

    return load
