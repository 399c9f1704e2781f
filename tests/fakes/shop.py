"""A whole installation in a folder, on a database of its own, with a clock that tests move."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from fakes.moulds import businesses, fresh
from fakes.twin import ACCOUNT, TOKEN
from janji.cli.opening import applied
from janji.kit.clock import SharedClock
from janji.kit.db import Db
from janji.kit.postgres import Server
from janji.kit.settings import Settings
from janji.policy.business import Business
from janji.vault import erasure, people, records
from janji.vault.gate import Opened, read
from janji.vault.house import House, open_house
from janji.vault.media_files import MediaPlace
from janji.vault.people import Identifier

MONDAY = datetime(2026, 3, 9, 3, 0, tzinfo=UTC)  # 10:00 in Jakarta
NUMBERS = count()
MEDIA_ROW = """
INSERT INTO media (business_id, record_id, n, expires_on, person_id, state, path)
VALUES (%(business)s, %(record)s, 0, %(day)s, %(person)s, 'held', %(path)s)"""


@dataclass
class Shop:
    """One installation, opened."""

    house: House
    home: Path
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)

    @property
    def business(self) -> Business:
        return self.house.businesses[0]

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    def clock(self, moment: datetime) -> None:
        """Move every process of this installation to *moment*."""
        assert isinstance(self.house.clock, SharedClock)
        self.house.clock.set(moment)

    def act(self) -> AbstractContextManager[Db]:
        return self.house.act(self.business)

    def person(self, number: str) -> UUID:
        with self.act() as db:
            given = [Identifier("whatsapp", number)]
            return people.find_or_make(db, self.house.vault, given, self.now)

    def says(self, person: UUID, text: str) -> UUID:
        """Keep a message of *person*."""
        with self.act() as db:
            return records.put(
                db, self.house.vault, self.business, person, "message_in", {"text": text}, self.now
            )

    def shows(self, person: UUID, record: UUID, content: bytes) -> Path:
        """Keep a file that came with a message."""
        cls, day = records.last_day(self.business, "media", self.now)
        place = MediaPlace(person, cls, day, record)
        stored = self.house.vault.files(self.business.id).put(place, content, "application/pdf")
        assert not hasattr(stored, "code"), stored
        with self.act() as db:
            db.run(MEDIA_ROW, record=record, day=day, person=person, path=stored.path)
        return self.house.vault.media / stored.path

    def heard(self, person: UUID) -> list[Opened]:
        """What is kept of *person*, opened for a purpose."""
        with self.act() as db:
            found = read(
                db, self.house.vault, self.business, "customer_support",
                person=person, kinds=["message_in"],
            )  # fmt: skip
            assert isinstance(found, list), found
            return found

    def erases(self, person: UUID) -> None:
        """End everything of *person*."""
        act = functools.partial(self.house.act, self.business)
        everyone, house = [person], self.house
        erasure.make_unreadable(
            act, house.vault, house.journal, self.business, everyone, None, self.now
        )
        erasure.remove(act, house.vault, self.business, everyone, None, self.now)
        house.journal.finish(self.business.id, everyone, self.now)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What such an installation reads at its start."""
    return {
        "JANJI_HOME": str(home),
        "JANJI_CLOCK_FILE": str(home / "clock"),
        "JANJI_TWILIO_ACCOUNT_SID": ACCOUNT,
        "JANJI_TWILIO_AUTH_TOKEN": TOKEN,
        "JANJI_LANGUAGE": "en",
        **more,
    }


@contextmanager
def shop(
    server: Server, home: Path, now: datetime = MONDAY, settings: Mapping[str, str] | None = None
) -> Iterator[Shop]:
    """An installation in *home* on a fresh database of *server*."""
    owner_url, app_url = fresh(server, f"shop_{next(NUMBERS)}")
    with opened(home, owner_url, app_url, now, settings) as found:
        yield found


@contextmanager
def opened(
    home: Path,
    owner_url: str,
    app_url: str,
    now: datetime,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Shop]:
    """The installation in *home* on a database that is there."""
    home.mkdir(exist_ok=True)
    clock = home / "clock"
    SharedClock(clock).set(now)
    chosen = Settings.from_environment(environment(home, **(settings or {})))
    house = open_house(chosen, app_url, connections=4, businesses=businesses(chosen.businesses))
    try:
        for business in house.businesses:
            applied(house, business)
        yield Shop(house, home, owner_url, app_url)
    finally:
        house.close()
