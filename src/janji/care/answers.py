"""The answers of a business: approved words for each intent, in both languages.

Read from businesses/<name>/answers.yaml. Nothing is generated: an answer is a curated text whose
{slots} are filled with facts of the file or with words computed for the moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Literal, cast

from janji.care.answers_file import Entry, read
from janji.care.example import Example
from janji.kit.clock import local_date
from janji.kit.errors import JanjiError, Problem

Kind = Literal["text", "policy", "hours", "handover", "rights", "none"]
COMPUTED = frozenset(
    {
        "hours_today",
        "hours_week",
        "policy_link",
        "proof_link",
        "keep",
        "recipients",
        "phone",
        "email",
    }
)


class AnswersRefused(JanjiError):  # noqa: N818 - a refusal, as PolicyRefused is
    """The file cannot be used; *problems* says everything that is wrong, each at its place."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("care.answers_refused", count=len(problems))
        self.problems = problems


@dataclass(frozen=True)
class Answer:
    """One approved answer in one language; *text* still holds its {slots}."""

    intent: str
    kind: Kind
    language: str
    text: str
    approved_by: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def slots(self) -> frozenset[str]:
        """The names of the gaps in the text."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)

    def filled(self, computed: Mapping[str, str]) -> str:
        """The words to send: slots from *computed* first, then from the facts of the file.

        Raises: JanjiError care.answer_gap when a slot has no value; a gap is never sent.
        """
        values = {**self.facts, **computed}
        missing = sorted(self.slots - set(values))
        if missing:
            raise JanjiError("care.answer_gap", intent=self.intent, slot=missing[0])
        return self.text.format_map(values)


@dataclass(frozen=True)
class Answers:
    """Every answer of a business and every phrasing its assistant learns from."""

    entries: tuple[Entry, ...]
    facts: Mapping[str, Mapping[str, str]]  # name → language → words
    zone: str = "Asia/Jakarta"

    def lookup(self, intent: str, language: str, now: datetime) -> Answer | None:
        """The answer to *intent* that is valid at *now*; None when there is none to give."""
        today = local_date(now, self.zone)
        for entry in self.entries:
            if entry.intent == intent and entry.answer and valid(entry, today):
                spoken = language if language in entry.answer else next(iter(entry.answer))
                facts = {name: words[spoken] for name, words in self.facts.items()}
                kind = cast("Kind", entry.kind)
                text = entry.answer[spoken]
                return Answer(intent, kind, spoken, text, entry.approved_by, facts)
        return None

    def examples(self) -> list[Example]:
        """Every approved phrasing of every intent, the none class included."""
        return [
            Example(phrase, entry.intent)
            for entry in self.entries
            for phrases in entry.phrasings.values()
            for phrase in phrases
        ]

    def title(self, intent: str, language: str) -> str:
        """A few words for a button: the entry's title, else the intent's name in plain words."""
        for entry in self.entries:
            if entry.intent == intent and language in entry.title:
                return entry.title[language]
        return intent.replace("_", " ")


def load_answers(path: Path, zone: str = "Asia/Jakarta") -> Answers:
    """The answers in the file at *path*.

    Raises: AnswersRefused with every problem at its line and column, in both languages.
    """
    entries, facts, problems = read(path, COMPUTED)
    if problems:
        raise AnswersRefused(sorted(problems))
    return Answers(tuple(entries), facts, zone)


def valid(entry: Entry, today: date) -> bool:
    """Whether *entry* may be said on *today*; both ends count."""
    return (entry.valid_from or today) <= today <= (entry.valid_until or today)
