"""A new business: from a few answers to the files of its folder, complete and commented.

The words people will read (published.txt) and the promises that quote them come from the same
model (start_files/promises.yaml), so no published sentence is without its rule, proof or mark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any, Literal

from janji.policy.base import Span
from janji.policy.model_business import Interval
from janji.policy.nodes import parse
from janji.policy.page_parts import phone_words
from janji.policy.start_fill import filled, model_text, quoted
from janji.policy.words import day_words, span_words

LegalForm = Literal["PT", "CV", "firm", "person"]
Work = Literal["care", "orders", "bookings"]
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FILES = ("business.yaml", "policy.yaml", "answers.yaml", "messages.yaml")
LONGEST_SETTING = 32  # letters of the slug in the name of a secret
ENGLISH = re.compile(r"^(    says:\n      id: .*\n)      en: ", re.MULTILINE)


@dataclass(frozen=True)
class Start:
    """What is known of a business that begins; every field already checked (`start_answers`).

    number: the free id. controller: the legal name. hours: weekday to intervals, empty: closed.
    twilio_since: the day Twilio's terms were accepted. spoken: the language of the comments.
    """

    name: str
    slug: str
    number: int
    prefix: str
    legal_form: LegalForm
    controller: str
    languages: tuple[str, ...]
    zone: str
    by_mail: bool
    email: str
    phone: str
    whatsapp: str
    hours: Mapping[str, tuple[Interval, ...]]
    open_on_holidays: bool
    does: frozenset[Work]
    keep: Span
    notice: Span
    marketing: bool
    today: date
    spoken: str
    address: str | None = None
    about: str | None = None
    officer: str | None = None
    registration: str | None = None
    twilio_since: date | None = None


@cache
def defaults() -> dict[str, str]:
    """What stands when nobody says otherwise: every period and every standing number."""
    tree = parse(model_text("defaults.yaml")).tree
    return {name: str(value) for name, value in tree.items()} if isinstance(tree, dict) else {}


def span_of(text: str) -> Span:
    """A span as files write it ("30 days")."""
    count, unit = text.split(" ")
    return Span(int(count), unit.removesuffix("s"))


def files_of(start: Start) -> dict[str, str]:
    """Every text file of the folder by its name; the caller writes them, all or none."""
    words, holds = gaps(start), conditions(start)
    promises = numbered(start, filled("promises.yaml", words, holds, start.spoken))
    count = promises.count("\n  - id: ") + promises.startswith("  - id: ")
    words |= {
        "promises": promises.rstrip("\n"),
        "count": str(count),
        "sections": model_text("sections.yaml").rstrip("\n"),
        "hours": week_lines(start.hours),
    }
    made = {name: filled(name, words, holds, start.spoken) for name in FILES}
    return made | {"published.txt": published(start, promises)}


def conditions(start: Start) -> frozenset[str]:
    """The names that hold of a business, as the model files ask for them."""
    asked = {
        "by_mail": start.by_mail,
        "english": "en" in start.languages,
        "person": start.legal_form == "person",
        "orders": "orders" in start.does,
        "bookings": "bookings" in start.does,
        "serves": bool(start.does & {"orders", "bookings"}),
        "marketing": start.marketing,
        "address": start.address is not None,
        "about": start.about is not None,
        "officer": start.officer is not None,
        "registration": start.registration is not None,
        "twilio_signed": start.twilio_since is not None,
    }
    return frozenset(name for name, holds in asked.items() if holds)


def gaps(start: Start) -> dict[str, str]:
    """The word for each gap of the model files, safe inside double quotes."""
    one = start
    said = {
        "name": one.name,
        "controller": one.controller,
        "email": one.email,
        "phone": phone_words(one.phone),
        "whatsapp": phone_words(one.whatsapp),
        "address": one.address or "",
        "about": one.about or "",
        "officer": one.officer or "",
        "registration": one.registration or "",
    }
    plain = {
        "number": str(one.number),
        "slug": one.slug,
        "prefix": one.prefix,
        "legal_form": one.legal_form,
        "languages": ", ".join(one.languages),
        "zone": one.zone,
        "holidays": "open" if one.open_on_holidays else "closed",
        "env": f"JANJI_{one.slug.replace('-', '_').upper()[:LONGEST_SETTING]}_TWILIO",
        "ways": "whatsapp, email" if one.by_mail else "whatsapp",
        "controller_plain": one.controller,
        "today": one.today.isoformat(),
        "twilio_since": one.twilio_since.isoformat() if one.twilio_since else "",
    }
    told = {f"today_{code}": day_words(one.today, code) for code in ("id", "en")}
    safe = {name: quoted(text) for name, text in said.items()}
    return defaults() | safe | plain | told | periods(one)


def periods(start: Start) -> dict[str, str]:
    """Every period as the files write it, and in the words of both languages.

    Twilio's copy goes no later than our own, and it is asked for before it is overdue.
    """
    usual = {name: span_of(defaults()[name]) for name in SPANS}
    overdue = min(start.keep, usual["overdue"], key=lambda span: span.longest_days)
    early = usual["start_after"]
    if overdue.longest_days <= early.longest_days:
        early = usual["start_after_short"]
    spans = usual | {
        "keep": start.keep, "notice": start.notice, "overdue": overdue, "start_after": early
    }  # fmt: skip
    written = {name: spelled(span) for name, span in spans.items()}
    for code in ("id", "en"):
        written |= {f"{name}_{code}": span_words(span, code) for name, span in spans.items()}
    return written


SPANS = (
    "overdue", "start_after", "start_after_short", "holder_copies",
    "service_keep", "books_keep", "consent_keep", "consent_lasts", "insight_keep",
)  # fmt: skip


def spelled(span: Span) -> str:
    """A span as files write it: "1 day", "30 days"."""
    return f"{span.count} {span.unit}{'' if span.count == 1 else 's'}"


def numbered(start: Start, promises: str) -> str:
    """The promises with their numbers; in Indonesian alone, the English is our translation."""
    count = 0

    def one(_found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"  - id: {start.prefix}-{count:02d}\n    section:"

    told = re.sub(r"^  - section:", one, promises, flags=re.MULTILINE)
    return told if "en" in start.languages else ENGLISH.sub(r"\1    ours:\n      en: ", told)


def week_lines(hours: Mapping[str, tuple[Interval, ...]]) -> str:
    """The week as business.yaml writes it."""
    return "\n".join(
        f"  {day}: {json.dumps([interval(one) for one in hours.get(day, ())])}" for day in WEEK
    )


def interval(one: Interval) -> str:
    """An interval as files write it; midnight as an end is 24:00."""
    closes = "24:00" if one.closes == time(0) else f"{one.closes:%H:%M}"
    return f"{one.opens:%H:%M}-{closes}"


def published(start: Start, promises: str) -> str:
    """The words people read: each section, first Indonesian, then English when it is published."""
    tree: Any = parse("promises:\n" + promises).tree
    headings: Any = parse("sections:\n" + model_text("sections.yaml")).tree
    lines = [start.name, ""]
    for number, (name, section) in enumerate(headings["sections"].items()):
        title = " / ".join(section["title"][code] for code in ("id", "en") if speaks(start, code))
        lines += [f"{number}. {title}" if number else title]
        mine = [row for row in tree["promises"] if row["section"] == name]
        for code in ("id", "en"):
            lines += [f"  • {row['says'][code]}" for row in mine if code in row["says"]]
        lines += [""]
    return "\n".join(lines)


def speaks(start: Start, code: str) -> bool:
    """Whether the policy is published in a language; Indonesian always is (PP 33/2026 60(1)c)."""
    return code == "id" or code in start.languages
