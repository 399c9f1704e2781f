"""The five texts as published, and the answers they are known to get."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from janji.policy.lint import Finding
from janji.policy.published import published_facts
from janji.policy.stated import Stated

ROOT = Path(__file__).resolve().parents[3]
BUSINESSES = ROOT / "businesses"
SLUGS = ("ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya")
NOW = date(2026, 11, 22)
LATER = date(2027, 1, 16)
DAY_BEFORE = date(2027, 1, 15)
LETTERS = {"error": "E", "warning": "W", "info": "I"}
VERDICTS = {"passed": "ok", "not_applicable": "na", "cannot_tell": "?"}


@cache
def published(slug: str) -> Stated:
    """What the text of a business states as published."""
    reading = published_facts(BUSINESSES / slug)
    assert reading is not None
    return reading.facts


def expected() -> dict[str, list[str]]:
    """Rule id to the five known answers, in the order of SLUGS."""
    path = Path(__file__).parent / "lint_expected.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def cell(now: Finding, later: Finding) -> str:
    """An answer as the table writes it: E+ is a warning now and an error once PP 33/2026 binds."""
    if now.severity is None:
        return VERDICTS[now.outcome.verdict]
    grows = now.severity == "warning" and later.severity == "error"
    return "E+" if grows else LETTERS[now.severity]
