"""What proofs of conduct must know: who waits, who is abroad, what may be held, how soon we answer.

The table of who may do what at the desk is written down here a second time, on purpose: a proof
does not ask the room it looks at (a test tells when the two part).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from janji.policy.business import Business

STAFF = Path(__file__).with_name("staff_works.toml")
HOME = "ID"  # the law's own country: UU PDP 56 speaks of leaving it


@dataclass(frozen=True)
class Abroad:
    """A recipient outside the country. basis: the ground of the transfer, "none" without one."""

    recipient: str
    country: str
    basis: str


@dataclass(frozen=True)
class Conduct:
    """What is promised about conduct, in closed words and hours.

    waiting: recipients that get nothing yet; waiting_hosts: where they would be reached. lawful:
    recipients that get data by law only. homeless: recipients whose country nobody named.
    held_kinds: (ground, kind) pairs that a hold may keep. complaints: intents that are complaints.
    """

    waiting: frozenset[str] = frozenset()
    waiting_hosts: frozenset[str] = frozenset()
    lawful: frozenset[str] = frozenset()
    abroad: tuple[Abroad, ...] = ()
    homeless: frozenset[str] = frozenset()
    held_kinds: frozenset[tuple[str, str]] = frozenset()
    answered_hours: int | None = None
    settled_hours: int | None = None
    complaints: frozenset[str] = field(default=frozenset())

    def values(self) -> dict[str, Any]:
        """Values for the statements of the proofs."""
        grounds, staff = sorted(self.held_kinds), sorted(staff_acts())
        return {
            **{name: sorted(getattr(self, name)) for name in SETS},
            "abroad_recipients": [one.recipient for one in self.abroad],
            "abroad_bases": [one.basis for one in self.abroad],
            "hold_clauses": [clause for clause, _ in grounds],
            "hold_kinds": [kind for _, kind in grounds],
            "answered_hours": self.answered_hours,
            "settled_hours": self.settled_hours,
            "staff_acts": [act for act, _ in staff],
            "staff_roles": [role for _, role in staff],
        }


SETS = ("waiting", "waiting_hosts", "lawful", "homeless", "complaints")


def conduct_of(business: Business) -> Conduct:
    """The conduct that one business promises."""
    file = business.policy.file
    others, holds, times = file.recipients, file.holds, file.care
    waiting = {name: one for name, one in others.items() if one.waits}
    served = {name: one for name, one in others.items() if not one.waits}
    return Conduct(
        waiting=frozenset(waiting),
        waiting_hosts=frozenset(host for one in waiting.values() for host in one.hosts),
        lawful=frozenset(name for name, one in others.items() if one.legal_duty_only),
        abroad=tuple(
            Abroad(name, one.country, one.transfer.basis if one.transfer else "none")
            for name, one in served.items()
            if one.country and one.country != HOME
        ),
        homeless=frozenset(name for name, one in served.items() if not one.country),
        held_kinds=frozenset((name, kind) for name, one in holds.items() for kind in one.kinds),
        answered_hours=times.answered_within.hours if times and times.answered_within else None,
        settled_hours=times.settled_within.hours if times and times.settled_within else None,
        complaints=frozenset(times.complaints if times else ()),
    )  # fmt: skip


@cache
def staff_acts() -> frozenset[tuple[str, str]]:
    """(act in the ledger, role that may do it), from staff_works.toml."""
    table = tomllib.loads(STAFF.read_text(encoding="utf-8"))
    return frozenset(
        (act, role)
        for act, works in table["acts"].items()
        for role, mine in table["roles"].items()
        if set(works) & set(mine)
    )
