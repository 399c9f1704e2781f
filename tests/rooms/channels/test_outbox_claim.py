"""Taking the next few messages to send costs the same however many wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fakes.shop import Shop, shop
from janji.channels import outbox
from janji.kit.ids import new_id
from janji.kit.postgres import Server
from janji.vault import records

CROWD = 4_000
PEOPLE = """INSERT INTO person (business_id, person_id, made_at)
SELECT %(business)s, person, %(now)s FROM unnest(%(people)s::uuid[]) AS person"""
WAITING = """INSERT INTO message
  (business_id, message_id, expires_on, person_id, direction, at, state, lane, author, next_at)
SELECT %(business)s, message, %(day)s, person, 'out', %(now)s, 'queued', %(lane)s, 'notice', %(now)s
  FROM unnest(%(messages)s::uuid[], %(people)s::uuid[]) AS w (message, person)"""


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def waits(ramen: Shop, people: list[UUID], lane: int = 1) -> list[UUID]:
    """A message to each of *people* waits to be sent, in tables without statistics."""
    messages = [new_id(ramen.now) for _ in people]
    with ramen.act() as db:
        cls, day = records.last_day(ramen.business, outbox.KIND, ramen.now)
        records.ready_day(db, ramen.house.vault, cls, day)
        db.run(WAITING, messages=messages, people=people, day=day, now=ramen.now, lane=lane)
    return messages


def crowd(ramen: Shop) -> list[UUID]:
    people = [new_id(ramen.now) for _ in range(CROWD)]
    with ramen.act() as db:
        db.run(PEOPLE, people=people, now=ramen.now)
    return people


def looked_at(plan: Any) -> int:
    """The most rows that any step of a plan went through."""
    own = plan["Actual Loops"] * (
        plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        + plan.get("Rows Removed by Join Filter", 0)
    )  # fmt: skip
    return max([int(own), *(looked_at(one) for one in plan.get("Plans", ()))])


def test_the_next_few_are_taken_without_a_look_at_all_who_wait(ramen: Shop) -> None:
    waits(ramen, crowd(ramen))
    with ramen.act() as db:
        plan = db.value(
            "EXPLAIN (ANALYZE, FORMAT JSON) " + outbox.SQL["claim"], now=ramen.now,
            lease_until=ramen.now + outbox.LEASE, most=16,
        )[0]["Plan"]  # fmt: skip
    assert plan["Actual Rows"] == 16
    assert looked_at(plan) < 100


def test_of_each_person_the_oldest_goes_first_and_replies_before_notices(ramen: Shop) -> None:
    people = crowd(ramen)
    notices = waits(ramen, people)
    ramen.clock(ramen.now + timedelta(seconds=1))
    replies = waits(ramen, people[:2], lane=0)
    others = [new_id(ramen.now) for _ in range(3)]
    with ramen.act() as db:
        db.run(PEOPLE, people=others, now=ramen.now)
    first = waits(ramen, others, lane=0)
    with ramen.act() as db:
        taken = db.all(outbox.SQL["claim"], now=ramen.now, lease_until=ramen.now, most=CROWD)
    ids = [row.message_id for row in taken]
    assert len(ids) == CROWD
    assert set(first) <= set(ids)
    assert not set(replies) & set(ids), "their notice was written earlier"
    assert len(set(notices) & set(ids)) == CROWD - 3
