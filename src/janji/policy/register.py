"""The record of processing and the registers beside it, said from the policy (UU PDP 31).

One entry per purpose with the thirteen fields of PP 33/2026, 74(2); who processes for us and under
which papers; what goes abroad and on what ground; who waits. A field that the policy does not
settle says that nobody can tell, and where to write it down. Nothing is filled in by guessing.
Live figures come from the vault (`vault/holdings.py`) and are laid beside the entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from janji.kit.text import say
from janji.policy import register_fields
from janji.policy.business import Business
from janji.policy.model_data import Agreement, Recipient
from janji.policy.register_fields import Field
from janji.policy.telling import said

PROCESSING_ROLES = ("processor", "sub_processor", "joint_controller")
PAPERS = ("data_processing", "confidentiality")


@dataclass(frozen=True)
class Entry:
    """One processing activity: a purpose with its thirteen fields, in the law's order."""

    purpose: str
    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Paper:
    """A contract. state: signed, pending or unknown. missing: what would settle it, if anything."""

    name: str
    label: str
    state: str
    words: str
    since: date | None
    evidence: str | None
    missing: str | None


@dataclass(frozen=True)
class Party:
    """Somebody else who sees data, or will. waits: why they get nothing yet; None: they are served.

    papers: the contracts a processor needs; empty for those who process for themselves.
    """

    id: str
    name: str
    label: str
    role: str
    country: str | None
    data: tuple[str, ...]
    purposes: tuple[str, ...]
    hosts: tuple[str, ...]
    papers: tuple[Paper, ...]
    waits: str | None


@dataclass(frozen=True)
class Transfer:
    """Data that leaves the country. basis: a closed word; words: the ground, said.

    missing: why nobody can tell that the ground stands; None when it does.
    """

    id: str
    name: str
    country: str
    basis: str
    words: str
    note: str
    purposes: tuple[str, ...]
    missing: str | None
    waits: bool


@dataclass(frozen=True)
class KindFigure:
    """What is held now of one kind. open_ended: things without a fixed end."""

    kind: str
    cls: str
    records: int
    people: int
    oldest: datetime | None
    next_end: date | None
    open_ended: int


@dataclass(frozen=True)
class Figures:
    """What was held at a moment, in counts and days; nobody in particular.

    last_access: purpose → when data was last opened for it, and how often since the ledger began.
    copies_left, oldest_copy: what the channel's provider still holds.
    """

    at: datetime
    kinds: tuple[KindFigure, ...]
    people: int
    held: int
    copies_left: int
    copies_gone: int
    oldest_copy: datetime | None
    last_access: Mapping[str, tuple[datetime, int]]

    def of(self, kind: str) -> KindFigure | None:
        """The figures of one kind; None when nothing of it is held."""
        return next((one for one in self.kinds if one.kind == kind), None)


@dataclass(frozen=True)
class Register:
    """Everything of one policy version in one language. figures: None when nobody can tell."""

    business: str
    controller: str
    version: str
    hash: str
    effective: date
    on: date
    language: str
    entries: tuple[Entry, ...]
    parties: tuple[Party, ...]
    transfers: tuple[Transfer, ...]
    figures: Figures | None = None

    @property
    def processors(self) -> tuple[Party, ...]:
        """Who processes for us or with us, and gets data."""
        return tuple(one for one in self.parties if one.papers and one.waits is None)

    @property
    def waiting(self) -> tuple[Party, ...]:
        """Who gets nothing yet."""
        return tuple(one for one in self.parties if one.waits is not None)

    @property
    def gaps(self) -> int:
        """How many fields nobody can tell."""
        fields = sum(bool(one.missing) for entry in self.entries for one in entry.fields)
        papers = sum(paper.missing is not None for one in self.processors for paper in one.papers)
        return fields + papers + sum(one.missing is not None for one in self.transfers)


def register(
    business: Business, on: date, language: str, figures: Figures | None = None
) -> Register:
    """The register of *business* as its policy stands on *on*, said in *language* ("id", "en")."""
    policy = business.policy
    return Register(
        business=business.slug,
        controller=policy.file.controller.name,
        version=policy.version,
        hash=policy.hash,
        effective=policy.effective,
        on=on,
        language=language,
        entries=tuple(entries(business, language)),
        parties=tuple(parties(business, language)),
        transfers=tuple(transfers(business, language)),
        figures=figures,
    )


def entries(business: Business, language: str) -> Iterator[Entry]:
    """One entry per purpose, in the order of the policy."""
    for name, purpose in business.policy.file.purposes.items():
        yield Entry(
            name, purpose.label.said(language), register_fields.fields(business, name, language)
        )


def parties(business: Business, language: str) -> Iterator[Party]:
    """Every recipient, served or waiting."""
    file = business.policy.file
    for name, one in file.recipients.items():
        yield Party(
            id=name,
            name=one.named(language),
            label=one.label.said(language),
            role=say(f"policy.page.role.{one.role}", language),
            country=one.country,
            data=tuple(file.data[category].label.said(language) for category in one.data),
            purposes=tuple(file.purposes[why].label.said(language) for why in one.purposes),
            hosts=one.hosts,
            papers=tuple(papers(name, one, language)),
            waits=said(one.waits.why, language) if one.waits else None,
        )


def papers(name: str, one: Recipient, language: str) -> Iterator[Paper]:
    """The contracts that *one* needs, each with its state and what would settle it."""
    if one.agreements is None and one.role not in PROCESSING_ROLES:
        return
    for kind in PAPERS:
        paper = getattr(one.agreements, kind) if one.agreements else Agreement(status="unknown")
        path = f"recipients.{name}.agreements.{kind}"
        settled = paper.status == "signed"
        yield Paper(
            name=kind,
            label=say(f"policy.page.agreement.{kind}", language),
            state=paper.status,
            words=say(f"policy.page.agreement.{paper.status}", language),
            since=paper.since,
            evidence=paper.evidence,
            missing=None if settled else say("policy.register.write", language, path=path),
        )


def transfers(business: Business, language: str) -> Iterator[Transfer]:
    """Every recipient outside the country, with the ground of the transfer (UU PDP 56)."""
    file = business.policy.file
    for name, one in file.recipients.items():
        if not one.country or one.country == register_fields.HOME:
            continue
        basis = one.transfer.basis if one.transfer else "none"
        path = f"recipients.{name}.transfer"
        stands = basis not in ("none", "pending")
        yield Transfer(
            id=name,
            name=one.named(language),
            country=one.country,
            basis=basis,
            words=say(f"policy.register.ground_{basis}", language),
            note=one.transfer.note.said(language) if one.transfer else "",
            purposes=tuple(file.purposes[why].label.said(language) for why in one.purposes),
            missing=None if stands else say("policy.register.write", language, path=path),
            waits=one.waits is not None,
        )
