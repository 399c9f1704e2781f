"""Whom identifiers lead to, remembered until a key is destroyed.

The memory is emptied whenever any key of the keyring is destroyed (the same signal that empties
the cache of keys), so that nobody erased is ever written to again under the old id.
"""

from __future__ import annotations

import threading
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
        self._stamp = 0
        self._lock = threading.Lock()
        house.vault.keyring.when_emptied(self.forget)

    def forget(self) -> None:
        """Empty the memory, and do not remember what is being looked up at this moment."""
        with self._lock:
            self._stamp += 1
            self._known = {}

    def missing(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Arrivals of people not remembered."""
        known = self._known
        return [arrival for arrival in arrivals if arrival.identifiers not in known]

    def resolve(self, arrivals: Sequence[Arrival]) -> None:
        """Find or make the people of *arrivals*; blocking, so called in a thread.

        Somebody found while keys are being destroyed may be gone already: not remembered then, so
        the arrival stays unresolved and is asked for again.
        """
        wanted = {arrival.identifiers: arrival.at for arrival in arrivals}
        stamp = self._stamp
        with self._house.act(self._business) as db:
            found = people.find_or_make_many(db, self._house.vault, wanted)
        with self._lock:
            if stamp == self._stamp:
                if len(self._known) + len(found) > MOST:
                    self._known = {}
                self._known.update(found)

    def of(self, arrival: Arrival) -> UUID | None:
        """The person of *arrival*, if remembered."""
        return self._known.get(arrival.identifiers)
