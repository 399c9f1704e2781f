"""A hold in law: a box of its own, so that everything else ends exactly as promised.

Day keys are shared by everybody of a day and a person's key by all of a person: neither can be
spared for one matter. So what a hold keeps is sealed anew under the house's key and a key of the
hold alone, as soon as it is written and at the latest before its day or its person ends. The day
ends, the person may be erased; the box stays readable for the hold's purpose and no other. When the
hold ends its key is destroyed: the box is unreadable at once in every copy ever made, and what was
kept beside it goes on by its own clock.

Only a ground that the policy names can hold anything (policy: holds).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.vault import hold_box, people
from janji.vault.gate import Opened
from janji.vault.key_names import DayKey, Gone
from janji.vault.media_files import Media, MediaPlace
from janji.vault.places import HOUSE
from janji.vault.seal import from_content

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.model_data import LegalHold
    from janji.vault.house import Vault

SQL = hold_box.SQL
Act = Callable[[], AbstractContextManager[Db]]
NOTE, MEDIA = "hold_note", "media"


def place(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    clause: str,
    note: str,
    staff: int,
    now: datetime,
) -> UUID | Refused:
    """Hold what *clause* allows of this person, from now on; the hold's id.

    note: why, in the officer's words; sealed. Refused vault.hold_not_allowed (the policy names no
    such ground), vault.hold_note (no reason given), vault.hold_gone (the person ended).
    """
    ground = business.policy.file.holds.get(clause)
    if ground is None:
        return Refused("vault.hold_not_allowed")
    if not note.strip():
        return Refused("vault.hold_note")
    if not db.one(SQL["is_here"], person=person):
        return Refused("vault.hold_gone")
    hold = new_id(now)
    vault.keyring.make_days(business.id, [(hold_box.class_of(hold), None)])
    review = ground.review_within.after(local_date(now, business.zone))
    sealed = vault.sealer(business.id).sealer.seal(
        HOUSE, hold_box.class_of(hold), None, NOTE, hold, note.strip().encode()
    )
    db.run(
        SQL["place"], hold=hold, person=person, clause=clause, staff=staff, review=review,
        note=sealed, now=now,
    )  # fmt: skip
    db.note("hold.placed", hold, staff=staff, clause=clause)
    hold_box.fill_with_identifiers(db, vault, hold, person, ground, now)
    hold_box.fill(db, vault, business, hold, people.linked(db, person), ground)
    return hold


def grounds(business: Business) -> dict[str, LegalHold]:
    """The grounds on which this business may hold anything; empty: it holds nothing."""
    return dict(business.policy.file.holds)


def standing(db: Db, people_ids: Sequence[UUID] | None = None) -> list[Row]:
    """Holds in force, the nearest review first; of these people, or of everybody.

    Columns: hold_id, person_id, clause, at, staff, review_on, boxed.
    """
    chosen = None if people_ids is None else list(people_ids)
    return db.all(SQL["standing"], people=chosen)


def kept_by_request(db: Db, request: UUID) -> list[Row]:
    """What holds keep beside a deletion, so that its answer can say so: clause, n, review_on."""
    return db.all(SQL["kept_by_request"], request=request)


def read(
    db: Db, vault: Vault, business: Business, hold: UUID, *, by: int
) -> tuple[str, list[Opened]] | Refused:
    """The note and everything in the box, oldest first, for the hold's own purpose.

    Refused vault.hold_gone, vault.purpose_not_allowed. The reading is in the ledger with *by*.
    """
    row = db.one(SQL["hold"], hold=hold)
    ground = business.policy.file.holds.get(row.clause) if row else None
    if row is None or row.ended_at is not None or ground is None:
        return Refused("vault.hold_gone")
    boxed = db.all(SQL["boxed"], hold=hold)
    for kind in sorted({one.kind for one in boxed}):
        if not business.policy.may_use(kind, ground.purpose):
            return Refused("vault.purpose_not_allowed", {"purpose": ground.purpose, "kind": kind})
    kinds = " ".join(sorted({one.kind for one in boxed}))
    db.note(
        "vault.read", row.person_id or hold, purpose=ground.purpose, kinds=kinds,
        records=len(boxed), staff=by,
    )  # fmt: skip
    sealer = vault.sealer(business.id).sealer
    cls = hold_box.class_of(hold)
    note = sealer.open(HOUSE, cls, None, NOTE, hold, bytes(row.note))
    return (
        "" if isinstance(note, Gone) else note.decode(),
        [opened(sealer, cls, one) for one in boxed],
    )


def files(db: Db, hold: UUID) -> list[Row]:
    """The files in the box, oldest first: record_id, part, made_at, path. Nothing is opened."""
    return db.all(SQL["boxed_files"], hold=hold)


def open_file(
    db: Db, vault: Vault, business: Business, hold: UUID, record: UUID, part: int, *, by: int
) -> Media | Gone | Refused:
    """One file out of the box, for the hold's own purpose; noted with *by*.

    Refused vault.hold_gone, vault.no_such_file, vault.purpose_not_allowed.
    """
    row = db.one(SQL["hold"], hold=hold)
    ground = business.policy.file.holds.get(row.clause) if row else None
    if row is None or row.ended_at is not None or ground is None:
        return Refused("vault.hold_gone")
    if not business.policy.may_use(MEDIA, ground.purpose):
        return Refused("vault.purpose_not_allowed", {"purpose": ground.purpose, "kind": MEDIA})
    found = next((f for f in files(db, hold) if (f.record_id, f.part) == (record, part)), None)
    if found is None:
        return Refused("vault.no_such_file")
    db.note(
        "vault.read",
        row.person_id or hold,
        purpose=ground.purpose,
        kinds=MEDIA,
        records=1,
        staff=by,
    )
    place = MediaPlace.at(found.path, HOUSE, record, part - 1)
    return vault.files(business.id).open(place)


def opened(sealer: Any, cls: str, one: Row) -> Opened:
    """One thing from the box, readable."""
    found = sealer.open(HOUSE, cls, None, one.kind, one.record_id, bytes(one.sealed))
    content = None if isinstance(found, Gone) else from_content(found)
    return Opened(one.record_id, HOUSE, one.kind, one.made_at, one.own_day, content)


def end(
    act: Act, vault: Vault, business: Business, hold: UUID, staff: int, now: datetime
) -> Refused | None:
    """End a hold: its key dies, so its box is unreadable at once everywhere; then rows and files.

    What is still kept beside the box goes on by its own clock. Refused vault.hold_gone.
    """
    with act() as db:
        if not db.run(SQL["end"], hold=hold, staff=staff, now=now):
            return Refused("vault.hold_gone")
        db.note("hold.ended", hold, staff=staff)
    finish(act, vault, business)
    return None


def finish(act: Act, vault: Vault, business: Business) -> int:
    """Empty the boxes of holds that ended: key, files, rows. Safe to repeat after a crash."""
    with act() as db:
        ended = [row.hold_id for row in db.all(SQL["ended"])]
    if not ended:
        return 0
    doomed = [DayKey(business.id, hold_box.class_of(one), None) for one in ended]
    vault.keyring.destroy(days=doomed)
    for one in ended:
        vault.files(business.id).drop_day(hold_box.class_of(one), None)
    with act() as db:
        emptied = db.run(SQL["empty"], holds=ended)
        db.run(SQL["forget_notes"], holds=ended)
        db.note("hold.emptied", None, holds=len(ended), records=emptied)
    return len(ended)


def end_keyless(act: Act, vault: Vault, business: Business, now: datetime) -> int:
    """After a restore: end again the holds whose key is gone, because they ended since."""
    with act() as db:
        lost = [
            row.hold_id
            for row in standing(db)
            if vault.keyring.day_key(business.id, hold_box.class_of(row.hold_id), None) is None
        ]
        for one in lost:
            db.run(SQL["end"], hold=one, staff=0, now=now)
    return finish(act, vault, business) if lost else 0
