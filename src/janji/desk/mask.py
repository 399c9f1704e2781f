"""Personal data in texts shown at the desk: masked first, shown only by an act that is noted.

In a template:   {{ line.text|masked }}          numbers, addresses and codes become "+62 ••• ••41"
                 {{ line.text|masked:shown }}    as written when *shown* is true
In a page:       refused = reveal(db, request, person, "number", PURPOSE)   # POST only
                 shown = refused is None                                    # for this answer alone

What is shown is not remembered: the next page is masked again. A role without the work "reveal"
is refused. Every reveal is the ledger line desk.revealed (of whom, by whom, what, for what).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from janji.desk.staff import can, staff_id
from janji.kit import pii
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.text import say

What = Literal["number", "email", "text", "document", "place"]
WHATS: tuple[What, ...] = get_args(What)
DOTS = "••••"
FEW = 2  # last digits of a telephone that stay: enough to tell two apart, too few to call
LAST = frozenset(("card", "bank_account"))


@dataclass(frozen=True)
class Piece:
    """A part of a text: kind is None for plain words, else what was masked in its place."""

    kind: str | None
    words: str


def pieces(text: str) -> list[Piece]:
    """*text* in its parts, in order; what is personal is already masked."""
    parts, done = [], 0
    for found in pii.find(text):
        parts += [
            Piece(None, text[done : found.begins]),
            Piece(found.kind, hidden(found.kind, text[found.begins : found.ends])),
        ]
        done = found.ends
    return [one for one in [*parts, Piece(None, text[done:])] if one.words]


def plain(text: str) -> str:
    """*text* with its personal data as dots: for titles, attributes, names in a list."""
    return "".join(one.words for one in pieces(text))


def hidden(kind: str, value: str) -> str:
    """What stays visible of *value*: the end of a number, the home of an address, else dots."""
    if kind == "phone":
        return phone(value)
    if kind == "email":
        name, at, home = value.partition("@")
        return f"{name[:1]}{DOTS}{at}{home}" if at else DOTS
    return pii.masked_number(value)[-8:] if kind in LAST else DOTS


def phone(number: str) -> str:
    """A telephone number with its last two digits: "•••• ••41", "+62 ••• ••41" when spelled so."""
    digits = pii.digits(number)
    land = "+62 " if digits.startswith("62") else ""
    return f"{land}••• ••{digits[-FEW:]}"


def masked(text: str, language: str) -> SafeString:
    """*text* as HTML with every piece of personal data masked, and announced as such aloud."""
    return format_html_join(
        "", "{}", ((said(one, language) if one.kind else one.words,) for one in pieces(text))
    )


def said(piece: Piece, language: str) -> SafeString:
    """One masked piece: dots for the eye, its kind for the ear."""
    return format_html(
        '<span class="masked"><span aria-hidden="true">{}</span>'
        '<span class="hidden">{}</span></span>',
        piece.words,
        say("desk.masked", language, kind=say(f"desk.masked_kind.{piece.kind}", language)),
    )


def reveal(db: Db, request: HttpRequest, person: UUID, what: What, purpose: str) -> Refused | None:
    """Let the person at the desk see *what* of *person* once, and note it; why not, when not.

    Opening the content itself still goes through vault.gate, which asks the policy.
    """
    staff = staff_id(request)
    if what not in WHATS or not can(request, "reveal"):
        db.note("desk.reveal_refused", person, staff=staff, purpose=purpose)
        return Refused("desk.reveal_refused")
    db.note("desk.revealed", person, staff=staff, what=what, purpose=purpose)
    return None
