"""A flood of doubtful calls fills neither the disk nor the place of what only looks strange."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from fakes.shop import Shop, shop
from janji.door import besides
from janji.door.arrivals import Suspect
from janji.door.batches import Batches
from janji.door.wire import Wire
from janji.kit.postgres import Server
from janji.kit.sql import prepared

MORE = 50


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def commits(ramen: Shop, suspects: Sequence[Suspect]) -> list[str]:
    """What the door's writer makes of *suspects* in one batch."""

    async def one_batch() -> list[str]:
        wire = await Wire.open(ramen.app_url, ramen.business.id)
        try:
            outcomes = await Batches(ramen.house, ramen.business).commit(wire, suspects)
        finally:
            await wire.close()
        return [one.word for one in outcomes]

    return asyncio.run(one_batch())


def suspects(ramen: Shop, reason: str, number: int) -> list[Suspect]:
    return [Suspect(ramen.business, "twilio", reason, b"x", ramen.now) for _ in range(number)]


def lines(ramen: Shop) -> list[Any]:
    noted = "SELECT detail FROM ledger WHERE business_id = :business AND action = 'door.suspect'"
    with ramen.act() as db:
        return db.all(prepared(noted))


def test_beyond_the_cap_doubtful_calls_are_counted_in_one_line(ramen: Shop) -> None:
    most = besides.MOST_QUARANTINED
    assert set(commits(ramen, suspects(ramen, "unsigned", most))) == {"quarantined"}
    before = len(lines(ramen))
    assert set(commits(ramen, suspects(ramen, "unsigned", MORE))) == {"counted"}
    after = lines(ramen)
    assert len(after) == before + 1
    assert f'"n":{MORE}' in after[-1].detail


def test_a_flood_from_outside_does_not_push_out_what_the_provider_really_sent(ramen: Shop) -> None:
    commits(ramen, suspects(ramen, "unsigned", besides.MOST_QUARANTINED))
    assert commits(ramen, suspects(ramen, "unsigned", 1)) == ["counted"]
    assert commits(ramen, suspects(ramen, "twilio_no_party", 1)) == ["quarantined"]
