"""A stock of sealed messages to measure with, made quickly, in the product's own tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import psycopg

from janji.kit.ids import new_ids
from janji.policy.business import Business
from janji.vault import records
from janji.vault.house import House
from janji.vault.places import json_piece

KIND = "message_in"
AT_ONCE = 10_000
MESSAGE = (
    "COPY message (business_id, message_id, expires_on, person_id, direction, at, sid_hash,"
    " handled_at)"
    " FROM STDIN (FORMAT BINARY)"
)
RECORD = (
    "COPY record (business_id, record_id, expires_on, person_id, kind, made_at, sealed)"
    " FROM STDIN (FORMAT BINARY)"
)


@dataclass(frozen=True)
class Stock:
    """What was made: the day it ends, and the ids it was made for."""

    cls: str
    day: date
    people: list[UUID]


def make_people(house: House, business: Business, count: int, at: datetime) -> list[UUID]:
    """*count* people with durable keys; random ids, no identifiers."""
    ids = new_ids([at] * count)
    house.vault.keyring.make_people(business.id, ids)
    with house.act(business) as db:
        db.run(
            "INSERT INTO person (business_id, person_id, made_at)"
            " SELECT %(business)s, p, %(at)s FROM unnest(%(ids)s::uuid[]) p",
            at=at,
            ids=ids,
        )
    return ids


def make_messages(
    owner_url: str, house: House, business: Business, owners: Sequence[UUID], at: datetime
) -> Stock:
    """One sealed message for each of *owners*, in order, in the partition of its last day."""
    cls, day = records.last_day(business, KIND, at)
    with house.act(business) as db:
        records.ready_day(db, house.vault, cls, day)
    places = house.vault.sealer(business.id)
    with psycopg.connect(owner_url) as connection:
        for chunk in chunks(owners):
            ids = new_ids([at] * len(chunk))
            content = {"kind": "text", "text": "halo kak, apakah ramennya halal? " * 8}
            seals = places.seal_many(
                [
                    json_piece(person, cls, day, KIND, record, content)
                    for person, record in zip(chunk, ids, strict=True)
                ]
            )
            copy(connection, business.id, day, at, list(zip(ids, chunk, seals, strict=True)))
    return Stock(cls, day, list(dict.fromkeys(owners)))


def chunks(owners: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """*owners* in portions."""
    return (owners[start : start + AT_ONCE] for start in range(0, len(owners), AT_ONCE))


def copy(
    connection: psycopg.Connection[tuple[object, ...]],
    business: int,
    day: date,
    at: datetime,
    rows: Sequence[tuple[UUID, UUID, bytes]],
) -> None:
    """Write envelopes and records by COPY."""
    with connection.cursor().copy(MESSAGE) as out:
        out.set_types(
            ["int4", "uuid", "date", "uuid", "text", "timestamptz", "bytea", "timestamptz"]
        )
        for record, person, _ in rows:
            out.write_row((business, record, day, person, "in", at, record.bytes, at))
    with connection.cursor().copy(RECORD) as out:
        out.set_types(["int4", "uuid", "date", "uuid", "text", "timestamptz", "bytea"])
        for record, person, sealed in rows:
            out.write_row((business, record, day, person, KIND, at, sealed))
