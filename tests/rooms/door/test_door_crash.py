from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from fakes.front_door import Door, Shop, form, fresh_shop, running_door
from janji.door.writer import PATIENCE
from janji.kit.postgres import Server, start

pytestmark = pytest.mark.crash
KILLS = 10


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server of our own that keeps what it said it kept: fsync on."""
    with tempfile.TemporaryDirectory(prefix="janji-door-") as folder:
        Path(folder).chmod(0o711)
        server = start(Path(folder) / "home", fsync=True)
        try:
            yield server
        finally:
            server.stop()


def kill_database(server: Server) -> None:
    """The database dies as in a power cut: the chief and everyone with it."""
    assert server.cluster is not None
    for process in server.cluster.processes():
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    ends = time.monotonic() + 10
    while server.cluster.processes() and time.monotonic() < ends:
        pass


def revive(server: Server) -> Server:
    assert server.cluster is not None
    return start(server.cluster.home, fsync=True)


def stored_sids(shop: Shop) -> tuple[int, int]:
    """(messages, different provider ids) in the database."""
    return shop.rows("SELECT count(*), count(DISTINCT sid_hash) FROM message")[0]


def test_a_message_answered_with_200_outlives_a_killed_door(shop: Shop) -> None:
    with running_door(shop) as door:
        assert shop.count("message") == 0
        assert door.post(form(1)).status_code == 200
        door.kill()
    assert shop.count("message") == 1
    with running_door(shop) as next_door:
        assert next_door.post(form(1)).status_code == 200
    assert (shop.count("message"), shop.count("record")) == (1, 1)


def test_a_message_answered_with_200_outlives_a_killed_database(
    own_server: Server, tmp_path: Path
) -> None:
    shop = fresh_shop(own_server, tmp_path / "home", "door_killed")
    with running_door(shop) as door:
        assert door.post(form(1)).status_code == 200
        kill_database(own_server)
        revive(own_server)
        assert shop.count("message") == 1


def test_while_the_database_is_down_the_door_says_503_and_afterwards_takes_all(
    own_server: Server, tmp_path: Path
) -> None:
    shop = fresh_shop(own_server, tmp_path / "home", "door_down")
    with running_door(shop) as door:
        assert door.post(form(1)).status_code == 200
        kill_database(own_server)
        assert [door.post(form(2)).status_code, door.post(form(3)).status_code] == [503, 503]
        revive(own_server)
        codes = [door.post(form(number)).status_code for number in (2, 3, 4)]
    assert codes == [200, 200, 200]
    assert stored_sids(shop) == (4, 4)


def test_killed_again_and_again_under_load_nothing_is_lost_and_nothing_is_double(
    own_server: Server, tmp_path: Path
) -> None:
    """Doors and database die at random moments; a sender repeats until it hears 200."""
    shop = fresh_shop(own_server, tmp_path / "home", "door_storm")
    chance, promised, number = random.Random(5), set(), 0
    for kill in range(KILLS):
        with running_door(shop) as door, ThreadPoolExecutor(8) as pool:
            sent = range(number, number := number + 200)
            asked = [pool.submit(heard, door, one) for one in sent]
            while sum(one.done() for one in asked) < chance.randrange(20, 150):
                time.sleep(0.001)
            if kill % 2:
                door.kill()
            else:
                kill_database(own_server)
            promised |= {one for one, said in zip(sent, asked, strict=True) if said.result()}
        if not kill % 2:
            revive(own_server)
        assert len(promised) > 0
        assert stored_sids(shop)[0] >= len(promised)
    with running_door(shop) as door, ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda one: heard(door, one), range(number)))
    assert stored_sids(shop) == (number, number)
    gaps = shop.rows("SELECT chain FROM ledger GROUP BY chain HAVING max(seq) <> count(*)")
    assert gaps == []


def heard(door: Door, number: int) -> bool:
    """Whether the door promised to keep message *number*."""
    try:
        return door.post(form(number, sender=number % 20)).status_code == 200
    except httpx.TransportError:
        return False


def timed(door: Door, number: int, sender: int) -> tuple[int, float]:
    """(status, seconds) of one message."""
    began = time.monotonic()
    status = door.post(form(number, sender=sender)).status_code
    return status, time.monotonic() - began


def test_a_database_that_stays_away_is_waited_for_once_and_every_later_call_hears_so_at_once(
    own_server: Server, tmp_path: Path
) -> None:
    """New senders ask the keyring and the pool of connections; they wait no longer than others."""
    shop = fresh_shop(own_server, tmp_path / "home", "door_away")
    with running_door(shop) as door:
        assert timed(door, 1, sender=1)[0] == 200
        own_server.stop(at_once=True)
        with ThreadPoolExecutor(8) as pool:
            first = list(pool.map(lambda n: timed(door, n, sender=n), range(2, 10)))
        assert {status for status, _ in first} == {503}
        assert max(took for _, took in first) < PATIENCE + 0.9
        later = [timed(door, number, sender=number) for number in range(10, 20)]
        assert {status for status, _ in later} == {503}
        assert max(took for _, took in later) < 0.5
        revive(own_server)
        assert timed(door, 20, sender=20)[0] == 200
        assert timed(door, 2, sender=2)[0] == 200
    assert stored_sids(shop) == (3, 3)


def test_a_database_that_keeps_silent_keeps_no_caller_and_no_later_call_waiting(
    own_server: Server, tmp_path: Path
) -> None:
    shop = fresh_shop(own_server, tmp_path / "home", "door_silent")
    assert own_server.cluster is not None
    with running_door(shop, before="import janji.door.writer as w;w.LONGEST = 1.0;") as door:
        assert timed(door, 1, sender=1)[0] == 200
        stopped = own_server.cluster.processes()
        for process in stopped:
            os.kill(process, signal.SIGSTOP)
        try:
            status, took = timed(door, 2, sender=1)
        finally:
            for process in stopped:
                os.kill(process, signal.SIGCONT)
        assert (status, took < 5) == (503, True)
        assert timed(door, 3, sender=3)[0] == 200
        assert timed(door, 2, sender=1)[0] == 200
    assert stored_sids(shop) == (3, 3)


@pytest.mark.parametrize("sender", [1, 2], ids=["known", "new"])
def test_a_short_restart_of_the_database_costs_nobody_their_message(
    own_server: Server, tmp_path: Path, sender: int
) -> None:
    shop = fresh_shop(own_server, tmp_path / "home", f"door_restart_{sender}")
    with running_door(shop) as door, ThreadPoolExecutor(1) as pool:
        assert timed(door, 1, sender=1)[0] == 200
        own_server.stop(at_once=True)
        asked = pool.submit(timed, door, 2, sender)
        with pytest.raises(FutureTimeout):
            asked.result(0.5)  # it waits: the database is away
        revive(own_server)
        assert asked.result(20)[0] == 200
    assert stored_sids(shop) == (2, 2)
