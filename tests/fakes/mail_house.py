"""A whole house for one test: real database, keyring, ledger; a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from fakes.moulds import businesses, fresh
from janji.audit import receipt
from janji.audit.residue import residue
from janji.channels.mail import inbox
from janji.kit.clock import SetClock
from janji.kit.db import Db
from janji.kit.ids import new_id
from janji.kit.postgres import Server
from janji.kit.settings import Settings
from janji.kit.sql import prepared
from janji.policy.business import Business
from janji.rights.desk import RightsDesk
from janji.rights.ports import Hands
from janji.vault import gate, people, records
from janji.vault.house import House, open_house
from janji.vault.people import Identifier

BUSINESSES = Path(__file__).resolve().parents[2] / "businesses"
START = datetime(2026, 3, 11, 3, 0, tzinfo=UTC)  # 10:00 in Jakarta
CONVERSATION = """INSERT INTO conversation
  (business_id, person_id, language, session_at, last_in_at)
VALUES (:business, :person, 'id', :now, :now)
ON CONFLICT (business_id, person_id) DO UPDATE SET last_in_at = excluded.last_in_at"""
MESSAGE = """INSERT INTO message
  (business_id, message_id, expires_on, person_id, direction, at, sid_hash, sid_sealed, handled_at)
VALUES (:business, :record, :day, :person, 'in', :now, :hash, :sealed, :now)"""


@dataclass
class Processor:
    """Stands where the provider's deletion stands: marks copies gone, except those it refuses."""

    house: House
    refuses: int = 0
    asked: list[list[UUID]] = field(default_factory=list)

    def __call__(self, business: Business, everyone: list[UUID], now: datetime) -> object:
        self.asked.append(everyone)
        with self.house.act(business) as db:
            rows = db.all(
                bound("SELECT message_id FROM message WHERE business_id = :business"
                " AND person_id = ANY(:everyone) AND sid_sealed IS NOT NULL ORDER BY message_id"),
                everyone=everyone,
            )  # fmt: skip
            for row in rows[self.refuses :]:
                db.run(
                    bound("UPDATE message SET provider_gone_at = :now"
                    " WHERE business_id = :business AND message_id = :message"),
                    now=now, message=row.message_id,
                )  # fmt: skip
        return len(rows) - self.refuses


def bound(sql: str) -> str:
    """A statement with :names, ready for the driver."""
    return prepared(sql)


class Story:
    """What a test does and sees: customers write, time passes, the world is looked at."""

    def __init__(self, house: House, owner_url: str) -> None:
        self.house, self.owner_url = house, owner_url
        assert isinstance(house.clock, SetClock)
        self.clock = house.clock
        self.shop = house.business("ramen-master")
        self.desk = RightsDesk(house)
        self.processor = Processor(house)
        self.hands = Hands(self.processor, residue, partial(receipt.make, house.signer))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @contextmanager
    def act(self) -> Iterator[Db]:
        with self.house.act(self.shop) as db:
            yield db

    def writes(self, number: str, text: str, sid: str = "") -> UUID:
        """A customer's message, stored as the door stores it."""
        vault, now = self.house.vault, self.now
        with self.act() as db:
            person = people.find_or_make(db, vault, [Identifier("whatsapp", number)], now)
            db.run(bound(CONVERSATION), person=person, now=now)
            content = {"name": "Sari", "kind": "text", "text": text}
            record = records.put(db, vault, self.shop, person, "message_in", content, now)
            _, day = records.last_day(self.shop, "message_in", now)
            sid, sealer = sid or f"SM{new_id(now).hex}", vault.sealer(self.shop.id)
            db.run(
                bound(MESSAGE), record=record, day=day, person=person, now=now,
                hash=sealer.find_hash("sid", sid), sealed=sealer.seal_sid(day, record, sid),
            )  # fmt: skip
        return person

    def receives(self, subject: str, text: str, sender: str = "sari@example.test") -> None:
        """A mail, kept as the receiver keeps it."""
        mail = EmailMessage()
        mail["From"], mail["Subject"] = sender, subject
        mail.set_content(text)
        with self.act() as db:
            inbox.keep(db, self.house.vault, self.shop, mail.as_bytes(), self.now)

    def holder(self, number: str) -> UUID | None:
        with self.act() as db:
            return people.find(db, self.house.vault, [Identifier("whatsapp", number)])

    def said_to(self, person: UUID) -> list[str]:
        """The words of every message we queued for a person, oldest first."""
        with self.act() as db:
            found = gate.read(
                db, self.house.vault, self.shop, "rights_requests",
                person=person, kinds=["message_out"], most=100,
            )  # fmt: skip
        assert isinstance(found, list)
        said = [one.content or {} for one in sorted(found, key=lambda one: one.record_id)]
        return [str(one.get("sends") or one["text"]) for one in said]

    def everything_sent(self) -> None:
        """The provider took every message that waited."""
        with self.act() as db:
            db.run(bound("UPDATE message SET state = 'accepted', next_at = NULL"
                         " WHERE business_id = :business AND direction = 'out'"))  # fmt: skip

    def request(self, ticket: str | None = None) -> Any:
        with self.act() as db:
            return db.one(
                bound("SELECT * FROM request WHERE business_id = :business"
                " AND (:ticket::text IS NULL OR ticket = :ticket)"
                " ORDER BY received_at DESC LIMIT 1"),
                ticket=ticket,
            )  # fmt: skip

    def rows(self, table: str, **where: Any) -> int:
        """How many rows, past every rule of the product."""
        with psycopg.connect(self.owner_url) as owner:
            asked = " AND ".join(f"{name} = %({name})s" for name in where) or "true"
            found = owner.execute(f"SELECT count(*) FROM {table} WHERE {asked}", where).fetchone()
        assert found is not None
        return int(found[0])

    def dump(self, table: str) -> str:
        """Every row of a table as text, bytes included as text where they are any."""
        with psycopg.connect(self.owner_url) as owner:
            rows = owner.execute(f"SELECT * FROM {table}").fetchall()
        return " ".join(
            value.decode("latin-1") if isinstance(value, bytes) else str(value)
            for row in rows
            for value in row
        )

    def owner(self, sql: str, **values: Any) -> None:
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            owner.execute(sql, values or None)


def open_story(server: Server, home: Path, name: str) -> Story:
    """A fresh house on *server*."""
    owner_url, app_url = fresh(server, name)
    settings = Settings.from_environment(
        {"JANJI_HOME": str(home), "JANJI_BUSINESSES": str(BUSINESSES)}
    )
    known = businesses(settings.businesses)
    house = open_house(settings, app_url, connections=6, clock=SetClock(START), businesses=known)
    return Story(house, owner_url)
