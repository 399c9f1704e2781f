"""A change of a policy in the words of people: what it is about, before, after, and a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from janji.kit.text import catalogue, say
from janji.policy.base import Both, Quote, Span
from janji.policy.meaning import Change
from janji.policy.model_conduct import Contact, PromiseEntry, Section
from janji.policy.nodes import shown
from janji.policy.words import day_words, span_words

LONGEST = 160
SPOKEN = {"id": "indonesian", "en": "english"}
# Which table an id leads to, by the name of the field it stands in.
TABLES = {
    "data": "data", "must_give": "data", "kinds": "kinds", "purposes": "purposes",
    "purpose": "purposes", "channels": "channels", "notice_by": "channels", "stop": "channels",
    "recipients": "recipients", "recipient": "recipients", "through": "recipients",
    "operator": "recipients", "holder": "recipients", "retention": "retention",
    "consent": "consents",
}  # fmt: skip


def said(change: Change, language: str) -> str:
    """The change as one sentence."""
    old, new = (value_words(change, side, language) for side in (change.old, change.new))
    item = new if change.new is not None else old
    name = about(change, language)
    return say(f"policy.meaning.{change.what}", language, name=name, item=item, old=old, new=new)


def before_after(change: Change, language: str) -> tuple[str, str]:
    """What stood before and what stands after, each in words; "nothing" where there is none."""
    old, new = (value_words(change, side, language) for side in (change.old, change.new))
    return old, new


def about(change: Change, language: str) -> str:
    """What the change is about: the nearest thing around it that has a name, else its place."""
    if change.leaf is not None:
        for pair in reversed(change.leaf.around):
            for part in reversed(pair):
                if name := name_of(part, language):
                    return name
    return next(iter(own_name(change, language)), change.place)


def own_name(change: Change, language: str) -> Iterator[str]:
    """The name of the changed thing itself, when it has one."""
    for value in (change.new, change.old):
        if isinstance(value, BaseModel) and (name := name_of(value, language)):
            yield name


def name_of(part: Any, language: str) -> str:
    """The name that a part of a policy gives itself; empty when it gives none."""
    label = getattr(part, "label", None)
    if isinstance(label, Both):
        return label.said(language)
    if isinstance(part, PromiseEntry):
        return f"{part.id} ({part.about.said(language)})"
    return part.title.said(language) if isinstance(part, Section) else ""


def value_words(change: Change, value: Any, language: str) -> str:
    """A value in words: a span, a day, yes or no, a named thing, a sentence."""
    if value is None:
        return say("policy.value.nothing", language)
    if isinstance(value, bool):
        return say("policy.value.yes" if value else "policy.value.no", language)
    if isinstance(value, Span):
        return span_words(value, language)
    if isinstance(value, date):
        return day_words(value, language)
    if isinstance(value, BaseModel):
        return shown(part_words(value, language), LONGEST)
    if isinstance(value, tuple):
        return shown(", ".join(value_words(change, one, language) for one in value), LONGEST)
    return shown(id_words(change, str(value), language), LONGEST)


def part_words(part: BaseModel, language: str) -> str:
    """A part of a policy in words."""
    if isinstance(part, Both):
        return part.said(language)
    if isinstance(part, Quote):
        return quote_words(part, language)
    if isinstance(part, PromiseEntry):
        return f"{part.id}: “{quote_words(part.says, language)}”"
    if isinstance(part, Contact):
        return part.value or part.kind
    inside = (getattr(part, name) for name in type(part).model_fields)
    named = name_of(part, language)
    return named or ", ".join(str(one) for one in inside if isinstance(one, str | int | Span))


def quote_words(quote: Quote, language: str) -> str:
    """A published sentence in the reader's language, else in the one it was published in."""
    said_in = quote.languages()
    return said_in.get(language) or next(iter(said_in.values()), "")


def id_words(change: Change, word: str, language: str) -> str:
    """An id by the name of what it leads to; a closed word by its words; any other text itself."""
    if change.leaf is None:
        return word
    fields = [step for step in change.leaf.pattern.split(".") if step not in ("*", "[]")]
    table = TABLES.get(fields[-1]) if fields else None
    for file in reversed(change.leaf.around[0]):
        found = getattr(file, table).get(word) if table else None
        if found is not None:
            return name_of(found, language) or word
    word = SPOKEN.get(word, word)
    for key in (f"policy.value.{word}", *(f"policy.page.{field}.{word}" for field in fields[-1:])):
        if key in catalogue():
            return say(key, language)
    return word
