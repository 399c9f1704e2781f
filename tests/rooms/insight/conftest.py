"""A business, a database with its schema, and hands to let people ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from janji.audit.ledger import Ledger
from janji.kit.clock import SetClock
from janji.kit.db import Database, Db
from janji.kit.migrate import migrate
from janji.kit.postgres import Server
from janji.policy.business import Business, load_business

RAMEN = Path(__file__).resolve().parents[3] / "businesses" / "ramen-master"
MONDAY = date(2026, 3, 9)
SUNDAY_NIGHT = datetime(2026, 3, 15, 16, 55, tzinfo=UTC)  # 23:55 in Jakarta
NUMBERS = count()
Asks = Callable[..., UUID]


@pytest.fixture(scope="session")
def business() -> Business:
    return load_business(RAMEN)


@pytest.fixture(scope="session")
def schema(server: Server) -> str:
    owner_url, _ = server.fresh_database("insight_schema")
    migrate(owner_url)
    return "insight_schema"


@pytest.fixture
def urls(server: Server, schema: str) -> tuple[str, str]:
    return server.fresh_database(f"insight_{next(NUMBERS)}", template=schema)


@pytest.fixture
def database(urls: tuple[str, str]) -> Iterator[Database]:
    opened = Database(urls[1], Ledger(SetClock(SUNDAY_NIGHT)).seal, most=4)
    yield opened
    opened.close()


PUT_PERSON = """
INSERT INTO person (business_id, person_id, made_at) VALUES (%(business)s, %(person)s, %(at)s)
ON CONFLICT DO NOTHING"""
PUT_TURN = """
INSERT INTO turn (business_id, turn_id, expires_on, person_id, at, intent, band, outcome,
                  language, messages)
VALUES (%(business)s, %(turn)s, %(expires_on)s, %(person)s, %(at)s, %(intent)s, 'answer',
        %(outcome)s, 'id', 1)"""
PUT_MESSAGE = """
INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at)
VALUES (%(business)s, %(turn)s, %(expires_on)s, %(person)s, 'in', %(at)s)"""


@pytest.fixture
def asks(database: Database, business: Business) -> Asks:
    """A person asks about something: one message in, one turn."""

    def ask(
        intent: str = "jam_buka",
        at: datetime = datetime(2026, 3, 11, 5, 0, tzinfo=UTC),
        person: UUID | None = None,
        outcome: str = "answered",
    ) -> UUID:
        who = person or uuid4()
        day = business.policy.keep_until("conversation", at, business.zone)
        with database.act(business.id) as db:
            db.value("SELECT open_day(%(day)s)", day=day)
            values = {"expires_on": day, "person": who, "at": at, "turn": uuid4()}
            db.run(PUT_PERSON, **values)
            db.run(PUT_TURN, intent=intent, outcome=outcome, **values)
            db.run(PUT_MESSAGE, **values)
        return who

    return ask


def cells(db: Db) -> dict[tuple[str, str], int]:
    """What was kept: (metric, slot) → n."""
    rows = db.all("SELECT metric, slot, n FROM cell ORDER BY metric, slot")
    return {(row.metric, row.slot): row.n for row in rows}
