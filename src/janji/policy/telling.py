"""How a fact of the policy is told on its page: a label, the words, and why it is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from janji.kit.text import catalogue, say
from janji.policy.base import Both
from janji.policy.business import Business
from janji.policy.model_conduct import Channel
from janji.policy.page import PageFact


class Labelled(Protocol):
    """Anything of the policy that has a name for people."""

    @property
    def label(self) -> Both:
        """Its name in both languages."""


def fact(
    key: str, language: str, words: str | Iterable[str] | None, why: Both | None = None
) -> Iterator[PageFact]:
    """One fact under the label policy.told.<key>; none when there are no words."""
    found = (words,) if isinstance(words, str) else tuple(words or ())
    if found:
        label = say(f"policy.told.{key}", language)
        yield PageFact(label, found, why.said(language) if why else None)


def labels(table: Mapping[str, Labelled], ids: Iterable[str], language: str) -> tuple[str, ...]:
    """The names of some things of a table, in the order asked for, each once."""
    return tuple(dict.fromkeys(table[one].label.said(language) for one in ids))


def yes_no(key: str, language: str, answer: bool) -> str:
    """What a yes or a no means here, in words."""
    return say(f"policy.told.{key}.{'yes' if answer else 'no'}", language)


def country(code: str, language: str) -> str:
    """A country by its name; one we have no name for by its code."""
    key = f"policy.told.country_{code.lower()}"
    return say(key, language) if key in catalogue() else code


def place(name: str, language: str) -> str:
    """A system that a period reaches; one we have no word for by its own name."""
    key = f"policy.told.place.{name}"
    return say(key, language) if key in catalogue() else name.replace("_", " ")


def channel_words(business: Business, channel: Channel, language: str) -> str:
    """A channel, who carries it and who runs it."""
    others = business.policy.file.recipients
    words = channel.label.said(language)
    if channel.through:
        carrier = others[channel.through].named(language)
        words = say("policy.told.through", language, channel=words, carrier=carrier)
    if channel.operator:
        operator = others[channel.operator].named(language)
        words = say("policy.told.operated", language, channel=words, operator=operator)
    return words


def said(words: Both | None, language: str) -> str | None:
    """Words in a language, or nothing."""
    return words.said(language) if words else None
