"""What is held now, in counts and days, for the register of processing: nobody in particular."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.policy.register import Figures, KindFigure, Register, register
from janji.vault import versions
from janji.vault.places import FOREVER

if TYPE_CHECKING:
    from janji.policy.business import Business

SQL = named_sql(__file__)


def holdings(db: Db, business: Business, now: datetime) -> Figures:
    """Records, people, oldest and next end per kind; openings per purpose; copies at the provider.

    Kinds of which nothing is held stand with zero, so that an empty place is seen as empty.
    """
    rows = {row.kind: row for row in db.all(SQL["kinds"], forever=FOREVER)}
    known = {row.kind: row for row in db.all(SQL["identifiers"])}
    totals = db.one(SQL["totals"])
    assert totals is not None  # noqa: S101 - the statement always gives one row
    kinds = []
    for kind, cls in business.policy.classes.items():
        row, leads = rows.get(kind), known.get(kind)
        found = row or leads
        kinds.append(
            KindFigure(
                kind, cls,
                records=found.records if found else 0,
                people=found.people if found else 0,
                oldest=found.oldest if found else None,
                next_end=row.next_end if row else None,
                open_ended=row.open_ended if row else 0,
            )
        )  # fmt: skip
    return Figures(
        at=now,
        kinds=tuple(kinds),
        people=totals.people,
        held=totals.held,
        copies_left=totals.copies_left,
        copies_gone=totals.copies_gone,
        oldest_copy=totals.oldest_copy,
        last_access={row.purpose: (row.newest, row.n) for row in db.all(SQL["openings"])},
    )


def register_of(
    db: Db, business: Business, on: date | None, now: datetime, language: str
) -> tuple[Register, Business]:
    """The register as of *on* (None: today), and the business as its policy stood that day.

    Of today the live figures are beside it; of any other day nobody can tell them.
    """
    today = local_date(now, business.zone)
    day = on or today
    version = versions.in_force(db, day)
    if version is not None and day != today:
        business = replace(business, policy=versions.policy_of(db, version, business))
    figures = holdings(db, business, now) if day == today else None
    return register(business, day, language, figures), business
