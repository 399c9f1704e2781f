"""Rounds: what is due is done, nobody waits for patient work, one fault keeps nothing else back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from fakes.shop import Shop, shop
from janji.kit.duty import Duty
from janji.kit.postgres import Server
from janji.worker.rounds import Rounds, listen

HOUR = timedelta(hours=1)
NOTED = "SELECT duty, fault, quiet_at FROM duty_run WHERE business_id = %(business)s ORDER BY duty"


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def counted(story: list[str], name: str, *pieces: int) -> Duty:
    """A duty that finds *pieces* of work, one after the other, and tells the story of it."""
    left = list(pieces)

    def work(_: datetime) -> int:
        story.append(name)
        return left.pop(0) if left else 0

    return Duty(name, work)


def test_patient_work_is_done_only_when_asked_for_spare_time(ramen: Shop) -> None:
    story: list[str] = []
    proofs = counted(story, "proofs")
    proofs.patient, proofs.every = True, HOUR
    rounds = Rounds(ramen.house, ramen.business, [proofs, counted(story, "turns", 2)])
    assert rounds.go() == 2
    assert rounds.go() == 0
    assert "proofs" not in story
    assert rounds.spare()
    assert story.count("proofs") == 1
    assert not rounds.spare(), "it is not due again before its time"


def test_a_message_is_answered_between_two_pieces_of_patient_work(ramen: Shop) -> None:
    story: list[str] = []
    arrived = [0]

    def slow(name: str) -> Duty:
        def work(_: datetime) -> int:
            story.append(name)
            arrived[0] = 1  # a customer writes while it runs
            return 0

        return Duty(name, work, HOUR, 1, patient=True)

    def turns(_: datetime) -> int:
        took, arrived[0] = arrived[0], 0
        story.extend(["answered"] * took)
        return took

    shops = [Rounds(ramen.house, ramen.business, [Duty("turns", turns), slow("proofs of one")]),
             Rounds(ramen.house, ramen.business, [slow("proofs of two")])]  # fmt: skip
    looks = iter(range(20))
    with psycopg.connect(ramen.app_url, autocommit=True) as ear:
        listen(shops, ear, lambda: next(looks, None) is None, 0.01)
    assert story == ["proofs of one", "answered", "proofs of two", "answered"]


def test_a_fault_is_noted_by_type_and_place_and_keeps_nothing_else_back(ramen: Shop) -> None:
    story: list[str] = []

    def broken(_: datetime) -> int:
        raise ValueError("Budi +62 812 0000 0001")

    rounds = Rounds(ramen.house, ramen.business, [Duty("first", broken), counted(story, "second")])
    assert rounds.go() == 0
    assert story == ["second"]
    with ramen.act() as db:
        noted = {row.duty: row for row in db.all(NOTED)}
    assert noted["first"].fault.startswith("ValueError")
    assert "Budi" not in noted["first"].fault
    assert noted["round"].quiet_at == ramen.now
