"""Whom identifiers lead to, remembered until a key is destroyed.

The memory is emptied whenever any key of the keyring is destroyed (the same signal that empties
the cache of keys), so that nobody erased is ever written to again under the old id.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from janji.door.arrivals import Arrival
from janji.policy.business import Business
from janji.vault import people
from janji.vault.house import House
from janji.vault.people import Identifier

MOST = 50_000


class KnownPeople:
    """One memory per business and process."""

    def __init__(self, house: House, business: Business) -> None:
        self._house, self._business = house, business
        self._known: dict[tuple[Identifier, ...], UUID] = {}
        house.vault.keyring.when_emptied(self.forget)

    def forget(self) -> None:
        """Empty the memory."""
        self._known = {}

    def missing(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Arrivals of people not remembered."""
        known = self._known
        return [arrival for arrival in arrivals if arrival.identifiers not in known]

    def resolve(self, arrivals: Sequence[Arrival]) -> None:
        """Find or make the people of *arrivals*; blocking, so called in a thread."""
        wanted = {arrival.identifiers: arrival.at for arrival in arrivals}
        known = self._known if len(self._known) + len(wanted) < MOST else {}
        with self._house.act(self._business) as db:
            found = people.find_or_make_many(db, self._house.vault, wanted)
        known.update(found)
        self._known = known

    def of(self, arrival: Arrival) -> UUID | None:
        """The person of *arrival*, if remembered."""
        return self._known.get(arrival.identifiers)
