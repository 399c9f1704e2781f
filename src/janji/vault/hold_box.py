"""The box of a hold: what it keeps, sealed anew under the house's key and the hold's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from janji.kit.db import Db, Row
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.vault import people
from janji.vault.key_names import Gone
from janji.vault.media_files import MediaPlace, Stored
from janji.vault.places import FOREVER, HOUSE, key_day
from janji.vault.seal import Piece, to_content

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.model_data import LegalHold
    from janji.vault.house import Vault

SQL = named_sql(str(Path(__file__).with_name("holds.py")))
AT_ONCE = 500


def class_of(hold: UUID) -> str:
    """The key's class of one hold. Classes of a policy have no hyphen, so the two never meet."""
    return f"hold-{hold.hex}"


def fill_all(db: Db, vault: Vault, business: Business, among: Sequence[UUID] | None = None) -> int:
    """Box what holds in force keep and have not boxed yet; of these people, or of everybody.

    Called before a day's keys die and before a person's do. Returns how many were boxed.
    """
    chosen = None if among is None else list(among)
    boxed = 0
    for row in db.all(SQL["standing"], people=chosen):
        ground = business.policy.file.holds.get(row.clause)
        if ground is not None and row.person_id is not None:
            everyone = people.linked(db, row.person_id)
            boxed += fill(db, vault, business, row.hold_id, everyone, ground)
    return boxed


def fill(
    db: Db,
    vault: Vault,
    business: Business,
    hold: UUID,
    everyone: Sequence[UUID],
    ground: LegalHold,
) -> int:
    """Box everything of these ids that the ground names and that is not in the box yet."""
    boxed = 0
    while rows := db.all(
        SQL["unboxed"], hold=hold, people=list(everyone), kinds=list(ground.kinds), most=AT_ONCE
    ):
        put(db, vault, business, hold, rows)
        boxed += len(rows)
    if "media" in ground.kinds:
        boxed += fill_with_files(db, vault, business, hold, everyone)
    if boxed:
        db.note("hold.boxed", hold, records=boxed)
    return boxed


def put(db: Db, vault: Vault, business: Business, hold: UUID, rows: Sequence[Row]) -> None:
    """Seal these records anew into the box; one whose key is already gone is boxed as empty."""
    sealer, cls = vault.sealer(business.id).sealer, class_of(hold)
    opened = sealer.open_many(
        Piece(
            row.person_id, business.policy.retention_class(row.kind), key_day(row.expires_on),
            row.kind, row.record_id, bytes(row.sealed),
        )
        for row in rows
    )  # fmt: skip
    seals = [
        None if isinstance(plain, Gone)
        else sealer.seal(HOUSE, cls, None, row.kind, row.record_id, plain)
        for row, plain in zip(rows, opened, strict=True)
    ]  # fmt: skip
    db.run(
        SQL["box"], hold=hold, records=[row.record_id for row in rows],
        kinds=[row.kind for row in rows], ats=[row.made_at for row in rows],
        days=[row.expires_on for row in rows], seals=seals,
    )  # fmt: skip


def fill_with_identifiers(
    db: Db, vault: Vault, hold: UUID, person: UUID, ground: LegalHold, now: datetime
) -> None:
    """Whose box it is, for those kinds of identifiers that the ground names."""
    sealer, cls = vault.sealer(db.business).sealer, class_of(hold)
    for one in people.identifiers(db, vault, person):
        kind, record = f"identifier_{one.kind}", new_id(now)
        if kind in ground.kinds:
            sealed = sealer.seal(HOUSE, cls, None, kind, record, to_content({"value": one.value}))
            db.run(
                SQL["box"], hold=hold, records=[record], kinds=[kind], ats=[now], days=[FOREVER],
                seals=[sealed],
            )  # fmt: skip


def fill_with_files(
    db: Db, vault: Vault, business: Business, hold: UUID, everyone: Sequence[UUID]
) -> int:
    """Files of these ids, copied into the hold's own folder under the hold's own key."""
    files, cls, boxed = vault.files(business.id), class_of(hold), 0
    for row in db.all(SQL["unboxed_files"], hold=hold, people=list(everyone)):
        source = MediaPlace.at(row.path, row.person_id, row.record_id, row.n)
        stored = files.copy(source, MediaPlace(HOUSE, cls, None, row.record_id, row.n))
        if isinstance(stored, Stored):
            boxed += db.run(
                SQL["box_file"], hold=hold, record=row.record_id, part=row.n + 1,
                at=row.made_at, day=row.expires_on, path=stored.path,
            )  # fmt: skip
    return boxed
