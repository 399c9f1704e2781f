"""Who told the provider to stop has told us: its answer is written down as a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from fakes.shop import Shop, shop
from janji.channels import outbox
from janji.channels.twilio.results import Failed
from janji.consent import withdrawals
from janji.kit.postgres import Server

BUDI = "+6281200000001"
TALK = """INSERT INTO conversation (business_id, person_id, language, session_at, last_in_at)
VALUES (%(business)s, %(person)s, 'id', %(now)s, %(now)s)"""
STOPPED = Failed(21610, "optout", "channels.twilio_error.opted_out")


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def claimed(ramen: Shop, person: UUID) -> outbox.Letter:
    """A reply that is on its way."""
    with ramen.act() as db:
        db.run(TALK, person=person, now=ramen.now)
        outbox.enqueue(db, ramen.house.vault, ramen.business, person, "halo", ramen.now)
    [letter] = outbox.claim(ramen.house, ramen.business, ramen.now, 5)
    assert letter.why_not is None
    return letter


def test_the_providers_stop_is_our_stop(ramen: Shop) -> None:
    budi = ramen.person(BUDI)
    letter = claimed(ramen, budi)
    with ramen.act() as db:
        assert withdrawals.of(db, budi) == []
    outbox.settle(ramen.house, ramen.business, letter, STOPPED, ramen.now)
    with ramen.act() as db:
        assert [row.purpose for row in withdrawals.of(db, budi)] == [withdrawals.STOP]
        state = db.value(
            "SELECT state FROM message WHERE message_id = %(m)s", m=letter.row.message_id
        )
    assert state == "failed"


def test_the_providers_stop_for_somebody_who_was_erased_meanwhile_changes_nothing(
    ramen: Shop,
) -> None:
    budi = ramen.person(BUDI)
    letter = claimed(ramen, budi)
    ramen.erases(budi)
    outbox.settle(ramen.house, ramen.business, letter, STOPPED, ramen.now)
    with ramen.act() as db:
        assert db.all("SELECT 1 FROM withdrawal WHERE person_id = %(p)s", p=budi) == []
