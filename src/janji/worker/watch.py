"""The watch: each business goes its rounds in a thread of its own, woken when something arrived.

One connection listens for all of them. Whatever holds one business up, a provider that does not
answer or a long proof, no other business waits for it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg

from janji.vault.house import House
from janji.worker.rounds import Rounds, named

TICK = 0.5  # seconds of real time between looks at the clock when nobody calls
MOVED_TICK = 0.02  # the same while somebody moves the clock (demo, tests)
AT_ONCE = 6  # businesses at work in the same moment: each may want two of the connections
log = logging.getLogger("janji.worker")
Asked = Callable[[], bool]


def watch(house: House, rounds: Sequence[Rounds], stopping: Asked) -> None:
    """Go round until told to stop. A lost database is waited for; nothing is lost by it.

    Raises: what nobody foresaw in any of the rounds; all have ended then, and whoever supervises
    us starts anew.
    """
    tick = MOVED_TICK if house.settings.clock_file else TICK
    with at_work(rounds, stopping, tick) as (bells, ending):
        while not ending():
            try:
                with psycopg.connect(house.database.url, autocommit=True) as ear:
                    ear.execute("LISTEN janji_work")
                    hear(ear, bells, ending)
            except psycopg.OperationalError as fault:
                lost(fault, ending)


@contextmanager
def at_work(
    rounds: Sequence[Rounds], stopping: Asked, tick: float
) -> Iterator[tuple[list[threading.Event], Asked]]:
    """A thread for each business: the bells that wake them, and whether all are to end.

    At the end each finishes its piece. A business without rounds would keep no promise, so one
    that falls over takes all along. Raises: what it fell over.
    """
    bells, places = [threading.Event() for _ in rounds], threading.Semaphore(AT_ONCE)
    faults: list[Exception] = []

    def ending() -> bool:
        return bool(faults) or stopping()

    def going(one: Rounds, bell: threading.Event) -> None:
        try:
            keep_going(one, bell, places, ending, tick)
        except Exception as fault:  # noqa: BLE001 - raised again where the process can end of it
            faults.append(fault)

    threads = [
        threading.Thread(target=going, args=pair, name=pair[0].business.slug)
        for pair in zip(rounds, bells, strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        yield bells, ending
    finally:
        for thread, bell in zip(threads, bells, strict=True):
            while thread.is_alive():  # told to stop it stops at its next look
                bell.set()
                thread.join(TICK)
    if faults:
        raise faults[0]


def hear(
    ear: psycopg.Connection[tuple[object, ...]], bells: Sequence[threading.Event], stopping: Asked
) -> None:
    """Ring for everybody at the start, for what came while nobody heard, and at each call."""
    while not stopping():
        for bell in bells:
            bell.set()
        while not stopping() and not any(ear.notifies(timeout=TICK, stop_after=1)):
            pass


def keep_going(
    one: Rounds, bell: threading.Event, places: threading.Semaphore, stopping: Asked, tick: float
) -> None:
    """Rounds of one business until told to stop; patient work one piece at a time between them."""
    while not stopping():
        bell.clear()
        try:
            with places:
                more = one.go() or one.spare()
        except psycopg.OperationalError as fault:
            lost(fault, stopping)
            continue
        if not more:
            bell.wait(tick)


def lost(fault: psycopg.OperationalError, stopping: Asked) -> None:
    """Say that the database is gone and wait a moment of real time, unless told to stop."""
    log.error("database lost: %s", named(fault))
    if not stopping():
        threading.Event().wait(0.5)
