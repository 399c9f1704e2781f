"""From arrivals to columns: people resolved, content sealed, ids hashed. No database here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from janji.door.arrivals import Arrival
from janji.kit.ids import new_id
from janji.vault.house import Vault

KIND = "message_in"


@dataclass(slots=True)
class Columns:
    """A batch of one business and one last day, column by column."""

    expires_on: date
    arrivals: list[Arrival] = field(default_factory=list)
    ids: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)
    sids: list[bytes] = field(default_factory=list)
    sid_seals: list[bytes] = field(default_factory=list)
    media: list[int] = field(default_factory=list)
    ats: list[Any] = field(default_factory=list)
    seals: list[bytes] = field(default_factory=list)

    def values(self) -> dict[str, Any]:
        """Values for keep_arrivals."""
        return {
            "expires_on": self.expires_on, "ids": self.ids, "people": self.people,
            "sids": self.sids, "sid_seals": self.sid_seals, "media": self.media,
            "ats": self.ats, "seals": self.seals, "kind": KIND,
        }  # fmt: skip


def columns(
    vault: Vault, cls: str, day: date, arrivals: Sequence[tuple[Arrival, UUID]]
) -> Columns:
    """Seal *arrivals* of one business under their people's keys and *day*'s."""
    batch = Columns(day)
    if not arrivals:
        return batch
    sealer = vault.sealer(arrivals[0][0].business.id)
    for arrival, person in arrivals:
        record = new_id(arrival.at)
        batch.arrivals.append(arrival)
        batch.ids.append(record)
        batch.people.append(person)
        batch.sids.append(sealer.find_hash("sid", arrival.sid))
        batch.sid_seals.append(sealer.seal_sid(day, record, arrival.sid))
        batch.media.append(arrival.media)
        batch.ats.append(arrival.at)
        batch.seals.append(sealer.seal_json(person, cls, day, KIND, record, arrival.content))
    return batch
