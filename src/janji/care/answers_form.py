"""One entry as somebody typed it: checked with the rules of the file, problems at their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from janji.care.answers import COMPUTED
from janji.care.answers_file import LANGUAGES, Entry, Reading
from janji.care.answers_nodes import Node, mapping, place, scalar, sequence
from janji.care.slang import normalise
from janji.kit.errors import Problem

FIELDS = (
    "intent", "kind", "title_id", "title_en", "answer_id", "answer_en", "phrasings_id",
    "phrasings_en", "valid_from", "valid_until",
)  # fmt: skip
FEW = 20  # phrasings per language below which the assistant guesses more than it knows
Facts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Flaw:
    """One problem at its field; row counts from 1 among the lines of that field."""

    field: str
    row: int
    problem: Problem

    def said(self, language: str) -> str:
        """What to do."""
        return self.problem.indonesian if language == "id" else self.problem.english


@dataclass(frozen=True)
class Typed:
    """What was typed, as an entry, and everything wrong with it."""

    entry: Entry
    flaws: tuple[Flaw, ...]


def read_form(
    typed: Mapping[str, str], others: Iterable[Entry], facts: Facts, approved_by: str
) -> Typed:
    """The entry in a form. others: every other entry, whose phrasings it may not share."""
    reading = Reading("form", COMPUTED)
    reading.facts = {name: dict(words) for name, words in facts.items()}
    for other in others:
        reading.intents.add(other.intent)
        for rows in other.phrasings.values():
            reading.phrases.update((normalise(text), other.intent) for text in rows)
    entry = reading.entry(node_of(typed, approved_by))
    flaws = [flaw(one) for one in sorted(reading.problems)]
    return Typed(entry, tuple(dict.fromkeys(flaws)))


def flaw(problem: Problem) -> Flaw:
    """A problem whose place is a field and a row of it."""
    return Flaw(FIELDS[problem.column - 1], problem.line, problem)


def node_of(typed: Mapping[str, str], approved_by: str) -> Node:
    """The form as the file would hold it; each text at (row, field)."""
    at = {name: place(0, number) for number, name in enumerate(FIELDS)}
    pairs = [(name, scalar(typed.get(name, ""), at[name])) for name in ("intent", "kind")]
    pairs.append(("approved_by", scalar(approved_by, at["intent"])))
    pairs += [
        (name, scalar(typed[name], at[name]))
        for name in ("valid_from", "valid_until")
        if typed.get(name, "").strip()
    ]
    for name in ("title", "answer"):
        found = [
            (one, scalar(typed[f"{name}_{one}"].replace("\r\n", "\n"), at[f"{name}_{one}"]))
            for one in LANGUAGES
            if typed.get(f"{name}_{one}", "").strip()
        ]
        if found:
            pairs.append((name, mapping(found, at[f"{name}_id"])))
    listed = [
        (one, sequence(lines(typed, one), at[f"phrasings_{one}"]))
        for one in LANGUAGES
        if typed.get(f"phrasings_{one}", "").strip()
    ]
    pairs.append(("phrasings", mapping(listed, at["phrasings_id"])))
    return mapping(pairs, at["intent"])


def lines(typed: Mapping[str, str], language: str) -> list[Node]:
    """One node for each line that holds something, at its row."""
    field = FIELDS.index(f"phrasings_{language}")
    rows = typed[f"phrasings_{language}"].replace("\r\n", "\n").split("\n")
    return [scalar(row.strip(), place(n, field)) for n, row in enumerate(rows) if row.strip()]


def to_form(entry: Entry) -> dict[str, str]:
    """An entry as the form shows it."""
    form = {"intent": entry.intent, "kind": entry.kind}
    for one in LANGUAGES:
        form[f"title_{one}"] = entry.title.get(one, "")
        form[f"answer_{one}"] = entry.answer.get(one, "")
        form[f"phrasings_{one}"] = "\n".join(entry.phrasings.get(one, ()))
    for name in ("valid_from", "valid_until"):
        day = getattr(entry, name)
        form[name] = day.isoformat() if day else ""
    return form


def thin(entry: Entry) -> dict[str, int]:
    """Languages in which an entry has too few phrasings, with how many it has."""
    counts = {one: len(entry.phrasings.get(one, ())) for one in LANGUAGES}
    return {one: n for one, n in counts.items() if n < FEW}
