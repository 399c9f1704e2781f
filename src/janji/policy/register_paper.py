"""The register on paper: PDF/A with tags, the same register and day give the same bytes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time
from pathlib import Path

from janji.kit.dates import day_and_time, long_date
from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.paper import press
from janji.policy.register import Register
from janji.policy.register_tables import tables

TEMPLATE = Path(__file__).with_name("register.typ")


def pdf(register: Register, business: Business) -> bytes:
    """The whole register. Raises: JanjiError policy.not_pressed (503)."""
    midnight = datetime.combine(register.on, time(), UTC)
    return press(
        json.dumps(
            {
                "template": TEMPLATE.read_text(encoding="utf-8"),
                "page": json.dumps(content(register, business), ensure_ascii=False, sort_keys=True),
                "at": str(int(midnight.timestamp())),
            },
            sort_keys=True,
        )
    )


def content(register: Register, business: Business) -> dict[str, object]:
    """Everything that stands on the paper, as plain words."""
    language = register.language
    processing, *others = tables(register, business)
    return {
        "title": say("policy.register.title", language),
        "language": language,
        "controller": register.controller,
        "lines": lines(register, business),
        "processing": processing.title,
        "entries": [
            {
                "label": entry.label,
                "fields": [[one, row[place]] for place, one in enumerate(processing.head) if place],
            }
            for entry, row in zip(register.entries, processing.rows, strict=True)
        ],
        "tables": [{"title": one.title, "head": one.head, "rows": one.rows} for one in others],
        "nothing": say("policy.register.nothing_here", language),
        "foot": f"{register.controller} · {register.version} · {register.hash[:16]}",
    }


def lines(register: Register, business: Business) -> list[str]:
    """What stands under the title: which policy, which day, how many gaps, how much is held."""
    language, found = register.language, register.figures
    told = [
        say(
            "policy.register.version_line", language, version=register.version,
            effective=long_date(register.effective, language),
            on=long_date(register.on, language), hash=register.hash[:16],
        ),
        say("policy.register.gaps", language, n=register.gaps),
    ]  # fmt: skip
    if found is None:
        told.append(say("policy.register.figures_unknown", language))
    else:
        told.append(
            say(
                "policy.register.totals_line", language, people=found.people, held=found.held,
                left=found.copies_left, gone=found.copies_gone,
            )
            + f" ({day_and_time(found.at, business.zone, language)})"
        )  # fmt: skip
    return [*told, say("policy.register.basis_line", language)]
