"""One turn for each message and person, whatever happens to a neighbour, however many workers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fakes.moulds import assistant
from fakes.shop import Shop, shop
from janji.care.listen import Heard, Talk, listen
from janji.care.turns import Desk, take_turn, take_turns
from janji.kit.ids import new_id
from janji.kit.postgres import Server
from janji.kit.sql import prepared
from janji.vault import erasure, records
from janji.vault.seal import Tampered
from janji.worker.rights_port import RightsPort

FIRST, SECOND = "+6281200000001", "+6281200000002"
ARRIVED = prepared("""INSERT INTO message
  (business_id, message_id, expires_on, person_id, direction, at, sid_hash)
VALUES (:business, :record, :day, :person, 'in', :now, :hash)""")
SPOIL = prepared("""UPDATE record SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)
WHERE business_id = :business AND record_id = :record""")

HELD = prepared("""SELECT 1 FROM conversation
 WHERE business_id = :business AND person_id = :p FOR UPDATE""")


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


@pytest.fixture
def desk(ramen: Shop) -> Desk:
    known = assistant(ramen.business)
    return Desk(ramen.house, ramen.business, known, RightsPort(ramen.house))


def arrives(ramen: Shop, person: UUID, text: str) -> UUID:
    """A message that waits for its turn."""
    record = ramen.says(person, text)
    _, day = records.last_day(ramen.business, "message_in", ramen.now)
    with ramen.act() as db:
        db.run(
            ARRIVED, record=record, day=day, person=person, now=ramen.now,
            hash=new_id(ramen.now).bytes,
        )  # fmt: skip
    return record


def rows(ramen: Shop, sql: str, **values: Any) -> list[Any]:
    with ramen.act() as db:
        return db.all(prepared(sql), **values)


def replies(ramen: Shop, person: UUID) -> int:
    out = "SELECT person_id FROM message WHERE business_id = :business AND direction = 'out'"
    return sum(row.person_id == person for row in rows(ramen, out))


def test_two_workers_give_one_answer_to_one_message(ramen: Shop, desk: Desk) -> None:
    person = ramen.person(FIRST)
    arrives(ramen, person, "halo")
    assert take_turn(desk, person, ramen.now) in (0, 1)
    before = replies(ramen, person)
    arrives(ramen, person, "jam buka hari ini sampai jam berapa?")
    with ramen.act() as db:  # somebody holds the talk while others read
        db.one(HELD, p=person)
        assert take_turn(desk, person, ramen.now) == 0
    barrier, taken = threading.Barrier(6), list[int]()

    def worker() -> None:
        barrier.wait()
        taken.append(take_turn(desk, person, ramen.now))

    for _ in range(12):
        threads = [threading.Thread(target=worker) for _ in range(6)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        arrives(ramen, person, "alamatnya di mana?")
    turns = rows(ramen, "SELECT messages FROM turn WHERE business_id = :business")
    assert sum(row.messages for row in turns) == 13
    assert before <= replies(ramen, person) <= 13


def test_a_message_nobody_can_read_holds_up_nobody_else(ramen: Shop, desk: Desk) -> None:
    poisoned, neighbour = ramen.person(FIRST), ramen.person(SECOND)
    record = arrives(ramen, poisoned, "halo")
    with ramen.act() as db:
        assert db.run(SPOIL, record=record) == 1
    arrives(ramen, neighbour, "alamatnya di mana?")
    with pytest.raises(Tampered):
        take_turns(desk, ramen.now)
    assert replies(ramen, neighbour) == 1
    states = "SELECT state FROM conversation WHERE business_id = :business AND person_id = :p"
    assert [row.state for row in rows(ramen, states, p=poisoned)] == ["waiting"]
    assert take_turns(desk, ramen.now) == 0


def test_somebody_half_erased_holds_up_nobody_else(ramen: Shop, desk: Desk) -> None:
    going, neighbour = ramen.person(FIRST), ramen.person(SECOND)
    arrives(ramen, going, "hapus data saya")
    arrives(ramen, neighbour, "alamatnya di mana?")
    act = partial(ramen.house.act, ramen.business)
    house = ramen.house
    erasure.make_unreadable(
        act, house.vault, house.journal, ramen.business, [going], None, ramen.now
    )
    assert take_turns(desk, ramen.now) == 1
    assert replies(ramen, neighbour) == 1
    assert replies(ramen, going) == 0


@pytest.mark.parametrize("state", ["bot", "agent", "waiting"])
@pytest.mark.parametrize("words", ["stop kirim promo", "berhenti kirim iklan dong kak"])
def test_a_refusal_of_offers_is_heard_in_every_state(
    ramen: Shop, desk: Desk, state: str, words: str
) -> None:
    verdict = listen(desk.assistant, Talk(state, "id"), Heard(words), ramen.now)
    assert (verdict.act, verdict.state) == ("stop_marketing", state)
    talk = listen(desk.assistant, Talk("agent", "id"), Heard("kak promonya masih ada?"), ramen.now)
    assert (talk.act, talk.outcome) == (None, "left_to_person")
