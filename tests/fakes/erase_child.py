"""A worker that carries out deletions and is killed at a named point. Run as a program.

Usage: erase_child.py APP_URL HOME POINT, where POINT is like "before journal.begin".
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fakes.mail_house import BUSINESSES, START, Processor
from janji.audit import receipt
from janji.audit.residue import residue
from janji.kit.clock import SetClock
from janji.kit.settings import Settings
from janji.rights import duties
from janji.rights.ports import Hands
from janji.vault import erasure, people
from janji.vault.house import open_house

POINTS = (
    "before provider",
    "after provider",
    "before begin",
    "after begin",
    "before forget",
    "after forget",
    "before destroy",
    "after destroy",
    "before remove",
    "after remove",
    "after finish",
    "before residue",
    "after receipt",
    "after everything",
)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed(point: str, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """*real*, with the end of the process before or after it when the point says so."""

    def step(*given: Any, **named: Any) -> Any:
        if point == f"before {name}":
            die()
        result = real(*given, **named)
        if point == f"after {name}":
            die()
        return result

    return step


def main(app_url: str, home: str, point: str) -> None:
    settings = Settings.from_environment({"JANJI_HOME": home, "JANJI_BUSINESSES": str(BUSINESSES)})
    house = replace(open_house(settings, app_url), clock=SetClock(START + timedelta(hours=1)))
    people.forget = killed(point, "forget", people.forget)
    erasure.remove = killed(point, "remove", erasure.remove)
    journal, ring = house.journal, house.vault.keyring
    journal.begin = killed(point, "begin", journal.begin)  # type: ignore[method-assign]  # dies there on purpose
    journal.finish = killed(point, "finish", journal.finish)  # type: ignore[method-assign]  # dies there on purpose
    ring.destroy = killed(point, "destroy", ring.destroy)  # type: ignore[method-assign]  # dies there on purpose
    hands = Hands(
        killed(point, "provider", Processor(house)),
        killed(point, "residue", residue),
        killed(point, "receipt", partial(receipt.make, house.signer)),
    )
    shop = house.business("ramen-master")
    killed(point, "everything", duties.carry_out_deletions)(house, shop, hands, house.clock.now())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(*sys.argv[1:])
