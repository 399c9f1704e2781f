"""End everything of one person: unreadable first, everywhere; then rows, files, ways to them.

Order, each step safe to repeat after a crash:
 1. the intent is durable in the erasure journal, outside the database (restore replays it);
 2. the ids and identifiers go, in one commit with the ledger line;
 3. the person's keys are destroyed and every process has emptied its cache: unreadable in every
    copy ever made, whatever the volume;
 4. rows and files go; what a provider still holds stays on as a debt of the request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.vault import hold_box, people
from janji.vault.journal import Journal
from janji.vault.key_names import PersonKey

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault
    from janji.vault.retention import Act

SQL = named_sql(__file__)


def plan(db: Db, everyone: Sequence[UUID]) -> dict[str, int]:
    """What there is to erase of these ids, by kind: counts of rows as they are now."""
    return {row.what: row.n for row in db.all(SQL["held"], people=list(everyone))}


def make_unreadable(
    act: Act,
    vault: Vault,
    journal: Journal,
    business: Business,
    everyone: Sequence[UUID],
    request: UUID | None,
    now: datetime,
) -> None:
    """Steps 1 to 3: these ids are unreadable everywhere when this returns. Safe to repeat.

    everyone: all ids of one human being (people.linked), kept by the caller until the end.
    Raises: Unacknowledged when a living process did not empty its cache yet: call again.
    """
    ids = list(everyone)
    journal.begin(business.id, ids, now)
    with act() as db:
        db.run(SQL["one_at_a_time"], request=request)
        if business.policy.file.holds:
            hold_box.fill_all(db, vault, business, ids)
            db.run(hold_box.SQL["told_of"], request=request, people=ids)
        db.run(people.SQL["hold_writers_off"])
        planned = int(db.value(SQL["identifiers_held"], people=ids))  # not all: see remove
        went = db.run(people.SQL["delete_identifiers"], people=ids)
        add_counts(db, request, {"identifier": planned}, {"identifier": went})
        db.run(SQL["loosen_requests"], people=ids, now=now)
        people.forget(db, ids)
        db.note("erasure.unreadable", ids[0] if ids else None, ids=len(ids))
    vault.keyring.destroy(people=[PersonKey(business.id, one) for one in ids])


def remove(
    act: Act,
    vault: Vault,
    business: Business,
    everyone: Sequence[UUID],
    request: UUID | None,
    now: datetime,
) -> dict[str, int]:
    """Step 4: rows and files go; return how many rows the database really deleted, by kind.

    Planned and affected grow in the same commit, from two counts: what was seen before, and what
    the deletes reported. A day that ends on its own in between is in neither.
    """
    ids = list(everyone)
    with act() as db:
        db.run(SQL["one_at_a_time"], request=request)
        planned = plan(db, ids)
        files = db.all(SQL["media_files"], people=ids)
        db.run(SQL["remember_sids"], people=ids)
        db.run(SQL["carry_provider_copies"], people=ids, request=request, now=now)
        for step in ("delete_messages", "delete_tokens", "delete_turns"):
            db.run(SQL[step], people=ids)
        went = {
            row.what: row.n
            for step in ("delete_media", "delete_records")
            for row in db.all(SQL[step], people=ids)
        }
        add_counts(db, request, planned, went)
        for one in ids:  # the audit looks for each of them later
            db.note("erasure.removed", one, **(dict(went) if one == ids[0] else {}))
    vault.files(business.id).drop_person([row.path for row in files])
    return went


def add_counts(
    db: Db, request: UUID | None, planned: Mapping[str, int], affected: Mapping[str, int]
) -> None:
    """Add to what a request planned and reached; nothing to add to without a request."""
    both = {*planned, *affected}
    kinds = sorted(kind for kind in both if planned.get(kind) or affected.get(kind))
    if request is None or not kinds:
        return
    db.run(
        SQL["add_counts"],
        request=request,
        kinds=kinds,
        planned=[planned.get(kind, 0) for kind in kinds],
        affected=[affected.get(kind, 0) for kind in kinds],
    )


def resume(act: Act, vault: Vault, business: Business, journal: Journal, now: datetime) -> int:
    """Finish every erasure that a crash interrupted, and replay all of them after a restore."""
    done = 0
    for everyone in journal.open_intents(business.id):
        with act() as db:
            request = db.value(SQL["request_of"], people=everyone)
            db.note("erasure.resumed", everyone[0] if everyone else None)
        make_unreadable(act, vault, journal, business, everyone, request, now)
        remove(act, vault, business, everyone, request, now)
        journal.finish(business.id, everyone, now)
        done += 1
    return done
