"""What may be wrong with answers, in both languages: answers_problems.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from janji.care.answers_safe import MOST_BYTES
from janji.kit.errors import Problem


def problem(name: str, code: str, broken: Exception | None = None) -> Problem:
    """What is wrong with a whole file, at the place where the parser stopped."""
    mark = getattr(broken, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    words = [one.format(most=MOST_BYTES >> 20) for one in sayings()[code]]
    return Problem(name, line, column, f"answers.{code}", *words)


@cache
def sayings() -> dict[str, tuple[str, str]]:
    """The words of each problem: code → Indonesian, English."""
    table = tomllib.loads(
        Path(__file__).with_name("answers_problems.toml").read_text(encoding="utf-8")
    )
    return {code: (words["id"], words["en"]) for code, words in table.items()}
