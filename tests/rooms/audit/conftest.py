"""A database with the schema: for its owner, who plants guilt, and for the product's own role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import psycopg
import pytest

from janji.audit.facts import Agreement, Alive, ProofFacts
from janji.audit.facts_conduct import Abroad, Conduct
from janji.kit.db import Database
from janji.kit.migrate import migrate
from janji.kit.postgres import Server

NOW = datetime(2026, 3, 12, 3, 0, tzinfo=UTC)  # 10:00 in Jakarta
TODAY = date(2026, 3, 12)
BUSINESS = 1
NUMBERS = count()


@pytest.fixture(scope="session")
def schema(server: Server) -> str:
    """The name of a migrated database to copy."""
    owner_url, _ = server.fresh_database("audit_schema")
    migrate(owner_url)
    return "audit_schema"


@pytest.fixture
def urls(server: Server, schema: str) -> tuple[str, str]:
    """Owner's and product's addresses of a fresh, empty database."""
    return server.fresh_database(f"audit_{next(NUMBERS)}", template=schema)


@pytest.fixture
def database(urls: tuple[str, str]) -> Iterator[Database]:
    """The product's own way in."""
    opened = Database(urls[1], most=2)
    yield opened
    opened.close()


@pytest.fixture
def plant(urls: tuple[str, str]) -> Iterator[Callable[..., None]]:
    """Run SQL as the owner, past every rule of the product."""
    with psycopg.connect(urls[0], autocommit=True) as connection:

        def run(sql: str, **values: Any) -> None:
            if values:
                connection.execute(sql, values)
            else:
                connection.execute(sql)

        yield run


FACTS = ProofFacts(
    zone="Asia/Jakarta",
    kinds={"message_in": 7, "message_out": 7, "media": 7, "identifier_whatsapp": 7},
    message_keep=7,
    media_keep=7,
    purposes=frozenset({"answer_questions", "prevent_abuse"}),
    uses=frozenset(
        {
            ("message_in", "answer_questions"),
            ("identifier_whatsapp", "answer_questions"),
            ("message_in", "prevent_abuse"),
        }
    ),
    marketing_purposes=frozenset(),
    channels=frozenset({"whatsapp"}),
    chat_identifiers=frozenset({"whatsapp", "wa_user"}),
    provider="twilio",
    recipients=frozenset({"twilio", "meta", "authorities", "courier_firm"}),
    hosts=frozenset({"*.twilio.com"}),
    never=frozenset({"ip_address", "user_agent", "fromcity"}),
    protected=frozenset({"rights", "stop", "person", "stop_promosi"}),
    answer_hours={"access": 72, "correction": 72, "erasure": 72},
    verified_kinds=frozenset({"access", "correction", "erasure"}),
    languages=("id", "en"),
    clauses={"R-01": ("id", "en"), "R-02": ("id", "en")},
    policy_hash="ab" * 32,
    policy_version="1",
    effective=date(2025, 8, 16),
    counters=frozenset({"intent_by_week"}),
    k=5,
    counts_keep="2 years",
    provider_overdue=7,
    agreements=(Agreement("twilio", "data_processing", "signed", date(2025, 8, 16)),),
    conduct=Conduct(
        waiting=frozenset({"courier_firm"}),
        waiting_hosts=frozenset({"*.courier.example"}),
        lawful=frozenset({"authorities"}),
        abroad=(Abroad("twilio", "US", "safeguards"),),
        held_kinds=frozenset({("dispute", "message_in")}),
        answered_hours=72,
        settled_hours=24,
        complaints=frozenset({"keluhan"}),
    ),
    alive=Alive(
        key_days=[("conversation", date(2026, 3, 13)), ("provider", date(2026, 3, 13))],
        media_days=[("conversation", date(2026, 3, 13))],
        access_log="off",
        reachable_hosts=["api.twilio.com"],
    ),
)


@pytest.fixture
def facts() -> ProofFacts:
    """What a week's shop promises."""
    return FACTS


def knowing(facts: ProofFacts, **alive: Any) -> ProofFacts:
    """The same facts with other knowledge from the processes."""
    return replace(facts, alive=replace(facts.alive, **alive))
