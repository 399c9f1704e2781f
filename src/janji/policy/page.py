"""What stands on the public policy page: plain data for a template, all words already said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PageFact:
    """One thing that is so: what it is about, the words (one or a list), why we decided it so."""

    label: str
    words: tuple[str, ...]
    why: str | None = None


@dataclass(frozen=True)
class PageItem:
    """One declared thing: a kind of data, a purpose, a consent. marks: short words beside its name.

    proof: the proof that looks whether it is so. place: in policy.yaml, what "why" asks for.
    """

    anchor: str
    title: str
    marks: tuple[str, ...] = ()
    words: str | None = None
    facts: tuple[PageFact, ...] = ()
    why: str | None = None
    proof: str | None = None
    place: str = ""


@dataclass(frozen=True)
class PageTopic:
    """A heading of the details: what is said at once, and the things under it."""

    anchor: str
    title: str
    lead: str | None
    facts: tuple[PageFact, ...]
    items: tuple[PageItem, ...]


@dataclass(frozen=True)
class PageRow:
    """One line of the short version: which data, what for, how long, who else receives it."""

    data: tuple[str, ...]
    purposes: tuple[str, ...]
    keep: str
    recipients: tuple[str, ...]
    anchor: str | None


@dataclass(frozen=True)
class PageBinding:
    """How one promise of a clause is kept. statement: nothing keeps it, it is only said.

    rule: where in policy.yaml; by: modules that act; proofs: what looks. planned: what is still to
    be built for it. implied: it follows from the quoted words without being written. honest: where
    the words say more than is done.
    """

    id: str
    anchor: str
    about: str
    rule: str | None
    by: tuple[str, ...]
    proof: str | None
    proofs: tuple[str, ...]
    statement: bool
    planned: str | None
    implied: bool
    honest: str | None


@dataclass(frozen=True)
class PageClause:
    """A published sentence, its twin in the other language, and the promises it holds.

    ours: the twin is our translation, not published by the business.
    """

    anchor: str
    quote: str
    other_language: str | None
    other_quote: str | None
    ours: bool
    bindings: tuple[PageBinding, ...]


@dataclass(frozen=True)
class PageSection:
    """A heading of the published policy with its clauses."""

    anchor: str
    title: str
    clauses: tuple[PageClause, ...]


@dataclass(frozen=True)
class PageClock:
    """How long one holder keeps a copy, said plainly.

    covered: the published words speak of this copy too. cases: (when, how long).
    """

    anchor: str
    holder: str
    copy: str
    at_most: str
    starts: str
    controlled_by: str
    covered: bool
    why: str | None
    source: str
    cases: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PageRetention:
    """One retention class: how long, counted from when, in which systems, and every clock.

    line: how long and from when, in one go. place: in policy.yaml, as with the others.
    """

    anchor: str
    label: str
    line: str
    keep: str
    counted_from: str
    why: str | None
    clocks: tuple[PageClock, ...]
    facts: tuple[PageFact, ...]
    place: str


@dataclass(frozen=True)
class PageRecipient:
    """Someone else who sees data. named: the published words name them."""

    anchor: str
    name: str
    label: str
    role: str
    country: str | None
    transfer: str | None
    data: tuple[str, ...]
    agreements: tuple[tuple[str, str], ...]
    named: bool
    why: str | None
    waits: str | None
    facts: tuple[PageFact, ...]
    place: str


@dataclass(frozen=True)
class PageRight:
    """A right: how to use it, by when it is answered, and what else is so."""

    anchor: str
    label: str
    how: tuple[str, ...]
    within: str
    law: str | None
    why: str | None
    facts: tuple[PageFact, ...]
    place: str


@dataclass(frozen=True)
class PolicyPage:
    """The whole page in one language. wider: where the published words say more than is done.

    short: the short version. about: who, which data, what for. conduct: consent, cookies, security
    and what happens when; both stand around retention, recipients and rights.
    """

    language: str
    title: str
    controller: str
    contacts: tuple[tuple[str, str], ...]
    effective: date
    effective_words: str
    version: str
    hash: str
    short: tuple[PageRow, ...]
    about: tuple[PageTopic, ...]
    conduct: tuple[PageTopic, ...]
    sections: tuple[PageSection, ...]
    retention: tuple[PageRetention, ...]
    recipients: tuple[PageRecipient, ...]
    rights: tuple[PageRight, ...]
    rights_facts: tuple[PageFact, ...]
    wider: tuple[tuple[str, str], ...]
    enforced: int
    proven: int
    statements: int
    planned: int
    total: int
