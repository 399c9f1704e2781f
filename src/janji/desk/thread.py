"""One conversation's messages as the desk shows them: a window of it, never the whole.

The newest window is opened through the gate and noted in the ledger; older ones by keyset. Order is
by moment, then id, so that no message is shown twice or left out between two windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from janji.desk.thread_lines import Facts, Line, lines_of, parted
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import gate, gate_files, people
from janji.vault.gate import Opened
from janji.vault.house import Vault

SQL = named_sql(__file__)
PURPOSE = "customer_support"
KINDS = ("message_in", "message_out", "note")
MOST = 50
AHEAD = 20  # messages shown after the one an address points at


@dataclass(frozen=True)
class Place:
    """Which window: the one that ends before a message, the one around it, or the newest."""

    before: UUID | None = None
    around: UUID | None = None


@dataclass(frozen=True)
class Thread:
    """A window of messages, oldest first, parted by day.

    older: the message before which the next window ends, None at the beginning. newest: whether
    this is the newest window. held: messages there are in all. name: the newest display name.
    """

    lines: tuple[Line, ...]
    older: UUID | None
    newest: bool
    held: int
    name: str

    @property
    def new(self) -> int:
        """How many messages of the person nobody at this desk has seen."""
        return sum(one.new for one in self.lines if not one.mine)


def window(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    place: Place,
    staff: int,
    now: datetime,
) -> Thread | Refused:
    """The window of *place*, opened for customer support by *staff*."""
    everyone = people.linked(db, person)
    kinds = [kind for kind in KINDS if business.policy.may_use(kind, PURPOSE)]
    ids, more, newest = ids_of(db, everyone, kinds, place)
    opened = gate.read_records(db, vault, business, PURPOSE, ids, by=staff)
    if isinstance(opened, Refused):
        return opened
    ordered = in_order(ids, opened)
    facts = gathered(db, vault, business, person, ordered, staff, now)
    held = db.value(SQL["held"], people=everyone, kinds=kinds)
    return Thread(
        lines=parted(lines_of(business, ordered, facts), facts, business.zone),
        older=ids[0] if more and ids else None,
        newest=newest,
        held=int(held),
        name=name_in(opened),
    )


def ids_of(
    db: Db, everyone: Sequence[UUID], kinds: Sequence[str], place: Place
) -> tuple[list[UUID], bool, bool]:
    """The messages of a window oldest first, whether older ones exist, whether it is the newest."""
    before = place.before
    values = {"people": list(everyone), "kinds": list(kinds), "most": MOST + 1}
    if place.around is not None:
        before = db.value(SQL["ahead"], **values, record=place.around, ahead=AHEAD)
    if before is None:
        rows = db.all(SQL["newest"], **values)
    else:
        rows = db.all(SQL["older"], **values, record=before)
    ids = [row.record_id for row in rows]
    return ids[:MOST][::-1], len(ids) > MOST, before is None


def in_order(ids: Sequence[UUID], opened: Sequence[Opened]) -> list[Opened]:
    """What was opened, in the order of *ids*; a day that ended meanwhile is left out.

    What came and what answered it may bear one moment: the question then stands first.
    """
    found = {one.record_id: one for one in opened}
    there = [found[one] for one in ids if one in found]
    return sorted(there, key=lambda one: (one.made_at, one.kind == "message_out"))


def gathered(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    opened: Sequence[Opened],
    staff: int,
    now: datetime,
) -> Facts:
    """What stands beside the words: how each fared, its files, what was read, what is quoted."""
    ids = [one.record_id for one in opened]
    seen = db.value(SQL["read_until"], staff=staff, person=person)
    sids = sorted({str((one.content or {}).get("reply_to") or "") for one in opened} - {""})
    hashes = vault.sealer(business.id).find_hashes("sid", sids)
    return Facts(
        envelopes={row.message_id: row for row in db.all(SQL["envelopes"], messages=ids)},
        files=gate_files.files_of(db, ids),
        quoted={
            sid: row.message_id
            for sid, digest in zip(sids, hashes, strict=True)
            for row in db.all(SQL["by_sid"], sid_hash=digest)
        },
        read_until=seen,
        staff=staff,
        now=now,
    )


def name_in(opened: Sequence[Opened]) -> str:
    """The newest display name the person wrote under, "" when there is none."""
    names = ((one.content or {}).get("name") for one in reversed(opened))
    return next((str(name) for name in names if name), "")
