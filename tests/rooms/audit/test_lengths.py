"""The proofs hold what is kept against every promise in force since, not what the vault wrote."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from janji.audit.facts import ProofFacts
from janji.audit.lengths import Said, lengths
from janji.audit.proofs import prove
from janji.kit.db import Database
from janji.policy.base import span_of
from rooms.audit.conftest import BUSINESS, FACTS, NOW, TODAY, knowing

GOOD = (Path(__file__).parent / "good.sql").read_text(encoding="utf-8")
CLS = "conversation"
KEPT = (
    "conversations_kept_too_long", "expiry_later_than_promised", "expiry_not_automatic",
    "media_kept_too_long", "keys_alive_past_day",
)  # fmt: skip


def promising(*said: tuple[int, str]) -> ProofFacts:
    """What these versions promised: (days before today on which each began, length)."""
    versions = [
        Said(n, TODAY - timedelta(days=ago), {CLS: span_of(words)})
        for n, (ago, words) in enumerate(said, 1)
    ]
    return replace(FACTS, classes=dict.fromkeys(FACTS.kinds, CLS), lengths=lengths(versions))


def answers(database: Database, facts: ProofFacts) -> dict[str, str]:
    """Each proof of keeping, and what it answers."""
    with database.act(BUSINESS) as db:
        return {one.proof: one.word for one in prove(db, facts, NOW, KEPT)}


def test_an_honest_house_kept_its_promises_before_and_since(
    database: Database, plant: Callable[..., None]
) -> None:
    plant(GOOD)
    assert set(answers(database, promising((400, "7 days"))).values()) == {"kept"}
    newer = [(f"{CLS}-v2", TODAY + timedelta(days=1))]
    since = knowing(promising((400, "30 days"), (20, "7 days")), key_days=newer, media_days=newer)
    assert set(answers(database, since).values()) == {"kept"}


def test_a_shorter_promise_that_reached_nothing_is_broken_after_its_first_day(
    database: Database, plant: Callable[..., None]
) -> None:
    plant(GOOD)
    first_day = answers(database, promising((400, "7 days"), (0, "1 day")))
    assert set(first_day.values()) == {"kept"}
    after = answers(database, promising((400, "7 days"), (1, "1 day")))
    assert after["conversations_kept_too_long"] == "broken"
    assert after["expiry_later_than_promised"] == "broken"
    assert after["media_kept_too_long"] == "broken"


def test_a_longer_promise_excuses_nothing_that_was_promised_before(
    database: Database, plant: Callable[..., None]
) -> None:
    plant(GOOD)
    plant("UPDATE record SET made_at = made_at - interval '8 days'")
    since = promising((400, "7 days"), (4, "60 days"))
    assert answers(database, since)["conversations_kept_too_long"] == "broken"
    always = promising((400, "60 days"))
    assert answers(database, always)["conversations_kept_too_long"] == "kept"


@pytest.mark.parametrize("name", [CLS, "@provider"])
def test_a_key_must_die_on_the_earlier_day_whatever_day_it_is_called_after(
    database: Database, plant: Callable[..., None], name: str
) -> None:
    plant(GOOD)
    made = TODAY - timedelta(days=8)
    key = (name, made + timedelta(days=30))
    long, short = promising((400, "30 days")), promising((400, "30 days"), (2, "7 days"))
    assert answers(database, knowing(long, key_days=[key]))["keys_alive_past_day"] == "kept"
    assert answers(database, knowing(short, key_days=[key]))["keys_alive_past_day"] == "broken"
    newer = (f"{CLS}-v2", TODAY + timedelta(days=6))
    assert answers(database, knowing(short, key_days=[newer]))["keys_alive_past_day"] == "kept"
    folder = knowing(short, media_days=[(CLS, key[1])])
    assert answers(database, folder)["media_kept_too_long"] == "broken"
