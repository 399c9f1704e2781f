"""The worker process: all businesses' timetables until told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from janji.vault.house import House
from janji.worker.rounds import Rounds, watch
from janji.worker.timetable import timetable


def serve(house: House) -> None:
    """Do the duties until SIGTERM or SIGINT; the piece under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    rounds = [Rounds(house, business, timetable(house, business)) for business in house.businesses]
    with mail_received(house):
        watch(house, rounds, stop.is_set)


@contextmanager
def mail_received(house: House) -> Iterator[None]:
    """Take deletion requests by SMTP while the worker runs, when a port is set for it."""
    if house.settings.smtp_in_port is None:
        yield
        return
    from janji.channels.mail.smtp_in import receiver

    post = receiver(house, house.settings.smtp_in_port)
    post.start()
    try:
        yield
    finally:
        post.stop()
