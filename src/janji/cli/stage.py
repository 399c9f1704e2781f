"""The stage of the demo: a throw-away home, a moving clock, a twin, the product.

The product runs in processes of its own, as it does for a business.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

import httpx

from janji.cli.alone import hold
from janji.cli.run import STOP
from janji.kit import postgres
from janji.kit.clock import SharedClock
from janji.kit.errors import JanjiError
from janji.kit.processes import guarded, tell_groups
from janji.kit.settings import Settings

WAIT = 60.0  # seconds of real time before we say that something does not come up
LOOPBACK = "127.0.0.1"


def free_port(wanted: int) -> int:
    """*wanted* if nobody listens there, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as trial:
            try:
                trial.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise JanjiError("cli.no_port")


@dataclass
class Stage:
    """Everything the demo started, and the way to end it."""

    home: Path
    environ: dict[str, str]
    clock: SharedClock
    url: str
    twin: str
    ends: ExitStack
    guard: IO[bytes]
    http: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=30, trust_env=False))
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _ticking: threading.Event = field(default_factory=threading.Event)

    @property
    def settings(self) -> Settings:
        """The product's settings on this stage."""
        return Settings.from_environment(self.environ)

    def begin_twin(self) -> None:
        """Start the stand-in for Twilio; `await_twin` waits for it."""
        hook = f"{self.url}/hook/ramen-master/twilio/in"
        port = self.twin.rpartition(":")[2]
        self._child(
            "-m", "janji.twins.twilio", "--port", port, "--webhook", hook,
            "--account", self.environ["JANJI_TWILIO_ACCOUNT_SID"],
        )  # fmt: skip

    def await_twin(self) -> None:
        """Wait until the stand-in answers."""
        self.await_url(f"{self.twin}/twin/health")

    def teach(self, templates: Mapping[str, str]) -> None:
        """Tell the stand-in the approved templates, as the provider knows them: id → words."""
        self.http.post(f"{self.twin}/twin/templates", json=templates).raise_for_status()

    def begin_product(self) -> None:
        """Start the product as its operator would; `await_product` waits until its door is open."""
        self._child("-m", "janji", "run")

    def await_product(self) -> None:
        """Wait until the product's door is open."""
        self.await_url(f"{self.url}/health")

    def _child(self, *words: str) -> None:
        child = subprocess.Popen([sys.executable, *words], env=self.environ, start_new_session=True)
        self.children.append(child)
        tell_groups(self.guard, [one.pid for one in self.children])
        with pids_of(self.home).open("a", encoding="ascii") as file:
            file.write(f"{child.pid}\n")

    def await_url(self, url: str) -> None:
        """Wait until *url* answers. Raises: JanjiError cli.not_up."""
        ends = time.monotonic() + WAIT
        while time.monotonic() < ends:
            try:
                if self.http.get(url).status_code < 500:
                    return
            except httpx.HTTPError:
                pass
            if any(child.poll() is not None for child in self.children):
                break
            threading.Event().wait(0.05)
        raise JanjiError("cli.not_up", url=url)

    def tick(self) -> None:
        """From now on the clock runs as fast as the wall's, so that the simulator feels alive."""
        start, base = time.monotonic(), self.clock.now()

        def run() -> None:
            while not self._ticking.wait(0.1):
                self.clock.set(
                    datetime.fromtimestamp(base.timestamp() + time.monotonic() - start, base.tzinfo)
                )

        threading.Thread(target=run, daemon=True, name="clock").start()

    def strike(self) -> None:
        """End everything that was started, gently first."""
        self._ticking.set()
        for child in reversed(self.children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in reversed(self.children):
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        self.http.close()

    def leave(self) -> None:
        """Give the place free: nothing of ours runs any more, the database neither."""
        self.ends.close()


def build(start: datetime) -> Stage:
    """A clean stage under the operator's home, its clock at *start*.

    When we are killed, a guard ends all that was started, and the database.
    """
    home = Settings.from_environment(os.environ).home / "demo"
    ends = ExitStack()
    ends.enter_context(alone(home))
    end_leftovers(home)
    postgres.discard(home)
    home.mkdir(parents=True, exist_ok=True)
    port, twin_port = free_port(8080), free_port(8090)
    url, twin = f"http://{LOOPBACK}:{port}", f"http://{LOOPBACK}:{twin_port}"
    token = secrets.token_hex(16)
    own = {
        "JANJI_HOME": str(home), "JANJI_PORT": str(port), "JANJI_PUBLIC_URL": url,
        "JANJI_TWIN_URL": twin, "JANJI_CLOCK_FILE": str(home / "clock"),
        "JANJI_TWILIO_ACCOUNT_SID": "AC" + secrets.token_hex(16),
        "JANJI_TWILIO_AUTH_TOKEN": token, "JANJI_TWIN_TOKEN": token, "JANJI_DATABASE_URL": "",
        "JANJI_SMTP_IN_PORT": str(free_port(8025)),
    }  # fmt: skip
    clock = SharedClock(home / "clock")
    clock.set(start)
    environ = {**os.environ, **own}
    guard = ends.enter_context(guarded(WAIT, STOP, environ))
    return Stage(home, environ, clock, url, twin, ends, guard)


def pids_of(home: Path) -> Path:
    """Where the demo notes what it started, beside its home."""
    return home.parent / "demo.pids"


def end_leftovers(home: Path) -> None:
    """End what a killed demo left: its own processes, known by their home and command."""
    pids = pids_of(home)
    for pid in pids.read_text(encoding="ascii").split() if pids.exists() else ():
        process = Path("/proc") / pid
        try:
            ours = b"janji" in (process / "cmdline").read_bytes()
            if ours and str(home).encode() in (process / "environ").read_bytes():
                os.killpg(int(pid), signal.SIGTERM)
        except OSError:
            continue
    pids.unlink(missing_ok=True)


def alone(home: Path) -> IO[bytes]:
    """Hold the demo's lock. Raises: JanjiError cli.demo_twice when another demo plays there."""
    home.parent.mkdir(parents=True, exist_ok=True)
    return hold(home.parent / "demo.lock", "cli.demo_twice", home)
