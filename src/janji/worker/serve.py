"""The worker process: all businesses' timetables until told to stop."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from janji.kit.duty import Duty
from janji.policy.business import Business
from janji.vault.house import House
from janji.worker.rounds import Rounds
from janji.worker.timetable import timetable
from janji.worker.watch import watch

LOOK_EVERY = 1.0  # seconds of real time between looks for an account connected meanwhile


def serve(house: House) -> None:
    """Do the duties until SIGTERM or SIGINT; the piece under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    rounds = [rounds_of(house, business) for business in house.businesses]
    with mail_received(house):
        watch(house, rounds, stop.is_set)


def rounds_of(house: House, business: Business) -> Rounds:
    """The rounds of one business; an account connected at the desk counts without a restart."""
    names = (business.channel.account_env, business.channel.token_env)
    known = [house.settings.secret(name) for name in names]
    looked = time.monotonic()

    def renewed() -> Sequence[Duty] | None:
        nonlocal known, looked
        if time.monotonic() - looked < LOOK_EVERY:
            return None
        looked = time.monotonic()
        now = [house.settings.secret(name) for name in names]
        if now == known:
            return None
        known = now
        return timetable(house, business)

    return Rounds(house, business, timetable(house, business), renewed)


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
