"""After a restore: what was applied after the backup is applied again, from the journal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from janji.vault import restamp, versions
from janji.vault.version_journal import VersionJournal, Written
from janji.vault.versions import Version

if TYPE_CHECKING:
    from datetime import datetime

    from janji.kit.db import Db
    from janji.policy.business import Business

BROUGHT_BACK = "brought_back"  # in the plan of a version whose notices went with the old database


def later(journal: VersionJournal, db: Db, business: Business) -> list[Written]:
    """The versions that were applied after the newest one that *db* knows, the oldest first."""
    newest = versions.newest(db)
    found = journal.of(business.id)
    return [found[number] for number in sorted(found) if number > (newest.number if newest else 0)]


def bring_back(
    journal: VersionJournal, db: Db, business: Business, now: datetime
) -> tuple[int, ...]:
    """Apply again what was applied after the backup; the numbers of those versions.

    Their notices are gone with the old database, and the version says so. Raises: PolicyRefused.
    """
    brought = []
    for one in later(journal, db, business):
        before = versions.newest(db)
        version = again(db, one)
        new = versions.policy_of(db, version, business)
        if before is not None:
            old = versions.policy_of(db, before, business)
            restamp.begin(db, business, version.number, old, new, now)
        db.note("policy.brought_back", None, number=version.number, hash=version.hash)
        brought.append(version.number)
    return tuple(brought)


def again(db: Db, one: Written) -> Version:
    """The version as it was, with its own number and days."""
    plan = {**one.version.plan, BROUGHT_BACK: True}
    db.run(
        versions.SQL["again"], number=one.version.number, hash=one.version.hash,
        label=one.version.label, source=one.words.source, published=one.words.published,
        author=one.version.author, at=one.version.applied_at,
        effective_on=one.version.effective_on, plan=json.dumps(plan, ensure_ascii=False),
    )  # fmt: skip
    found = versions.one(db, one.version.number)
    if found is None:
        raise LookupError(one.version.number)
    return found
