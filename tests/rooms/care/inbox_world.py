"""A shop with conversations that wait, for tests of the inbox's domain."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fakes.shop import Shop

SITI, BUDI, DEWI = 7, 8, 9
PUT = """INSERT INTO conversation (business_id, person_id, state, language, session_at, last_in_at,
                                   waiting_since, agent_id, agent_at)
         VALUES (%(business)s, %(person)s, %(state)s, 'id', %(at)s, %(at)s, %(since)s, %(agent)s,
                 %(agent_at)s)"""


def talks(shop: Shop, number: int, state: str = "waiting", agent: int | None = None) -> UUID:
    """A customer whose conversation stands in *state*; a higher number wrote later."""
    person = shop.person(f"+6281200000{number:03d}")
    at = shop.now - timedelta(minutes=60 - number)
    with shop.act() as db:
        db.run(
            PUT, person=person, state=state, at=at, agent=agent,
            since=at if state == "waiting" else None, agent_at=at if state == "agent" else None,
        )  # fmt: skip
    return person


def row(shop: Shop, person: UUID) -> Any:
    """The conversation as it stands."""
    with shop.act() as db:
        found = db.one(
            "SELECT * FROM conversation WHERE business_id = %(business)s AND person_id = %(p)s",
            p=person,
        )
    assert found is not None
    return found


def holders(shop: Shop, people: list[UUID]) -> list[int | None]:
    """Who has each of these."""
    return [row(shop, one).agent_id for one in people]


def ledger(shop: Shop, action: str) -> list[Any]:
    """The lines of the ledger with this action."""
    with shop.act() as db:
        return db.all(
            "SELECT subject, detail::jsonb AS detail FROM ledger"
            " WHERE business_id = %(business)s AND action = %(action)s ORDER BY chain, seq",
            action=action,
        )


def later(shop: Shop, minutes: float) -> datetime:
    """Move the shop's clock."""
    moment = shop.now + timedelta(minutes=minutes)
    shop.clock(moment)
    return moment
