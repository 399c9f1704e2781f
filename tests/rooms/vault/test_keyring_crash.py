from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from janji.vault.key_names import PersonKey
from rooms.vault import ring_children
from rooms.vault.ring_children import BUSINESS, Life, live, live_for_ever, open_ring, recover

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["rooms.vault.ring_children"])


def all_steps() -> list[str]:
    with tempfile.TemporaryDirectory(prefix="jr-") as home:
        life = Life(Path(home), 0)
        life.play()
        os.close(life.told)
        return life.steps


STEPS = all_steps()


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jr-") as folder:
        yield Path(folder)


def ended(target: Callable[[str, int], object], home: Path, number: int) -> int | None:
    child = processes.Process(target=target, args=(str(home), number))
    child.start()
    child.join(30)
    code = child.exitcode
    child.close()
    return code


def told(home: Path) -> tuple[dict[UUID, bytes], set[UUID], set[UUID]]:
    made, doomed, destroyed = {}, set(), set()
    for line in (home / "told").read_text().splitlines():
        word, name, *key = line.split()
        if word == "made":
            made[UUID(name)] = bytes.fromhex(key[0])
        elif word == "doomed":
            doomed.add(UUID(name))
        else:
            destroyed.add(UUID(name))
    return made, doomed, destroyed


def holds_every_word(home: Path) -> None:
    """Nothing acknowledged is lost, nothing destroyed lives, nothing half done is left over."""
    made, doomed, destroyed = told(home)
    with open_ring(home) as ring:
        for person, acknowledged in made.items():
            if person in destroyed:
                assert not ring.exists(BUSINESS, person)
            elif person not in doomed:
                assert ring.person_key(BUSINESS, person) == acknowledged
        rings = {p.stem for p in (home / "ring" / str(BUSINESS)).glob("*.ring")}
        keks = {p.stem for p in (home / "kek" / str(BUSINESS)).glob("*.kek")}
        assert rings == keks
        assert len({name.partition(".")[0] for name in rings}) == len(rings)
        ring.destroy(PersonKey(BUSINESS, person) for person in doomed)
        assert not any(ring.exists(BUSINESS, person) for person in doomed)
        newcomer = UUID(int=99)
        assert ring.make_people(BUSINESS, [newcomer]) == 1
        key = ring.person_key(BUSINESS, newcomer)
    with open_ring(home) as again:
        assert again.person_key(BUSINESS, newcomer) == key
        assert not any(again.exists(BUSINESS, person) for person in doomed)


@pytest.mark.parametrize("stop_at", range(1, len(STEPS) + 1), ids=lambda n: f"{n}-{STEPS[n - 1]}")
def test_a_keyring_stopped_at_any_step_loses_no_living_key_and_revives_no_dead_one(
    home: Path, stop_at: int
) -> None:
    assert ended(live, home, stop_at) == 9
    second = 1
    while ended(recover, home, second) == 9:  # die again at every step of the recovery
        second += 1
    holds_every_word(home)


@pytest.mark.parametrize("stop_at", range(1, len(STEPS) + 1), ids=lambda n: f"{n}-{STEPS[n - 1]}")
def test_a_neighbour_of_the_stopped_process_goes_on_and_keeps_every_word(
    home: Path, stop_at: int
) -> None:
    own = UUID(int=77)
    with open_ring(home) as neighbour:
        neighbour.destroy(PersonKey(BUSINESS, person) for person in ring_children.PEOPLE)
        assert ended(live, home, stop_at) == 9
        assert neighbour.make_people(BUSINESS, [own]) == 1
        key = neighbour.person_key(BUSINESS, own)
        _, doomed, destroyed = told(home)
        assert not any(neighbour.exists(BUSINESS, person) for person in destroyed)
        neighbour.destroy(PersonKey(BUSINESS, person) for person in doomed)
        assert neighbour.person_key(BUSINESS, own) == key
    with open_ring(home) as later:
        assert later.person_key(BUSINESS, own) == key
    holds_every_word(home)


def test_the_whole_life_without_a_crash_ends_well(home: Path) -> None:
    assert ended(live, home, 0) == 0
    made, _, destroyed = told(home)
    assert set(made) == set(ring_children.PEOPLE)
    assert len(destroyed) == 4
    holds_every_word(home)


@pytest.mark.crash
def test_a_keyring_killed_at_random_moments_again_and_again_keeps_its_word(home: Path) -> None:
    dice = random.Random(20260302)
    for turn in range(1, 13):
        child = processes.Process(target=live_for_ever, args=(str(home), turn))
        child.start()
        assert child.pid
        child.join(0.15 + dice.random() * 0.15)  # the time until the blow is the test's dice
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        assert child.exitcode == -signal.SIGKILL
        child.close()
    made, _, destroyed = told(home)
    assert len(made) > 30
    assert len(destroyed) > 10
    holds_every_word(home)
