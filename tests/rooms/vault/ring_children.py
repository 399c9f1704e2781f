"""What child processes of the keyring's tests do."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from janji.vault.key_names import DayKey, PersonKey
from janji.vault.keyring import Keyring

BUSINESS = 7
DAY = date(2026, 3, 2)
PEOPLE = [UUID(int=(0x1111 << 64) + number) for number in range(12)]


class Life:
    """A keyring's day, told step by step; stops dead at the step asked for."""

    def __init__(self, home: Path, stop_at: int) -> None:
        self.home, self.stop_at = home, stop_at
        self.steps: list[str] = []
        self.told = os.open(home / "told", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def step(self, name: str) -> None:
        self.steps.append(name)
        if len(self.steps) == self.stop_at:
            os._exit(9)

    def tell(self, line: str) -> None:
        os.write(self.told, f"{line}\n".encode())

    def open(self) -> Keyring:
        return open_ring(self.home, step=self.step)

    def make(self, ring: Keyring, people: list[UUID]) -> None:
        ring.make_people(BUSINESS, people)
        for person in people:
            key = ring.person_key(BUSINESS, person)
            assert key
            self.tell(f"made {person} {key.hex()}")

    def destroy(self, ring: Keyring, people: list[UUID], days: list[DayKey]) -> None:
        for person in people:
            self.tell(f"doomed {person}")
        ring.destroy([PersonKey(BUSINESS, person) for person in people], days)
        for person in people:
            self.tell(f"destroyed {person}")

    def play(self) -> None:
        with self.open() as ring:
            self.make(ring, PEOPLE[:4])
            ring.make_days(BUSINESS, [("conversation", DAY)])
            self.destroy(ring, PEOPLE[:1], [])
            self.make(ring, PEOPLE[4:8])
            self.destroy(ring, [PEOPLE[1], PEOPLE[4]], [DayKey(BUSINESS, "conversation", DAY)])
            ring.fold(BUSINESS)
            self.make(ring, PEOPLE[8:])
            self.destroy(ring, PEOPLE[8:9], [])


def open_ring(home: Path, **more: Any) -> Keyring:
    runtime = home / "run"
    runtime.mkdir(exist_ok=True, mode=0o700)
    return Keyring(home / "ring", home / "kek", people_shards=2, runtime=runtime, **more)


def live(home: str, stop_at: int) -> None:
    Life(Path(home), stop_at).play()


def recover(home: str, stop_at: int) -> None:
    life = Life(Path(home), stop_at)
    with life.open() as ring:
        ring.count_people(BUSINESS)


def live_for_ever(home: str, round_number: int) -> None:
    """Make and destroy until killed."""
    life = Life(Path(home), 0)
    number = round_number << 32
    with life.open() as ring:
        while True:
            people = [UUID(int=number + extra) for extra in range(3)]
            number += 3
            life.make(ring, people)
            life.destroy(ring, people[:1], [])


def read_aloud() -> None:
    """Answer each line on standard input: a person's id → whether its key can be had."""
    home = Path(sys.argv[1])
    with open_ring(home) as ring:
        say("ready")
        for line in sys.stdin:
            key = ring.person_key(BUSINESS, UUID(line.strip()))
            say(key.hex() if key else "none")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    read_aloud()
