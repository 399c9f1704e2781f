"""One human being under two ids: joined by staff, and split again as if it had never been.

Nothing moves: each id keeps its own records, keys and clocks. Joined ids are read together, erased
together, and the stricter wish of any of them (withdrawal, restriction, block) holds for all. What
each id led to before is written down, so a split gives back exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args
from uuid import UUID

from janji.kit import phone, pii
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.vault import gate, people, restrictions
from janji.vault.people import Identifier

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)
Why = Literal["same_email", "number_given", "agent_knows", "person_said"]
WHYS: tuple[Why, ...] = get_args(Why)
KIND = "message_in"
LOOKED_AT = 50  # newest messages searched for numbers and addresses of others


@dataclass(frozen=True)
class Proposal:
    """Somebody who may be the same human being, and what speaks for it."""

    person: UUID
    why: Why


@dataclass(frozen=True)
class Preview:
    """What will be shown together: per id, kinds with counts; what the stricter wish closes."""

    held: list[Row]
    withdrawn: list[str]
    closed_by: str | None


def proposals(
    db: Db, vault: Vault, business: Business, person: UUID, purpose: str, *, by: int | None
) -> list[Proposal] | Refused:
    """Others whose number or e-mail address this person wrote in their newest messages.

    Reads through the gate for *purpose* and notes who looked. Only who is known here already is
    proposed: a number written by a friend about somebody else makes nobody.
    """
    opened = gate.read(
        db, vault, business, purpose, person=person, kinds=[KIND], most=LOOKED_AT, by=by
    )
    if isinstance(opened, Refused):
        return opened
    texts = [str((one.content or {}).get("text", "")) for one in opened]
    named = sorted({one for text in texts for one in identifiers_in(text)})
    owners, own = people.owners_of(db, vault, named), set(people.linked(db, person))
    found = {owner: reason(one) for one, owner in owners.items() if owner not in own}
    return [Proposal(other, why) for other, why in sorted(found.items())]


def identifiers_in(text: str) -> list[Identifier]:
    """Telephone numbers and e-mail addresses written in *text*, as identifiers."""
    found = []
    for one in pii.find(text):
        written = text[one.begins : one.ends]
        if one.kind == "email":
            found.append(Identifier("email", written.casefold()))
        elif one.kind == "phone" and (number := phone.parse(written)):
            found.append(Identifier("whatsapp", number))
    return found


def reason(one: Identifier) -> Why:
    """What an identifier found in somebody's words speaks for."""
    return "same_email" if one.kind == "email" else "number_given"


def preview(db: Db, person: UUID, other: UUID) -> Preview | Refused:
    """What a join of the two would show together. Changes nothing. Refused as `join`."""
    refused = unjoinable(db, person, other)
    if refused:
        return refused
    everyone = [*people.linked(db, person), *people.linked(db, other)]
    withdrawn = [row.purpose for row in db.all(SQL["withdrawn_of"], people=everyone)]
    held = db.all(SQL["held_of_each"], people=everyone)
    return Preview(held, withdrawn, restrictions.closed_by(db, everyone))


def join(db: Db, person: UUID, other: UUID, why: str, staff: int, now: datetime) -> UUID | Refused:
    """From now on the two are one human being; the id of the join, by which it can be split.

    Refused vault.join_why, _self, _gone.
    """
    if why not in WHYS:
        return Refused("vault.join_why")
    db.run(people.SQL["hold_writers_off"])
    refused = unjoinable(db, person, other)
    if refused:
        return refused
    joining = new_id(now)
    moved = people.linked(db, other)
    root = db.value(SQL["root"], person=person)
    db.run(SQL["remember"], joining=joining, people=moved, root=root, staff=staff, why=why, now=now)
    db.run(SQL["lead"], people=moved, root=root)
    db.note("person.joined", root, staff=staff, why=why, ids=len(moved))
    return joining


def unjoinable(db: Db, person: UUID, other: UUID) -> Refused | None:
    """Why two ids cannot be joined: one is gone, or they are joined already."""
    known = {row.person_id for row in db.all(SQL["known"], people=[person, other])}
    if known != {person, other}:
        return Refused("vault.join_self" if person == other in known else "vault.join_gone")
    if other in people.linked(db, person):
        return Refused("vault.join_self")
    return None


def joinings(db: Db, person: UUID) -> list[Row]:
    """Joins of this human being by staff, newest first: joining_id, at, staff, why, ids."""
    return db.all(SQL["joinings"], people=people.linked(db, person))


def split(db: Db, joining: UUID, staff: int) -> list[UUID] | Refused:
    """Undo a join: every id leads to what it led to before; the ids that were split off.

    Refused vault.split_gone, vault.split_later_first (a newer join must be undone first).
    """
    db.run(people.SQL["hold_writers_off"])
    rows = db.all(SQL["joined"], joining=joining)
    if not rows:
        return Refused("vault.split_gone")
    ids = [row.person_id for row in rows]
    if later(db, joining, [*ids, rows[0].into_person_id]):
        return Refused("vault.split_later_first")
    db.run(SQL["lead_back"], joining=joining)
    db.run(SQL["forget_joining"], joining=joining)
    db.note("person.split", rows[0].into_person_id, staff=staff, ids=len(ids))
    return ids


def later(db: Db, joining: UUID, ids: Sequence[UUID]) -> bool:
    """Whether a newer join touched any of these ids (ids of joins rise with time)."""
    return bool(db.one(SQL["later"], joining=joining, people=list(ids)))
