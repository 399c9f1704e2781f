"""A person is a random id with a set of identifiers: numbers, platform ids, addresses.

Identifiers are found by keyed hash and used by unsealing. The platform's own user id is stronger
than a number: numbers change hands (facts: WhatsApp business-scoped user ids, 2026).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from janji.kit.db import Db
from janji.kit.ids import new_id
from janji.kit.sql import named_sql

if TYPE_CHECKING:
    from janji.vault.house import Vault

SQL = named_sql(__file__)
STRONGEST_FIRST = ("wa_user", "whatsapp", "email")
ENDS_WITH_PERSON = (
    "hand_on_withdrawals",
    "hand_on_restrictions",
    "delete_identifiers",
    "delete_conversations",
    "delete_marks",
    "delete_glances",
    "delete_labels",
    "delete_presence",
    "delete_notices",
    "delete_withdrawals",
    "delete_restrictions",
    "delete_proposals",
    "delete_silences",
    "delete_joinings",
    "loosen_holds",
    "unlink",
)


class Identifier(NamedTuple):
    """One way to find a person: kind is whatsapp (+62…), wa_user (ID.…) or email."""

    kind: str
    value: str


def find(db: Db, vault: Vault, given: Sequence[Identifier]) -> UUID | None:
    """The person the strongest of *given* leads to, or None."""
    owners = owners_of(db, vault, given)
    for kind in STRONGEST_FIRST:
        for one in given:
            if one.kind == kind and one in owners:
                return owners[one]
    return None


def owners_of(db: Db, vault: Vault, given: Sequence[Identifier]) -> dict[Identifier, UUID]:
    """Which of the *given* identifiers are known, and whose they are."""
    sealer = vault.sealer(db.business)
    by_hash = {(one.kind, sealer.find_hash(one.kind, one.value)): one for one in given}
    rows = db.all(
        SQL["known"],
        kinds=[kind for kind, _ in by_hash],
        hashes=[digest for _, digest in by_hash],
    )
    return {by_hash[row.kind, bytes(row.hash)]: row.person_id for row in rows}


def find_or_make(db: Db, vault: Vault, given: Sequence[Identifier], now: datetime) -> UUID:
    """The person of these identifiers, made with a durable key if new; all *given* lead there.

    Raises: ValueError when nothing is given.
    """
    if not given:
        raise ValueError("a person needs at least one identifier")
    owners = owners_of(db, vault, given)
    person = next(
        (
            owners[one]
            for kind in STRONGEST_FIRST
            for one in given
            if one.kind == kind and one in owners
        ),
        None,
    )
    made = None
    if person is None:
        person = made = make(db, vault, now)
    for one in given:
        if owners.get(one) != person:
            person = lead_to(db, vault, one, person, owners.get(one))
    if made is not None and made != person:
        drop_unused(db, [made])
    return person


def find_or_make_many(
    db: Db, vault: Vault, wanted: Mapping[tuple[Identifier, ...], datetime]
) -> dict[tuple[Identifier, ...], UUID]:
    """find_or_make for many senders at once: one look-up, one durable write of new keys.

    Senders whose identifiers lead nowhere yet are made together; the rest go one by one, because
    a number may have changed hands.
    """
    everything = sorted({one for given in wanted for one in given}, key=lambda i: (i.kind, i.value))
    owners = owners_of(db, vault, everything)
    new = [given for given in wanted if not any(one in owners for one in given)]
    result = make_many(db, vault, new, wanted)
    for given, now in wanted.items():
        if given not in result:
            leads = {owners.get(one) for one in given}
            settled = leads.pop() if len(leads) == 1 else None
            result[given] = settled or find_or_make(db, vault, given, now)
    return result


def make_many(
    db: Db,
    vault: Vault,
    new: Sequence[tuple[Identifier, ...]],
    wanted: Mapping[tuple[Identifier, ...], datetime],
) -> dict[tuple[Identifier, ...], UUID]:
    """Make a person for each set of *new* identifiers; sets that share one are left out."""
    seen: set[Identifier] = set()
    made: dict[tuple[Identifier, ...], UUID] = {}
    for given in new:
        if not seen.intersection(given):
            made[given] = new_id(wanted[given])
        seen.update(given)
    if not made:
        return {}
    sealer = vault.sealer(db.business)
    vault.keyring.make_people(db.business, list(made.values()))
    db.run(SQL["make_people"], people=list(made.values()), ats=[wanted[given] for given in made])
    rows = [
        (one.kind, sealer.find_hash(one.kind, one.value), person,
         sealer.seal_identifier(person, one.kind, one.value))
        for given, person in made.items() for one in given
    ]  # fmt: skip
    rows.sort()  # one order for all writers: they may wait for each other, never in a circle
    kinds, hashes, owners, seals = (list(column) for column in zip(*rows, strict=True))
    added = db.all(SQL["make_identifiers"], kinds=kinds, hashes=hashes, people=owners, seals=seals)
    db.note("person.made", None, people=len(made))
    won = {row.person_id for row in added}
    drop_unused(db, [person for person in made.values() if person not in won])
    return {given: person for given, person in made.items() if person in won}


def drop_unused(db: Db, people: Sequence[UUID]) -> None:
    """Take back ids just made that nothing leads to, because another process was faster.

    Their keys are found and destroyed later (retention.end_orphans).
    """
    if people:
        db.run(SQL["delete_people"], people=list(people))


def make(db: Db, vault: Vault, now: datetime) -> UUID:
    """A new person whose key is durable before the row that needs it."""
    person = new_id(now)
    vault.keyring.make_people(db.business, [person])
    db.run(SQL["make_person"], person=person, now=now)
    db.note("person.made", person)
    return person


def lead_to(db: Db, vault: Vault, one: Identifier, person: UUID, holder: UUID | None) -> UUID:
    """Let *one* lead to *person*; return who it leads to in the end.

    A new identifier is added. One that led to somebody else moves when that somebody has a
    platform id of their own (the number changed hands), else both ids are the same human being.
    """
    sealer = vault.sealer(db.business)
    values = {
        "kind": one.kind,
        "hash": sealer.find_hash(one.kind, one.value),
        "person": person,
        "sealed": sealer.seal_identifier(person, one.kind, one.value),
    }
    if holder is None:
        if db.run(SQL["make_identifier"], **values):
            return person
        faster = owners_of(db, vault, [one]).get(one)
        return faster or person
    kinds = {row.kind for row in db.all(SQL["identifiers_of"], people=[holder])}
    if "wa_user" not in kinds:
        db.run(SQL["link"], person=person, other=holder)
        db.note("person.linked", person)
    else:
        db.note("person.number_moved", person)
    db.run(SQL["move_identifier"], **values)
    return person


def linked(db: Db, person: UUID) -> list[UUID]:
    """Every id of the same human being."""
    return [row.person_id for row in db.all(SQL["linked"], person=person)] or [person]


def identifiers(db: Db, vault: Vault, person: UUID) -> list[Identifier]:
    """The person's identifiers, unsealed. The caller has passed the gate (gate.contact)."""
    sealer = vault.sealer(db.business)
    rows = db.all(SQL["identifiers_of"], people=linked(db, person))
    return [
        Identifier(row.kind, sealer.open_identifier(row.person_id, row.kind, bytes(row.sealed)))
        for row in rows
    ]


def forget(db: Db, people: Sequence[UUID]) -> int:
    """Delete the ids and every way to them; return how many people there were.

    Writers of new messages are held off while it commits, so that no message lands on a person
    who is gone: their next message makes a new one.
    """
    if not people:
        return 0
    db.run(SQL["hold_writers_off"])
    for step in ENDS_WITH_PERSON:
        db.run(SQL[step], people=list(people))
    return db.run(SQL["delete_people"], people=list(people))
