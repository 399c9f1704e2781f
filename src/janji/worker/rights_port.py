"""Carries the rights desk into a turn: neighbours do not meet, the worker introduces them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.text import say
from janji.policy.business import Business
from janji.rights.desk import RightsDesk
from janji.vault.house import House


class RightsPort:
    """The rights desk in the shape that care.turns asks for: words to say."""

    def __init__(self, house: House) -> None:
        self._desk = RightsDesk(house)

    def open(
        self,
        db: Db,
        business: Business,
        person: UUID,
        kind: str,
        channel: str,
        language: str,
        now: datetime,
    ) -> list[str]:
        """Open a request, or join the open one."""
        found = self._desk.open(db, business, person, kind, channel, language, now)
        return [refused_words(found, language)] if isinstance(found, Refused) else [found.words]

    def confirm(
        self, db: Db, business: Business, person: UUID, language: str, now: datetime
    ) -> list[str]:
        """The person said yes to erasing."""
        found = self._desk.confirm(db, business, person, language, now)
        return [found or say("care.turn.fine", language)]

    def my_data(
        self, db: Db, business: Business, person: UUID, language: str, now: datetime
    ) -> list[str]:
        """What is held about the person, and the copy itself."""
        found = self._desk.my_data(db, business, person, language, now)
        if isinstance(found, Refused):
            return [refused_words(found, language)]
        return [found] if isinstance(found, str) else list(found)


def refused_words(refused: Refused, language: str) -> str:
    """The words of a refusal."""
    return say(refused.code, language, **refused.values)
