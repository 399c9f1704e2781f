"""The worker process: all businesses' timetables until told to stop."""

from __future__ import annotations

import signal
import threading

from janji.vault.house import House
from janji.worker.rounds import Rounds, watch
from janji.worker.timetable import timetable


def serve(house: House) -> None:
    """Do the duties until SIGTERM or SIGINT; the piece under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    rounds = [Rounds(house, business, timetable(house, business)) for business in house.businesses]
    watch(house, rounds, stop.is_set)
