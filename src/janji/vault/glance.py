"""One page of many people's newest words, through the gate: one question, noted for each of them.

The gate's reading is of one person and says no for all of it. A list shows many people at once:
who refused the purpose, is restricted or blocked is left out, the others are shown. Each of them
gets a line of the ledger of their own the first time a member of staff sees them in a list on a
day, so that "who saw it" is whole; what is seen again the same day is noted as one reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault import people, restrictions
from janji.vault.gate import Opened, cut_arrays, opened

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)
MOST = 120


def glance(
    db: Db,
    vault: Vault,
    business: Business,
    purpose: str,
    wanted: Mapping[UUID, date],
    kinds: Sequence[str],
    *,
    by: int,
    today: date,
) -> dict[UUID, Opened]:
    """What may be opened of *wanted* (record → its last day), by record; nothing else is there.

    kinds: what the page shows; those that the policy does not allow *purpose* are never asked for.
    by: the member of staff who looks; today: the day it is at the business. Raises: ValueError
    when the page is too long.
    """
    if len(wanted) > MOST:
        raise ValueError(f"at most {MOST} on a page")
    allowed = [kind for kind in kinds if business.policy.may_use(kind, purpose)]
    if not wanted or not allowed or purpose in business.policy.asked:
        return {}
    rows = db.all(
        SQL["on_page"], records=list(wanted), days=list(wanted.values()), kinds=allowed,
        purpose=purpose, duty=restrictions.rests_on_duty(business, purpose),
        **cut_arrays(business, purpose, allowed),
    )  # fmt: skip
    note(db, rows, purpose, by, today)
    return {one.record_id: one for one in opened(vault, business, rows)}


def note(db: Db, rows: Sequence[Row], purpose: str, by: int, today: date) -> None:
    """Lines of the ledger for *rows*, each row in one of them."""
    everyone = sorted({row.person_id for row in rows})
    own: set[UUID | None] = first_today(db, everyone, by, today)
    own |= set(everyone) if len(everyone) == 1 else set()
    seen: dict[UUID | None, list[Row]] = {}
    for row in rows:
        seen.setdefault(row.person_id if row.person_id in own else None, []).append(row)
    for subject, some in seen.items():
        told = " ".join(sorted({row.kind for row in some}))
        db.note("vault.read", subject, purpose=purpose, kinds=told, records=len(some), staff=by)


def first_today(db: Db, everyone: Sequence[UUID], by: int, today: date) -> set[UUID | None]:
    """Those of *everyone* whom *by* sees for the first time today, remembered as seen.

    Written along with whoever writes about people: nobody ends in between.
    """
    if not everyone:
        return set()
    rows = db.all(SQL["not_yet_today"], people=list(everyone), staff=by, today=today)
    fresh = [row.person_id for row in rows]
    if not fresh:
        return set()
    db.run(people.SQL["write_along"])
    seen = db.all(SQL["seen_today"], people=fresh, staff=by, today=today)
    return {row.person_id for row in seen}
