"""One data folder and the server on it: made once, started, found alive, stopped, verified gone."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from janji.kit.errors import JanjiError
from janji.kit.postgres_binaries import Account, can_enter, run_as
from janji.kit.postgres_conf import ACCESS, conf_for

BOOT = "janji_boot"
STATE = Path("/var/lib")
SOCKETS = Path("/tmp")  # noqa: S108 - short, always there; our folder in it is 0700 and checked
START_SECONDS = 120.0
FAST_SECONDS, IMMEDIATE_SECONDS = 30.0, 10.0


@dataclass(frozen=True)
class Cluster:
    """Where one server's data is and who runs it.

    base: our folder that the account can reach; data, log and copied programs are in it.
    """

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
    def user(self) -> int:
        """The numeric user who owns the data and runs the server."""
        return self.account.user if self.account else os.geteuid()

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
            argv = [programs / "initdb", "-D", fresh, "-U", BOOT, *options]
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
        self.clear_stale_lock()
        sockets = socket_folder(self.data, self.account)
        conf, local = self.data / "postgresql.conf", self.data / "janji.local.conf"
        own_file(conf, conf_for(self.major or 0, sockets, fsync), self.account)
        own_file(self.data / "pg_hba.conf", ACCESS, self.account)
        if not local.exists():
            own_file(local, "", self.account)
        own_folder(self.log.parent, self.account)
        limit = str(int(START_SECONDS))
        done = run_as(
            self.account,
            [programs / "pg_ctl", "start", "-w", "-t", limit, "-D", self.data, "-l", self.log],
            START_SECONDS + 10,
        )
        if done.returncode:
            raise JanjiError("kit.postgres_start", log=self.log, reason=self.log_end())
        return sockets

    def clear_stale_lock(self) -> None:
        """Remove a lock file whose process id belongs to a zombie or to somebody else.

        PostgreSQL itself takes any existing process, even a zombie, for a running server. Ids that
        are not in use are left to PostgreSQL, which then also checks its shared memory.
        """
        number = self.postmaster()
        if number is None or self.processes():
            return
        with suppress(ProcessLookupError):
            os.kill(number, 0)
            (self.data / "postmaster.pid").unlink()

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

    def stop(self) -> None:
        """Stop the server: politely, then at once, then by force; return when all is gone.

        Raises: JanjiError kit.postgres_stop when a process outlives even that.
        """
        steps = (
            (signal.SIGINT, FAST_SECONDS),  # "fast": roll back, checkpoint, leave
            (signal.SIGQUIT, IMMEDIATE_SECONDS),  # "immediate": recovers at the next start
            (signal.SIGKILL, IMMEDIATE_SECONDS),
        )
        for number, seconds in steps:
            for process in self._to_signal(number):
                with suppress(ProcessLookupError):
                    os.kill(process, number)
            if until(lambda: not self.processes(), seconds):
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
    inside, pointer = Cluster(home, account), home / "postgres.at"
    if inside.major is not None:
        return inside
    if pointer.exists():
        return Cluster(Path(pointer.read_text(encoding="utf-8").strip()), account)
    if can_enter(account, home):
        return inside
    base = STATE / f"janji-postgres-{short_hash(home)}"
    own_folder(base, account, mode=0o710, given=False)
    pointer.write_text(f"{base}\n", encoding="utf-8")
    return Cluster(base, account)


def make_home(home: Path, account: Account | None) -> None:
    """Make *home* if it is not there, so that only we enter it, and *account*'s group may pass.

    A folder that was there before, and every parent, keeps its permissions.
    """
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        own_folder(home, account, mode=0o710 if account else 0o700, given=False)


def own_folder(
    folder: Path, account: Account | None, *, mode: int = 0o700, given: bool = True
) -> None:
    """Make *folder* of ours; *given* to the account, otherwise kept and shared with its group."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.user if given else -1, account.group, follow_symlinks=False)
    folder.chmod(mode)


def own_file(path: Path, content: str, account: Account | None) -> Path:
    """Write *content* to *path*, mode 0600, given to the account.

    The rename replaces a symbolic link instead of following it: root writes in folders that the
    account owns.
    """
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(content)
        if account:
            os.fchown(number, account.user, account.group)
    return fresh.replace(path)


def socket_folder(data: Path, account: Account | None) -> Path:
    """A short folder of our own for the server's socket, whose paths may have 107 characters.

    Raises: JanjiError kit.postgres_sockets when somebody else's folder is in its place.
    """
    folder = SOCKETS / f"janji-{short_hash(data)}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    owners = {os.geteuid(), account.user} if account else {os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners or found.st_mode & 0o077:
        raise JanjiError("kit.postgres_sockets", folder=folder)
    if account:
        os.chown(folder, account.user, account.group, follow_symlinks=False)
    return folder


def short_hash(path: Path) -> str:
    """Twelve characters that stand for *path*."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]


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
