"""One data folder and the server on it: made once, started, found alive, stopped, verified gone."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from janji.kit.errors import JanjiError
from janji.kit.postgres_binaries import Account, can_enter, run_as
from janji.kit.postgres_conf import ACCESS, conf_for
from janji.kit.postgres_folders import (
    make_home,
    own_file,
    own_folder,
    short_hash,
)
from janji.kit.postgres_sockets import clear_deserted, clear_place, moving_in

BOOT = "janji_boot"
STATE = Path("/var/lib")
START_SECONDS = 120.0
FAST_SECONDS, IMMEDIATE_SECONDS = 30.0, 10.0


@dataclass(frozen=True)
class Cluster:
    """Where one server's data is and who runs it.

    home: whose server it is; base: our folder that the account can reach, often home itself, with
    the data, the log and copied programs.
    """

    home: Path
    base: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The data folder, mode 0700, owned by the account."""
        return self.base / "postgres"

    @property
    def log(self) -> Path:
        """The server's log; it never holds statements, parameters or row values."""
        return self.base / "postgres-log" / "server.log"

    @property
    def lock(self) -> Path:
        """Held by whoever starts or stops the server."""
        return self.home / "postgres.lock"

    @property
    def major(self) -> int | None:
        """The version that made the data, or None when there is no data yet."""
        try:
            return int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        except FileNotFoundError:
            return None

    def initialise(self, programs: Path, password: str, *, fsync: bool) -> None:
        """Make the data folder, whole or not at all; *password* is the bootstrap superuser's."""
        fresh = self.base / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        own_folder(fresh, self.account)
        secret = own_file(fresh.with_name("postgres.pw"), password, self.account)
        try:
            options = [f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8"]
            options += ["--locale=C", "--data-checksums", *([] if fsync else ["--no-sync"])]
            argv: list[str | Path] = [programs / "initdb", "-D", fresh, "-U", BOOT, *options]
            done = run_as(self.account, argv)
        finally:
            secret.unlink()
        if done.returncode:
            raise JanjiError("kit.postgres_initdb", reason=done.stderr.strip()[-400:])
        fresh.rename(self.data)

    def launch(self, programs: Path, *, fsync: bool) -> Path:
        """Start the server and return its socket folder once it answers.

        Raises: JanjiError kit.postgres_start with the end of the server's log.
        """
        with moving_in(self.data, self.account) as sockets:
            self.clear_stale_locks(sockets)
            self.write_settings(sockets, fsync=fsync)
            limit = str(int(START_SECONDS))
            done = run_as(
                self.account,
                [programs / "pg_ctl", "start", "-w", "-t", limit, "-D", self.data, "-l", self.log],
                START_SECONDS + 10,
            )
        if done.returncode:
            raise JanjiError("kit.postgres_start", log=self.log, reason=self.log_end())
        clear_deserted(self.account)
        return sockets

    def write_settings(self, sockets: Path, *, fsync: bool) -> None:
        """Write how the server is set; the operator's own lines stay as they are."""
        conf, local = self.data / "postgresql.conf", self.data / "janji.local.conf"
        own_file(conf, conf_for(self.major or 0, sockets, fsync), self.account)
        own_file(self.data / "pg_hba.conf", ACCESS, self.account)
        if not local.exists():
            own_file(local, "", self.account)
        own_folder(self.log.parent, self.account)

    def clear_stale_locks(self, sockets: Path) -> None:
        """Remove lock files whose process id belongs to a zombie or to somebody else.

        PostgreSQL itself takes any existing process, even a zombie, for a running server. An id
        that nobody uses is left to PostgreSQL, which then also checks its shared memory.
        """
        number = self.postmaster()
        if number is None or self.processes():
            return
        with suppress(ProcessLookupError):
            os.kill(number, 0)
            for lock in (self.data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
                lock.unlink(missing_ok=True)

    def postmaster(self) -> int | None:
        """The process id in the lock file; it may be dead, a zombie or reused."""
        lines = self._lock_lines()
        return int(lines[0]) if lines and lines[0].strip().isdigit() else None

    def sockets(self) -> Path | None:
        """The socket folder that the running server wrote down, or None."""
        lines = self._lock_lines()
        return Path(lines[4]) if len(lines) > 4 and lines[4] else None

    def processes(self) -> list[int]:
        """Ids of the live server processes of this data folder; zombies are not alive."""
        return processes_in(self.data.resolve(), self.postmaster())

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the server: politely, then at once, then by force; return when all is gone.

        at_once: leave out politeness, which writes everything to disk first.
        Raises: JanjiError kit.postgres_stop when a process outlives even that.
        """
        steps = (
            (signal.SIGINT, FAST_SECONDS),  # "fast": roll back, checkpoint, leave
            (signal.SIGQUIT, IMMEDIATE_SECONDS),  # "immediate": recovers at the next start
            (signal.SIGKILL, IMMEDIATE_SECONDS),
        )
        for number, seconds in steps[1:] if at_once else steps:
            for process in self._to_signal(number):
                with suppress(ProcessLookupError):
                    os.kill(process, number)
            if until(lambda: not self.processes(), seconds):
                clear_place(self.data)
                return
        raise JanjiError("kit.postgres_stop", folder=self.data)

    def _to_signal(self, number: signal.Signals) -> list[int]:
        alive, chief = self.processes(), self.postmaster()
        return [chief] if chief in alive and number != signal.SIGKILL else alive

    def _lock_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")
        except FileNotFoundError:
            return []

    def log_end(self) -> str:
        """The last lines of the server's log, for an error message."""
        try:
            return self.log.read_text(encoding="utf-8", errors="replace")[-400:].strip()
        except FileNotFoundError:
            return ""


def choose_cluster(home: Path, account: Account | None) -> Cluster:
    """The cluster of *home*: inside it, or under /var/lib when the account cannot enter *home*.

    The choice is written down, so that a later change of permissions does not lose the data.
    """
    make_home(home, account)
    inside, pointer = Cluster(home, home, account), home / "postgres.at"
    if inside.major is not None:
        return inside
    if not pointer.exists():
        if can_enter(account, home):
            return inside
        base = STATE / f"janji-postgres-{short_hash(home)}"
        pointer.write_text(f"{base}\n", encoding="utf-8")
    base = Path(pointer.read_text(encoding="utf-8").strip())
    own_folder(base, account, mode=0o710, given=False)
    return Cluster(home, base, account)


def processes_in(folder: Path, chief: int | None) -> list[int]:
    """Live processes working in *folder*; every process of a server works in its data folder."""
    if not Path("/proc/self/cwd").exists():
        return [chief] if chief and state_by_ps(chief) not in ("", "Z") else []
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):  # gone meanwhile, not ours, or a zombie: it has no folder
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
    return found


def state_by_ps(process: int) -> str:
    """The first letter of the process's state ("Z" for a zombie), "" when it is gone."""
    said = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return said.stdout.strip()[:1]


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether *condition* came true within *seconds*, asked every 10 ms."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Hold *lock*; a process that dies lets go of it."""
    with lock.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
