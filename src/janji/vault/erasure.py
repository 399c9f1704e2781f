"""End everything of one person: unreadable first, everywhere; then rows, files and every way to them.

Order, each step safe to repeat after a crash:
 1. the intent is durable in the erasure journal, outside the database (restore replays it);
 2. the ids and identifiers go, in one commit with the ledger line;
 3. the person's keys are destroyed and every process has emptied its cache: unreadable in every
    copy ever made, whatever the volume;
 4. rows and files go; what a provider still holds stays on as a debt of the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.vault import people
from janji.vault.journal import Journal
from janji.vault.key_names import PersonKey

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault
    from janji.vault.retention import Act

SQL = named_sql(__file__)


def plan(db: Db, person: UUID) -> dict[str, int]:
    """What there is to erase, by kind: the counts the result must equal."""
    everyone = people.linked(db, person)
    return {row.what: row.n for row in db.all(SQL["held"], people=everyone)}


def make_unreadable(
    act: Act, vault: Vault, journal: Journal, person: UUID, now: datetime
) -> list[UUID]:
    """Steps 1 to 3: the person is unreadable everywhere when this returns. Returns their ids."""
    with act() as db:
        everyone = people.linked(db, person)
        business = db.business
    journal.begin(business, everyone, now)
    with act() as db:
        db.run(SQL["loosen_requests"], people=everyone)
        people.forget(db, everyone)
        db.note("erasure.unreadable", person, ids=len(everyone))
    vault.keyring.destroy(people=[PersonKey(business, one) for one in everyone])
    return everyone


def remove(
    act: Act,
    vault: Vault,
    business: Business,
    everyone: Sequence[UUID],
    request: UUID | None,
    now: datetime,
) -> dict[str, int]:
    """Step 4: rows and files go; return what went, by kind."""
    ids = list(everyone)
    with act() as db:
        went = {row.what: row.n for row in db.all(SQL["held"], people=ids)}
        files = db.all(SQL["media_files"], people=ids)
        db.run(SQL["remember_sids"], people=ids)
        db.run(SQL["carry_provider_copies"], people=ids, request=request, now=now)
        for step in ("delete_messages", "delete_media", "delete_tokens", "delete_turns", "delete_records"):
            db.run(SQL[step], people=ids)
        db.note("erasure.removed", ids[0] if ids else None, **dict(went))
    vault.files(business.id).drop_person([row.path for row in files])
    return went


def resume(act: Act, vault: Vault, business: Business, journal: Journal, now: datetime) -> int:
    """Finish every erasure that a crash interrupted, and replay all of them after a restore."""
    done = 0
    for everyone in journal.open_intents(business.id):
        with act() as db:
            people.forget(db, everyone)
            db.run(SQL["loosen_requests"], people=list(everyone))
            db.note("erasure.resumed", everyone[0] if everyone else None)
        vault.keyring.destroy(people=[PersonKey(business.id, one) for one in everyone])
        remove(act, vault, business, everyone, None, now)
        journal.finish(business.id, everyone, now)
        done += 1
    return done
