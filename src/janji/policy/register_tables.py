"""The register as tables: one per part, the same for the page, the spreadsheet and the paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from janji.kit import csv_text
from janji.kit.clock import local_date
from janji.kit.dates import day_and_time, long_date
from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.register import Paper, Register
from janji.policy.register_fields import Field


@dataclass(frozen=True)
class Table:
    """One part of the register, all words said. rows: as many cells as the head."""

    part: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Rows = list[tuple[str, ...]]
IDENTIFIER = "identifier_"  # ends with the last thing that is held of its person


def tables(register: Register, business: Business) -> tuple[Table, ...]:
    """Every part, in one order. Times are told as the business's clocks show them."""
    return tuple(made(name, ask, register, business) for name, ask in PARTS.items())


def table(register: Register, business: Business, part: str) -> Table:
    """One part. Raises: KeyError for a part that is none."""
    return made(part, PARTS[part], register, business)


def made(
    name: str,
    ask: Callable[[Register, Business], tuple[tuple[str, ...], Rows]],
    register: Register,
    business: Business,
) -> Table:
    """One part asked for."""
    head, rows = ask(register, business)
    title = say(f"policy.register.part_{name}", register.language)
    return Table(name, title, head, tuple(rows))


def as_csv(one: Table) -> str:
    """The table as a file that every spreadsheet opens and none computes (UTF-8 with a mark)."""
    return csv_text.table(one.head, one.rows)


def as_json(register: Register) -> str:
    """Everything, for machines: days and moments in ISO 8601."""
    return json.dumps(asdict(register), ensure_ascii=False, indent=2, default=spelled)


def spelled(value: object) -> str:
    """A day or a moment in ISO 8601."""
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def heads(register: Register, *names: str) -> tuple[str, ...]:
    """Headings in the register's language."""
    return tuple(say(f"policy.register.head_{name}", register.language) for name in names)


def unknown(register: Register, why: str = "") -> str:
    """What stands where nobody can tell."""
    words = say("policy.register.cannot_tell", register.language)
    return f"{words}: {why}" if why else words


def cell(register: Register, field: Field) -> str:
    """One field as one cell: what is known, then what is not."""
    return "\n".join([*field.words, *(unknown(register, one) for one in field.missing)])


def processing(register: Register, business: Business) -> tuple[tuple[str, ...], Rows]:
    """One row per purpose: the thirteen fields, then what is held for it now."""
    fields = tuple(one.label for one in register.entries[0].fields) if register.entries else ()
    rows = [
        (
            entry.purpose,
            *(cell(register, one) for one in entry.fields),
            *held_for(register, business, entry.purpose),
        )
        for entry in register.entries
    ]
    head = heads(register, "id"), fields, heads(register, "records", "next_end", "last_access")
    return tuple(one for part in head for one in part), rows


def held_for(register: Register, business: Business, purpose: str) -> tuple[str, str, str]:
    """What one purpose can reach now: how many things, the next end, the last opening."""
    found = register.figures
    if found is None:
        return (unknown(register),) * 3
    mine = [found.of(kind) for kind in business.policy.file.purposes[purpose].kinds]
    figures = [one for one in mine if one is not None]
    ends = [one.next_end for one in figures if one.next_end]
    opened = found.last_access.get(purpose)
    return (
        str(sum(one.records for one in figures)),
        long_date(min(ends), register.language) if ends else "-",
        day_and_time(opened[0], business.zone, register.language)
        if opened
        else say("policy.register.never_opened", register.language),
    )


def processors(register: Register, business: Business) -> tuple[tuple[str, ...], Rows]:
    """One row per processor, with both papers."""
    head = heads(
        register, "name", "role", "country", "purposes", "data", "data_processing",
        "confidentiality",
    )  # fmt: skip
    rows = [
        (
            one.name, one.role, one.country or unknown(register), "; ".join(one.purposes),
            "; ".join(one.data), *(paper_words(register, paper) for paper in one.papers),
        )
        for one in register.processors
    ]  # fmt: skip
    return head, rows


def paper_words(register: Register, paper: Paper) -> str:
    """One contract: signed since when and where the paper is, or what is missing."""
    if paper.missing or paper.since is None:
        return f"{paper.words}; {unknown(register, paper.missing or '')}"
    since = long_date(paper.since, register.language)
    return f"{paper.words}, {since}. {paper.evidence or ''}".strip()


def transfers(register: Register, business: Business) -> tuple[tuple[str, ...], Rows]:
    """One row per recipient abroad."""
    head = heads(register, "name", "country", "ground", "note", "purposes")
    rows: Rows = [
        (
            one.name, one.country,
            f"{one.words}; {unknown(register, one.missing)}" if one.missing else one.words,
            one.note, "; ".join(one.purposes),
        )
        for one in register.transfers
    ]  # fmt: skip
    return head, rows


def waiting(register: Register, business: Business) -> tuple[tuple[str, ...], Rows]:
    """One row per recipient that gets nothing yet."""
    head = heads(register, "name", "role", "why", "purposes", "data")
    rows: Rows = [
        (one.name, one.role, one.waits or "", "; ".join(one.purposes), "; ".join(one.data))
        for one in register.waiting
    ]
    return head, rows


def figures(register: Register, business: Business) -> tuple[tuple[str, ...], Rows]:
    """One row per kind of record: what is held, how old, when the next of it ends."""
    head = heads(register, "kind", "class", "records", "people", "oldest", "next_end")
    file, language, rows = business.policy.file, register.language, Rows()
    for one in register.figures.kinds if register.figures else ():
        oldest = local_date(one.oldest, business.zone) if one.oldest else None
        ends = long_date(one.next_end, language) if one.next_end else "-"
        if one.records and one.kind.startswith(IDENTIFIER):
            ends = say("policy.register.with_person", language)
        if one.open_ended:
            ends += f" ({say('policy.register.open_ended', language, n=one.open_ended)})"
        rows.append(
            (
                file.kinds[one.kind].label.said(language),
                file.retention[one.cls].label.said(language),
                str(one.records), str(one.people),
                long_date(oldest, language) if oldest else "-", ends,
            )
        )  # fmt: skip
    return head, rows


PARTS: dict[str, Callable[[Register, Business], tuple[tuple[str, ...], Rows]]] = {
    "processing": processing,
    "processors": processors,
    "transfers": transfers,
    "waiting": waiting,
    "figures": figures,
}
