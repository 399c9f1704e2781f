"""What binds a business now, laid over every process: the version that is in force.

A process looks at most once a second per business, and at once when the business's day changes: a
coming version takes over at its midnight. Between two looks nothing is asked.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import date, datetime

from janji.kit.db import Db
from janji.policy import overlay
from janji.policy.business import Business
from janji.policy.questions import compile_policy
from janji.vault import ends, proposals, versions
from janji.vault.versions import SQL, Version

EVERY = 1.0  # seconds of real time between looks for changes of one business
OPERATOR = "operator"
log = logging.getLogger("janji.policy")


@dataclass
class Followed:
    """How far this process has followed each business.

    rows: settings read. version: the policy laid over it. looked: when, and on which local day.
    """

    rows: dict[int, int] = field(default_factory=dict)
    version: dict[int, int] = field(default_factory=dict)
    looked: dict[int, tuple[float, date]] = field(default_factory=dict)

    def look_due(self, business: int, today: date) -> bool:
        """Whether it is time to look again; noted as looked."""
        moment = time.monotonic()
        at, day = self.looked.get(business, (-EVERY, today))
        if day == today and moment - at < EVERY:
            return False
        self.looked[business] = (moment, today)
        return True


def follow(db: Db, followed: Followed, business: Business, today: date, now: datetime) -> None:
    """Let *business* keep the version that is in force on *today*.

    The first process to see a version take over writes it down, with its ledger line.
    Raises: PolicyRefused when this program cannot read what is in force.
    """
    number = versions.standing(db, today)
    if number is None or followed.version.get(business.id) == number:
        return
    version = versions.one(db, number)
    if version is None:
        return
    policy = versions.policy_of(db, version, business)
    overlay.take_policy(business, ends.laid_over(db, policy, number))
    stand(db, business, version, now)
    db.once_committed(lambda: followed.version.update({business.id: number}))


def stand(db: Db, business: Business, version: Version, now: datetime) -> None:
    """Write down which version the business works under, unless it says so already."""
    changed = db.run(
        SQL["stand"], slug=business.slug, zone=business.zone, hash=version.hash,
        label=version.label, now=now,
    )  # fmt: skip
    if changed:
        db.note("policy.in_force", None, number=version.number, hash=version.hash)


def begin(db: Db, business: Business, today: date, now: datetime) -> bool:
    """Make the folder's file the first version where nothing was ever applied; whether it did.

    Nothing is held yet, so nothing can be weakened and nobody has to be told.
    Raises: PolicyRefused when the file cannot be used.
    """
    if versions.standing(db, today) is not None:
        return False
    db.run(SQL["alone"])
    if versions.standing(db, today) is not None:
        return False
    first = proposals.proposed(business)
    policy = compile_policy(first.reading.facts, first.hash)
    versions.record(
        db, policy, first.words, author=OPERATOR, now=now,
        effective_on=min(policy.effective, today), plan={},
    )  # fmt: skip
    return True
