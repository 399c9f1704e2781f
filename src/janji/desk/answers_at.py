"""The assistant as the desk's own process knows it: made when first asked for, kept by house."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from janji.care.answers import Answers, load_answers
from janji.policy.business import Business
from janji.vault.house import House


@lru_cache(maxsize=64)
def of_file(path: Path, zone: str, _changed: int) -> Answers:
    """The answers in a file, read again when it changed."""
    return load_answers(path, zone)


def topics_of(_house: House, business: Business, language: str) -> Mapping[str, str]:
    """What each topic is called for people: intent → the title of its answer."""
    path = business.folder / "answers.yaml"
    if not path.exists():
        return {}
    answers = of_file(path, business.zone, path.stat().st_mtime_ns)
    return {one.intent: answers.title(one.intent, language) for one in answers.entries}
