"""How long a newcomer waits: from `janji demo --once` to the printed proof, a real week played."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import mkdtemp

from bench import machine
from bench.rows import Row, at_most
from bench.world import ROOT
from janji.kit.text import say

LANGUAGE = "en"


def measured(room: Path, *, patience: float) -> list[Row]:
    """One demo with everything installed, in a home of its own."""
    home = Path(mkdtemp(prefix="demo-", dir=room))
    home.chmod(0o711)
    env = {**os.environ, "JANJI_HOME": str(home), "JANJI_LANGUAGE": LANGUAGE,
           "PYTHONPATH": str(ROOT / "src")}  # fmt: skip
    busy = machine.wait_calm(patience)
    began = time.monotonic()
    argv = [sys.executable, "-m", "janji", "demo", "--once"]
    with subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True) as process:
        foreign = machine.Foreign(process.pid)
        assert process.stdout
        proved = [time.monotonic() - began for line in process.stdout if proof_line(line)]
        others = foreign.share()
    seconds = proved[0]
    note = f"ended with {process.returncode}; others used {others:.0%}, {busy:.0%} before"
    return [at_most("demo, installed: command to proof (s)", seconds, 15,
                    ours=f"{seconds:.1f} s", note=note)]  # fmt: skip


def proof_line(line: str) -> bool:
    """Whether the demo says here how long the proof took: the last thing that it prints of it."""
    return line.startswith(say("cli.demo.taken", LANGUAGE, seconds="#").partition("#")[0])
