"""A worker of its own that moves what ends earlier now and dies at a line of its own code.

python -m fakes.restamp_child APP_URL HOME LINE: killed before the LINE-th line it runs of the
modules that move and end things; exits 0 when it was done before.
"""

from __future__ import annotations

import functools
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from fakes.promises import keeping
from fakes.shop import environment
from janji.kit.settings import Settings
from janji.policy import overlay
from janji.vault import ends, restamp, restamp_pieces, retention
from janji.vault.house import open_house

WATCHED = {"restamp.py", "restamp_pieces.py", "retention.py"}
SMALL = 7  # rows in a piece, so that there are many


class Blow:
    """Counts lines of the watched modules and kills this process before one of them."""

    def __init__(self, line: int) -> None:
        self.left = line

    def __call__(self, frame: FrameType, event: str, _arg: Any) -> Any:
        if Path(frame.f_code.co_filename).name not in WATCHED:
            return None
        if event == "line":
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def main(app_url: str, home: str, line: int) -> None:
    """Move and sweep until nothing is left, or until the blow."""
    house = open_house(Settings.from_environment(environment(Path(home))), app_url, connections=4)
    business = house.businesses[0]
    act = functools.partial(house.act, business)
    with act() as db:
        policy = ends.laid_over(db, keeping(business.policy, "7 days"), 2)
    overlay.take_policy(business, policy)
    restamp_pieces.AT_ONCE, restamp_pieces.BLOCKS_AT_ONCE = SMALL, 1
    now = house.clock.now()
    sys.settrace(Blow(line))
    while restamp.step(act, house.vault, business, now):
        pass
    retention.sweep(act, house.vault, business, now)
    sys.settrace(None)
    house.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
