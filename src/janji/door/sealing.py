"""From arrivals to columns: people resolved, content sealed, ids hashed. No database here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from janji.door.arrivals import Arrival
from janji.kit.ids import new_ids
from janji.vault.house import Vault
from janji.vault.places import json_piece, sid_piece

KIND = "message_in"


@dataclass(slots=True)
class Columns:
    """A batch of one business and one last day, column by column."""

    expires_on: date
    arrivals: list[Arrival]
    people: list[UUID]
    ids: list[UUID]
    sids: list[bytes]
    sid_seals: list[bytes]
    seals: list[bytes]


def columns(vault: Vault, cls: str, day: date, arrivals: Sequence[tuple[Arrival, UUID]]) -> Columns:
    """Seal *arrivals* of one business under their people's keys and *day*'s."""
    if not arrivals:
        return Columns(day, [], [], [], [], [], [])
    places = vault.sealer(arrivals[0][0].business.id)
    ids = new_ids([arrival.at for arrival, _ in arrivals])
    pieces = [
        json_piece(person, cls, day, KIND, record, arrival.content)
        for (arrival, person), record in zip(arrivals, ids, strict=True)
    ]
    pieces += [
        sid_piece(cls, day, record, arrival.sid)
        for (arrival, _), record in zip(arrivals, ids, strict=True)
    ]
    sealed = places.seal_many(pieces)  # one draw of randomness for the whole batch
    return Columns(
        expires_on=day,
        arrivals=[arrival for arrival, _ in arrivals],
        people=[person for _, person in arrivals],
        ids=ids,
        sids=places.find_hashes("sid", [arrival.sid for arrival, _ in arrivals]),
        sid_seals=sealed[len(ids) :],
        seals=sealed[: len(ids)],
    )
