"""What would the assistant say? One message through all of its understanding, and nothing stored.

The same steps in the same order as a customer's message takes: command, rights, classifier.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from janji.care.answers import Answer, Answers, load_answers
from janji.care.classifier import Classifier, Understanding, train
from janji.care.commands import command
from janji.care.example import PERSON
from janji.care.language import detect
from janji.care.rights_words import looks_like_rights
from janji.care.slang import NOTHING_KEPT
from janji.kit.text import say

FILE = "answers.yaml"
Slots = Callable[[str, datetime], Mapping[str, str]]
"""Computed words for gaps, in the language and at the moment of the answer that has the gaps."""


@dataclass(frozen=True)
class Assistant:
    """Everything the assistant of one business knows: its answers and what it learned of them."""

    answers: Answers
    classifier: Classifier


def assistant(
    folder: Path,
    *,
    precision: float = 0.9,
    zone: str = "Asia/Jakarta",
    keep: frozenset[str] = NOTHING_KEPT,
) -> Assistant:
    """The assistant of the business in *folder*, trained from its answers.yaml.

    precision: how often it must be right when it answers alone (0 … 1); keep: words of the
    business that are never taken for slang. Raises: AnswersRefused.
    """
    answers = load_answers(folder / FILE, zone)
    return Assistant(answers, train(answers.examples(), precision=precision, keep=keep))


def ask(
    source: Path | Assistant,
    message: str,
    now: datetime,
    slots: Slots | None = None,
    language: str | None = None,
) -> dict[str, Any]:
    """What *message* is understood as and what would be answered, ready for JSON.

    Keys: language, command, rights (intent or None), intent, band, score, answer (None when a
    person answers), top3 [[intent, probability]], nearest {text, intent, cosine}. Slots are
    computed in the language that is answered in; one without a value stays visible as {slot}:
    this is for trying, never for sending.
    """
    known = source if isinstance(source, Assistant) else assistant(source)
    spoken = language or detect(message) or "id"
    seen = known.classifier.understand(message)
    ordered = command(message, question_open=False)
    rights = looks_like_rights(message, known.classifier, seen=seen)
    values = slots(spoken, now) if slots else {}
    return {
        "language": spoken,
        "command": ordered.name if ordered else None,
        "rights": rights,
        "intent": rights or seen.intent,
        "band": seen.band,
        "score": round(seen.score, 4),
        "answer": said(known.answers, seen, rights, spoken, now, values),
        "top3": [[intent, round(chance, 4)] for intent, chance in seen.top3],
        "nearest": {
            "text": seen.nearest.text,
            "intent": seen.nearest.intent,
            "cosine": round(seen.nearest.cosine, 4),
        },
    }


def said(
    answers: Answers,
    seen: Understanding,
    rights: str | None,
    language: str,
    now: datetime,
    slots: Mapping[str, str],
) -> str:
    """The words a customer would read: an answer, the question with its choices, or a hand-over."""
    if rights or seen.band == "answer":
        answer = answers.lookup(rights or seen.intent, language, now)
        if answer:
            return shown(answer, slots)
    if seen.band == "ask":
        offered = [intent for intent, _ in seen.top3 if intent != PERSON]
        choices = [answers.title(intent, language) for intent in offered]
        person = say("care.understand.person", language)
        return "\n".join(
            [say("care.understand.ask", language), *(f"• {c}" for c in [*choices, person])]
        )
    return say("care.understand.hand_over", language)


def shown(answer: Answer, slots: Mapping[str, str]) -> str:
    """The answer with every slot that has no value left visible."""
    gaps = {name: "{" + name + "}" for name in answer.slots - set(answer.facts) - set(slots)}
    return answer.filled({**gaps, **slots})
