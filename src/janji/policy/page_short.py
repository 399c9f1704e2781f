"""The short version of a policy: which data, what for, how long, and who else receives it."""

from __future__ import annotations

from collections.abc import Iterator

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model import PolicyFile
from janji.policy.model_data import Recipient
from janji.policy.page import PageRow
from janji.policy.page_parts import kept_since
from janji.policy.telling import labels


def short(business: Business, language: str) -> Iterator[PageRow]:
    """A line for each period that records live, and one for data of which nothing is held yet."""
    file = business.policy.file
    held: list[str] = []
    for name, cls in file.retention.items():
        kinds = [kind for kind, one in file.kinds.items() if one.retention == name]
        if kinds:
            data = list(dict.fromkeys(one for kind in kinds for one in file.kinds[kind].data))
            held += data
            keep, anchor = kept_since(cls, language), f"retention-{name}"
            yield row(file, data, uses_of(file, kinds), keep, anchor, language)
    rest = [one for one in file.data if one not in held]
    if rest:
        uses = [name for name, why in file.purposes.items() if set(why.data) & set(rest)]
        keep = say("policy.told.nothing_held", language)
        yield row(file, rest, uses, keep, None, language)


def uses_of(file: PolicyFile, kinds: list[str]) -> list[str]:
    """The purposes that may open one of these kinds of records."""
    return [name for name, why in file.purposes.items() if set(why.kinds) & set(kinds)]


def conditional(other: Recipient, language: str) -> str:
    """A recipient's name, with the condition under which alone it receives anything."""
    conditions = {"consent": other.requires_consent, "law": other.legal_duty_only}
    words = [say(f"policy.told.only_if.{key}", language) for key, on in conditions.items() if on]
    name = other.named(language)
    return f"{name} ({', '.join(words)})" if words else name


def row(
    file: PolicyFile,
    data: list[str],
    uses: list[str],
    keep: str,
    anchor: str | None,
    language: str,
) -> PageRow:
    """One line; a recipient that waits receives nothing and is not on it."""
    others = [
        conditional(other, language)
        for other in file.recipients.values()
        if other.waits is None and set(other.data) & set(data)
    ]
    return PageRow(
        data=labels(file.data, data, language),
        purposes=labels(file.purposes, uses, language),
        keep=keep,
        recipients=tuple(others) if anchor else (),
        anchor=anchor,
    )
