from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.vault.key_names import Gone, PersonKey, Unacknowledged
from janji.vault.keyring import Keyring
from janji.vault.keyring_places import own_folder, runtime_folder, runtime_name
from janji.vault.seal import Sealer
from rooms.vault import ring_children
from rooms.vault.ring_children import BUSINESS, open_ring

DAY = date(2026, 3, 2)


class Reader:
    """A child process that reads keys and says what it finds."""

    def __init__(self, home: Path) -> None:
        source = Path(ring_children.__file__)
        paths = [str(source.parents[3] / "src"), str(source.parents[2])]
        self.child = subprocess.Popen(
            [sys.executable, str(source), str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
        assert self.hear() == "ready"

    def hear(self) -> str:
        assert self.child.stdout
        return self.child.stdout.readline().strip()

    def key_of(self, person: UUID) -> str:
        assert self.child.stdin
        self.child.stdin.write(f"{person}\n")
        self.child.stdin.flush()
        return self.hear()

    def stop(self) -> None:
        self.child.send_signal(signal.SIGSTOP)
        _, status = os.waitpid(self.child.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)

    def go_on(self) -> None:
        self.child.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.child.kill()
        self.leave()

    def leave(self) -> None:
        assert self.child.stdin
        assert self.child.stdout
        self.child.stdin.close()
        self.child.wait(10)
        self.child.stdout.close()


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jr-") as folder:
        yield Path(folder)


def test_destroying_returns_when_every_living_process_has_forgotten(home: Path) -> None:
    people = [uuid4() for _ in range(3)]
    with open_ring(home) as ring:
        ring.make_people(BUSINESS, people)
        key = ring.person_key(BUSINESS, people[0])
        assert key
        readers = [Reader(home), Reader(home)]
        try:
            assert [reader.key_of(people[0]) for reader in readers] == [key.hex()] * 2
            assert ring.destroy([PersonKey(BUSINESS, people[0])]) == 1
            assert [reader.key_of(people[0]) for reader in readers] == ["none"] * 2
            assert all(reader.key_of(people[1]) != "none" for reader in readers)
        finally:
            for reader in readers:
                reader.leave()


def test_a_stopped_process_is_waited_for_not_for_ever_and_counted(home: Path) -> None:
    person = uuid4()
    with open_ring(home, wait=0.3) as ring:
        ring.make_people(BUSINESS, [person])
        asleep, awake = Reader(home), Reader(home)
        try:
            assert asleep.key_of(person) == awake.key_of(person) != "none"
            asleep.stop()
            began = time.monotonic()
            with pytest.raises(Unacknowledged) as waiting:
                ring.destroy([PersonKey(BUSINESS, person)])
            assert 0.3 <= time.monotonic() - began < 3
            assert waiting.value.count == 1
            assert "1" in say(waiting.value.code, "en", **waiting.value.values)
            assert not ring.exists(BUSINESS, person), "the key is destroyed all the same"
            assert awake.key_of(person) == "none"
            with pytest.raises(Unacknowledged):
                ring.destroy()
            asleep.go_on()
            assert ring.destroy() == 0, "it woke, forgot and said so"
            assert asleep.key_of(person) == "none"
        finally:
            asleep.go_on()
            asleep.leave()
            awake.leave()


def test_a_killed_process_is_proved_dead_and_not_waited_for(home: Path) -> None:
    person = uuid4()
    with open_ring(home, wait=30.0) as ring:
        ring.make_people(BUSINESS, [person])
        reader = Reader(home)
        assert reader.key_of(person) != "none"
        assert len(list((home / "ring" / "readers").iterdir())) == 2
        reader.kill()
        assert len(list((home / "ring" / "readers").iterdir())) == 2, "it could not clean up"
        began = time.monotonic()
        assert ring.destroy([PersonKey(BUSINESS, person)]) == 1
        assert time.monotonic() - began < 5
        assert len(list((home / "ring" / "readers").iterdir())) == 1


def test_a_process_killed_while_we_wait_ends_the_waiting(home: Path) -> None:
    person = uuid4()
    with open_ring(home, wait=30.0) as ring:
        ring.make_people(BUSINESS, [person])
        reader = Reader(home)
        assert reader.key_of(person) != "none"
        reader.stop()
        undertaker = threading.Timer(0.2, reader.child.kill)
        undertaker.start()
        assert ring.destroy([PersonKey(BUSINESS, person)]) == 1
        undertaker.join()
        reader.leave()
        assert reader.child.returncode == -signal.SIGKILL


def test_a_sealer_in_another_keyring_forgets_its_ciphers(home: Path) -> None:
    person, record = uuid4(), uuid4()
    with open_ring(home) as ring, open_ring(home) as neighbour:
        ring.make_people(BUSINESS, [person])
        ring.make_days(BUSINESS, [("conversation", DAY)])
        reader = Sealer(neighbour, BUSINESS)
        place = (person, "conversation", DAY, "message_text", record)
        sealed = reader.seal(*place, b"halo")
        assert reader.open(*place, sealed) == b"halo"
        ring.destroy([PersonKey(BUSINESS, person)])
        assert reader.open(*place, sealed) == Gone("person")


def test_many_destructions_at_once_from_two_keyrings_all_return(home: Path) -> None:
    people = [uuid4() for _ in range(20)]
    with open_ring(home, wait=10.0) as ring, open_ring(home, wait=10.0) as neighbour:
        ring.make_people(BUSINESS, people)

        def sweep(own: Keyring, mine: list[UUID]) -> None:
            for person in mine:
                own.destroy([PersonKey(BUSINESS, person)])

        other = threading.Thread(target=sweep, args=(neighbour, people[:10]))
        other.start()
        sweep(ring, people[10:])
        other.join(20)
        assert not other.is_alive()
        assert ring.count_people(BUSINESS) == neighbour.count_people(BUSINESS) == 0


def test_a_waiting_listener_uses_no_processor_time(home: Path) -> None:
    with open_ring(home) as ring:
        ring.make_people(BUSINESS, [uuid4()])
        (thread,) = [thread for thread in threading.enumerate() if thread.name == "keyring"]
        spent = Path(f"/proc/self/task/{thread.native_id}/schedstat")

        def slept_through(seconds: float) -> bool:
            turns_before = spent.read_text().split()[2]
            threading.Event().wait(seconds)
            return spent.read_text().split()[2] == turns_before

        # It may still be on its way to its first wait; one that polls never sleeps through any.
        assert any(slept_through(0.4) for _ in range(5)), "something wakes it again and again"


def test_sockets_live_in_a_short_folder_of_this_user_alone(home: Path) -> None:
    deep = home / ("d" * 120) / ("e" * 60)
    folder = runtime_folder(deep)
    try:
        assert len(str(folder)) < 60
        assert runtime_folder(deep) == folder
        assert runtime_folder(home) != folder
        (folder.parent / f"{folder.name}").chmod(0o755)
        with pytest.raises(JanjiError, match="runtime_folder"):
            runtime_folder(deep)
    finally:
        folder.rmdir()
        runtime_folder(home).rmdir()


def test_the_last_reader_leaves_no_socket_and_no_folder(home: Path) -> None:
    with Keyring(home / "ring", home / "kek") as ring:
        folder = runtime_folder(home / "ring")
        assert len(list(folder.iterdir())) == 1
        with Keyring(home / "ring", home / "kek") as neighbour:
            ring.make_people(BUSINESS, [UUID(int=5)])
            assert neighbour.exists(BUSINESS, UUID(int=5))
            assert len(list(folder.iterdir())) == 2
        assert len(list(folder.iterdir())) == 1
        assert ring.destroy([PersonKey(BUSINESS, UUID(int=5))]) == 1
    assert not folder.exists()


NEIGHBOUR = """
import sys
from pathlib import Path
from janji.vault.keyring import Keyring
home, runtime = map(Path, sys.argv[1:])
with Keyring(home / "ring", home / "kek", runtime=runtime):
    print("ready", flush=True)
    sys.stdin.read()
"""


def place(home: Path, name: str) -> Path:
    """Where the sockets of keyring *name* are, in a base that nobody else clears meanwhile."""
    return home / runtime_name(home / name)


@contextmanager
def neighbour(home: Path, name: str) -> Iterator[subprocess.Popen[str]]:
    """Another process with the keyring *name* open."""
    argv = [sys.executable, "-c", NEIGHBOUR, str(home / name), str(place(home, name))]
    env = {**os.environ, "PYTHONPATH": str(Path(ring_children.__file__).parents[3] / "src")}
    pipe = subprocess.PIPE
    with subprocess.Popen(argv, stdin=pipe, stdout=pipe, text=True, env=env) as child:
        assert child.stdout.readline() == "ready\n"
        try:
            yield child
        finally:
            child.kill()


def ours(home: Path, name: str) -> Keyring:
    return Keyring(home / name / "ring", home / name / "kek", runtime=place(home, name))


def lives_in(folder: Path) -> int:
    return len(list(folder.iterdir())) if folder.exists() else 0


def test_a_clean_stop_clears_up_after_a_killed_neighbour(home: Path) -> None:
    folder = place(home, "one")
    with ours(home, "one"):
        with neighbour(home, "one") as child:
            assert lives_in(folder) == 2
            child.kill()
            child.wait()
        assert lives_in(folder) == 2, "the killed left its socket"
    assert not folder.exists()


def test_a_later_start_clears_what_the_killed_left_and_nothing_of_the_living(home: Path) -> None:
    dead, alive = place(home, "dead"), place(home, "alive")
    with neighbour(home, "dead") as killed, neighbour(home, "alive") as living:
        killed.kill()
        killed.wait()
        assert (lives_in(dead), lives_in(alive)) == (1, 1)
        with ours(home, "later"):
            assert not dead.exists()
            assert lives_in(alive) == 1
        living.kill()
        living.wait()
        assert lives_in(alive) == 1
    with ours(home, "later"):
        assert not alive.exists()


def test_an_empty_folder_goes_when_nobody_can_be_moving_in_any_more(home: Path) -> None:
    moving, left = own_folder(place(home, "moving")), own_folder(place(home, "left"))
    hour_ago = moving.stat().st_mtime - 3600
    os.utime(left, (hour_ago, hour_ago))
    with ours(home, "later"):
        assert moving.exists()
        assert not left.exists()
