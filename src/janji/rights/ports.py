"""What the rights room is handed: the processors' deletion, the independent check, the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from janji.audit import receipt
from janji.audit.residue import residue
from janji.channels import provider
from janji.channels.twilio.client import Twilio
from janji.kit.db import Db
from janji.policy.business import Business
from janji.vault.house import House


class Provider(Protocol):
    """Deletes every copy of these people's messages at the processors, now (PP 33/2026, 88(2))."""

    def __call__(self, business: Business, people: list[UUID], now: datetime, /) -> object:
        """Ask and look; what could not be seen gone stays a debt. Network faults are not raised."""
        ...


class Residue(Protocol):
    """Looks independently for anything left of these people: {} means nothing anywhere."""

    def __call__(
        self, db: Db, people: Sequence[UUID], identifier_hashes: Sequence[bytes], /
    ) -> Mapping[str, int]:
        """Counts of what was found, by table or place."""
        ...


class Receipt(Protocol):
    """Makes what the customer can check offline."""

    def __call__(self, body: Mapping[str, Any], /, *, brief: str | None = None) -> str:
        """Sign *body* (audit.receipt: ticket, times, counts; nothing personal).

        brief: a language, when it must fit one chat message.
        """
        ...


@dataclass(frozen=True)
class Hands:
    """Who acts for the rights room outside of it."""

    provider: Provider
    residue: Residue
    receipt: Receipt


def hands_of(house: House, twilio: Twilio) -> Hands:
    """The real ones: Twilio's deletion, the audit's look, the house's signature."""

    def delete(business: Business, people: list[UUID], now: datetime) -> object:
        return provider.delete_for_people(house, business, twilio, people, now)

    def look(
        db: Db, people: Sequence[UUID], identifier_hashes: Sequence[bytes]
    ) -> Mapping[str, int]:
        # The audit sees every table; whether a key still lives only the keyring can say.
        keys = sum(house.vault.keyring.exists(db.business, person) for person in people)
        found = residue(db, people, identifier_hashes)
        return {**found, **({"keyring": keys} if keys else {})}

    return Hands(delete, look, partial(receipt.make, house.signer))
