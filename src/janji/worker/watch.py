"""The watch: each business goes its rounds in a thread of its own, woken when something arrived.

One connection listens for all of them. Whatever holds one business up, a provider that does not
answer or a long proof, no other business waits for it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg

from janji.vault.house import House
from janji.worker.rounds import Rounds, named

TICK = 0.5  # seconds of real time between looks at the clock when nobody calls
MOVED_TICK = 0.005  # the same at a clock that somebody moves (demo, tests), at the clock alone
PATIENT_REST = 3.0  # times as long as patient work took, nobody does any: a quarter of one core
AT_ONCE = 6  # businesses at work in the same moment: each may want two of the connections
log = logging.getLogger("janji.worker")
Asked = Callable[[], bool]
Bells = Mapping[str, threading.Event]  # by the number of the business, as a call names it


class Places:
    """How many businesses are at work in the same moment, and that patient work is done singly.

    And with rests between: however many businesses there are, it never takes the machine from
    those who wait for an answer.
    """

    def __init__(self, rest: float = PATIENT_REST) -> None:
        self.work = threading.Semaphore(AT_ONCE)
        self._patient = threading.Lock()
        self._rest, self._rested = rest, 0.0

    def spare(self, one: Rounds) -> bool:
        """One patient duty of this business, unless another's is being done; whether it was."""
        begun = time.monotonic()
        if begun < self._rested or not self._patient.acquire(blocking=False):
            return False
        try:
            return one.spare()
        finally:
            took = time.monotonic() - begun
            self._rested = begun + took * (1 + self._rest)
            self._patient.release()


def watch(house: House, rounds: Sequence[Rounds], stopping: Asked) -> None:
    """Go round until told to stop. A lost database is waited for; nothing is lost by it.

    Raises: what nobody foresaw in any of the rounds; all have ended then, and whoever supervises
    us starts anew.
    """
    with at_work(rounds, stopping) as (bells, ending):
        while not ending():
            try:
                with psycopg.connect(house.database.url, autocommit=True) as ear:
                    ear.execute("LISTEN janji_work")
                    hear(ear, bells, ending)
            except psycopg.OperationalError as fault:
                lost(fault, ending)


@contextmanager
def at_work(rounds: Sequence[Rounds], stopping: Asked) -> Iterator[tuple[Bells, Asked]]:
    """A thread for each business: the bells that wake them, and whether all are to end.

    At the end each finishes its piece. A business without rounds would keep no promise, so one
    that falls over takes all along. Raises: what it fell over.
    """
    bells, places = [threading.Event() for _ in rounds], Places()
    named_bells = {str(one.business.id): bell for one, bell in zip(rounds, bells, strict=True)}
    faults: list[Exception] = []

    def ending() -> bool:
        return bool(faults) or stopping()

    def going(one: Rounds, bell: threading.Event) -> None:
        try:
            keep_going(one, bell, places, ending)
        except Exception as fault:  # noqa: BLE001 - raised again where the process can end of it
            faults.append(fault)

    threads = [
        threading.Thread(target=going, args=pair, name=pair[0].business.slug)
        for pair in zip(rounds, bells, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        yield named_bells, ending
    finally:
        for thread, bell in zip(threads, bells, strict=True):
            while thread.is_alive():  # told to stop it stops at its next look
                bell.set()
                thread.join(TICK)
    if faults:
        raise faults[0]


def hear(ear: psycopg.Connection[tuple[object, ...]], bells: Bells, stopping: Asked) -> None:
    """Ring for everybody at the start, for what came while nobody heard; then for who is named."""
    for bell in bells.values():
        bell.set()
    while not stopping():
        for called in ear.notifies(timeout=TICK, stop_after=1):
            if called.payload in bells:
                bells[called.payload].set()


def keep_going(one: Rounds, bell: threading.Event, places: Places, stopping: Asked) -> None:
    """Rounds of one business until told to stop; patient work one piece at a time between them."""
    while not stopping():
        bell.clear()
        try:
            with places.work:
                more = one.go()
            more = more or places.spare(one)
        except psycopg.OperationalError as fault:
            lost(fault, stopping)
            continue
        if not more:
            wait(one.house, bell)


def wait(house: House, bell: threading.Event) -> None:
    """Until somebody calls, the clock was moved by hand, or it is time to look at it anyway."""
    if house.settings.clock_file is None:
        bell.wait(TICK)
        return
    now, ends = house.clock.now(), time.monotonic() + TICK
    while not bell.wait(MOVED_TICK) and house.clock.now() == now and time.monotonic() < ends:
        pass


def lost(fault: psycopg.OperationalError, stopping: Asked) -> None:
    """Say that the database is gone and wait a moment of real time, unless told to stop."""
    log.error("database lost: %s", named(fault))
    if not stopping():
        threading.Event().wait(0.5)
