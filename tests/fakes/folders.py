"""Folders of businesses that a test may edit: copies, never the ones of the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

BUSINESSES = Path(__file__).resolve().parents[2] / "businesses"


def copied(to: Path, *names: str) -> Path:
    """A folder in *to* with a copy of each business named."""
    folder = to / "businesses"
    for name in names:
        shutil.copytree(BUSINESSES / name, folder / name)
    return folder


def edited(folder: Path, old: str, new: str, *, times: int = 1) -> Path:
    """policy.yaml in *folder* with *old* written as *new*, exactly *times* times."""
    path = folder / "policy.yaml"
    before = path.read_text(encoding="utf-8")
    assert before.count(old) == times, f"{old!r} stands {before.count(old)} times"
    path.write_text(before.replace(old, new), encoding="utf-8")
    return path


def line_of(path: Path, words: str) -> int:
    """The line on which *words* stand, exactly once in the file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(words) == 1, words
    return text[: text.index(words)].count("\n") + 1


def line_after(path: Path, words: str) -> int:
    """The line after the one with *words*: where a list left open is found out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = line_of(path, words)
    return next(n for n in range(start, len(lines)) if ":" in lines[n]) + 1
