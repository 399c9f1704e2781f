"""Who does what at the desk: a role is a set of works, and a page is for one work.

The one table of it. A page asks for a work (`staff.for_work`), the navigation shows what the role's
works open, and a test walks every page with every role.
"""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["owner", "agent", "officer", "cashier", "technician"]
Work = Literal[
    "inbox",  # see which conversations there are; nothing is opened
    "talk",  # open conversations and answer
    "person",  # see what is held about one person
    "reveal",  # show a masked number or document, with a line in the ledger
    "requests",  # answer requests about data
    "tonight",  # what disappears when, holds, failures that need a person
    "proof",  # promises with verdicts, ledger, health, export
    "numbers",  # counts of the business; nobody in particular
    "agents",  # counts per member of staff
    "answers",  # read the assistant's answers and propose changes
    "approve",  # let a proposed answer speak
    "quarantine",  # what the door did not trust
    "policy",  # what a changed policy means and does; the versions
    "policy_take",  # let a changed policy count
    "settings",  # connect, hours, brand
    "staff",  # invite, change roles, end sessions of others
    "self",  # one's own password, second factor, sessions
]
ROLES: tuple[Role, ...] = get_args(Role)
WORKS: tuple[Work, ...] = get_args(Work)
MAY: dict[Role, frozenset[Work]] = {
    "owner": frozenset(WORKS),
    "agent": frozenset(
        ("inbox", "talk", "person", "reveal", "requests", "numbers", "answers", "quarantine",
         "self")
    ),
    "officer": frozenset(
        ("inbox", "person", "reveal", "requests", "tonight", "proof", "numbers", "quarantine",
         "policy", "self")
    ),
    "cashier": frozenset(("inbox", "talk", "person", "self")),
    "technician": frozenset(("inbox", "self")),
}  # fmt: skip


def may(role: Role | None, work: Work) -> bool:
    """Whether *role* does *work*; nobody without a role does anything."""
    return role is not None and work in MAY[role]
