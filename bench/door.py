"""The product's front door as a process: the same serve() that production runs."""

from __future__ import annotations

import cProfile
import os
import signal

from janji.door.serve import serve
from janji.kit.settings import Settings
from janji.vault.house import open_house


def main() -> None:
    """Serve the shop that the environment names; BENCH_PROFILE=file also writes a profile."""
    house = open_house(Settings.from_environment(os.environ), os.environ["BENCH_APP_URL"])
    # The server raises the signal again after its orderly stop; a profile must still be written.
    signal.signal(signal.SIGTERM, lambda *_: None)
    if target := os.environ.get("BENCH_PROFILE"):
        cProfile.runctx("serve(house)", {"serve": serve, "house": house}, {}, target)
    else:
        serve(house)
    house.close()


if __name__ == "__main__":
    main()
