from __future__ import annotations

import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fakes.front_door import Shop, form, fresh_shop, running_door
from janji.kit.postgres import Server
from janji.vault import erasure

BEFORE_MIDNIGHT = datetime(2026, 3, 10, 16, 59, 30, tzinfo=UTC)  # 23:59:30 in Jakarta


@dataclass
class MovingShop:
    """A shop whose doors live by a clock that the test sets."""

    shop: Shop
    clock: Path

    def set(self, moment: datetime) -> None:
        with self.clock.open("r+b") as file:
            file.write(struct.pack("<d", moment.timestamp()))


@pytest.fixture
def moving(server: Server, tmp_path: Path) -> MovingShop:
    shop = fresh_shop(server, tmp_path / "home", "door_midnight")
    clock = tmp_path / "clock"
    clock.write_bytes(bytes(8))
    shop.extra["JANJI_CLOCK_FILE"] = str(clock)
    moving = MovingShop(shop, clock)
    moving.set(BEFORE_MIDNIGHT)
    return moving


def test_a_message_repeated_after_midnight_is_stored_once(moving: MovingShop) -> None:
    shop = moving.shop
    with running_door(shop) as door:
        assert door.post(form(1)).status_code == 200
        moving.set(BEFORE_MIDNIGHT + timedelta(minutes=1))
        assert door.post(form(1)).status_code == 200
        assert door.post(form(2)).status_code == 200
    days = shop.rows("SELECT expires_on FROM message ORDER BY expires_on")
    assert len(days) == 2
    assert days[0] != days[1]
    assert shop.actions()["message.duplicate"] == 1


def test_a_message_repeated_days_later_by_another_door_is_stored_once(moving: MovingShop) -> None:
    shop = moving.shop
    with running_door(shop) as door:
        assert door.post(form(1)).status_code == 200
        moving.set(BEFORE_MIDNIGHT + timedelta(days=5))
        assert door.post(form(2)).status_code == 200
    with running_door(shop) as other:
        assert other.post(form(1)).status_code == 200
    assert shop.count("message") == 2
    assert shop.actions()["message.duplicate"] == 1


def test_two_doors_given_the_same_messages_at_once_store_each_once(shop: Shop) -> None:
    with running_door(shop) as one, running_door(shop) as other, ThreadPoolExecutor(24) as pool:
        sent = [(door, number) for number in range(60) for door in (one, other)]
        codes = list(pool.map(lambda pair: pair[0].post(form(pair[1])).status_code, sent))
    assert codes == [200] * 120
    assert (shop.count("message"), shop.count("record")) == (60, 60)
    assert shop.count("identifier") == 1
    assert len(shop.rows("SELECT DISTINCT person_id FROM message")) == 1


def test_somebody_erased_again_and_again_while_they_write_loses_no_message(shop: Shop) -> None:
    house = shop.house()
    business = house.businesses[0]
    erased: list[object] = []
    finished = threading.Event()

    def erase_for_ever() -> None:
        while not finished.is_set():
            for (person,) in shop.rows("SELECT person_id FROM person"):
                erasure.make_unreadable(
                    lambda: house.act(business), house.vault, house.journal, business,
                    [person], None, house.clock.now(),
                )  # fmt: skip
                erased.append(person)

    with running_door(shop) as door:
        assert door.post(form(0)).status_code == 200
        assert shop.count("person") == 1
        with ThreadPoolExecutor(9) as pool:
            eraser = pool.submit(erase_for_ever)
            codes = list(pool.map(lambda n: door.post(form(n)).status_code, range(1, 301)))
            finished.set()
            eraser.result()
    house.close()
    assert codes == [200] * 300
    assert (shop.count("message"), shop.count("record")) == (301, 301)
    assert len(erased) > 3
    orphans = shop.rows(
        "SELECT count(DISTINCT m.person_id) FROM message m"
        " WHERE NOT EXISTS (SELECT 1 FROM person p WHERE p.person_id = m.person_id)"
    )
    assert orphans[0][0] >= 3
