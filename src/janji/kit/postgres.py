"""The database server: our own, started from a bag of programs, or the operator's.

Ours listens on a socket in a private folder only, asks for passwords, and keeps running until
stop() is called: starting again attaches to it. Any number of processes may start at once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from psycopg import OperationalError

from janji.kit import postgres_roles as roles
from janji.kit.errors import JanjiError
from janji.kit.postgres_binaries import LEAST, find_binaries, reachable, server_account
from janji.kit.postgres_cluster import (
    BOOT,
    Cluster,
    choose_cluster,
    one_at_a_time,
    until,
)
from janji.kit.postgres_folders import make_home
from janji.kit.secrets import Secrets
from janji.kit.settings import Settings

WATCH = """
read -r _ && exit
kill -QUIT "$1" 2>/dev/null
n=0
while kill -0 "$1" 2>/dev/null && [ $n -lt 50 ]; do n=$((n+1)); sleep 0.1; done
rm -rf "$2" "$3"
"""


@dataclass(frozen=True)
class Server:
    """A database that answers.

    owner_url: changes the schema. app_url: works, owns nothing. backup_url: copies the cluster
    (pg_basebackup; None for the operator's server). admin_url: makes databases.
    data, log, programs: folders and file of our own server; None for the operator's.
    started_here: whether this call started it, or found it running.
    """

    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    admin_url: str = field(repr=False)
    backup_url: str | None = field(default=None, repr=False)
    cluster: Cluster | None = None
    programs: Path | None = None
    started_here: bool = False

    @property
    def data(self) -> Path | None:
        """The data folder, where residue checks look."""
        return self.cluster.data if self.cluster else None

    @property
    def log(self) -> Path | None:
        """The server's log file."""
        return self.cluster.log if self.cluster else None

    def stop(self, *, at_once: bool = False) -> None:
        """Stop our server and return when every process of it is gone; the operator's is left.

        at_once: without writing anything more, for data that nobody will open again.
        """
        if self.cluster:
            with one_at_a_time(self.cluster.lock):
                self.cluster.stop(at_once=at_once)

    def fresh_database(self, name: str, *, template: str = "template1") -> tuple[str, str]:
        """A new database *name*, a copy of *template*: (owner_url, app_url). For tests.

        Nobody may be connected to *template*. An older database of that name is dropped.
        """
        roles.remake_database(self.admin_url, name, template)
        owner, app = (roles.with_parts(url, dbname=name) for url in (self.owner_url, self.app_url))
        return owner, app


def serve(settings: Settings) -> Server:
    """The database these *settings* mean: the operator's when named, otherwise our own."""
    if settings.database_url:
        return attach(settings)
    return start(settings.home, bin_folder=settings.postgres_bin, fsync=settings.fsync)


def start(home: Path, *, bin_folder: Path | None = None, fsync: bool = True) -> Server:
    """Our server for *home*, running and ready: found alive, or started, or made and started.

    bin_folder: PostgreSQL's programs, version 15 or newer; found by itself when None.
    Raises: JanjiError kit.postgres_…, saying what happened and what to do.
    """
    account = server_account()
    home = home.absolute()
    make_home(home, account)
    with one_at_a_time(home / "postgres.lock"):
        cluster = choose_cluster(home, account)
        keys = Secrets(home / "secrets")
        if sockets := alive(cluster, keys):
            return arranged(cluster, sockets, keys)
        found = find_binaries(bin_folder, cluster.major)
        programs = reachable(found, account, cluster.base / "postgres-programs")
        fresh = cluster.major is None
        if fresh:
            cluster.initialise(programs, keys.make("postgres_boot"), fsync=fsync)
        sockets = cluster.launch(programs, fsync=fsync)
        server = arranged(cluster, sockets, keys, fresh=fresh)
        return replace(server, programs=programs, started_here=True)


def halt(settings: Settings) -> None:
    """Stop our server for these *settings*, if one runs; makes nothing, leaves the operator's."""
    home = settings.home.absolute()
    made = any((home / name).exists() for name in ("postgres", "postgres.at"))
    if made and not settings.database_url:
        cluster = choose_cluster(home, server_account())
        with one_at_a_time(cluster.lock):
            cluster.stop()


def discard(home: Path) -> None:
    """End the server of a throw-away *home* and remove its data, in whatever state they are."""
    account = server_account()
    home = home.absolute()
    make_home(home, account)
    cluster = choose_cluster(home, account)
    cluster.stop()
    for folder in (cluster.base, home):  # the same, unless the account could not enter home
        shutil.rmtree(folder, ignore_errors=True)


def alive(cluster: Cluster, keys: Secrets) -> Path | None:
    """The socket folder of the running server, or None when it must be started.

    Alive means: live processes work in the data folder and a connection is answered. A server that
    is still starting or stopping is waited for.
    Raises: JanjiError kit.postgres_stuck when it does neither.
    """

    def clear() -> bool:
        sockets = cluster.sockets()
        return not cluster.processes() or bool(sockets and reached(sockets, keys))

    if not until(clear, 60):
        raise JanjiError("kit.postgres_stuck", folder=cluster.data, log=cluster.log)
    return cluster.sockets() if cluster.processes() else None


def reached(sockets: Path, keys: Secrets) -> bool:
    """Whether the server behind *sockets* answers; "wrong password" is an answer too."""
    try:
        with roles.connect(boot_url(sockets, keys)):
            return True
    except OperationalError as refusal:
        return "password authentication failed" in str(refusal)


def boot_url(sockets: Path, keys: Secrets) -> str:
    """The bootstrap superuser's address, with the kept password or a wrong one."""
    known = keys.get("postgres_boot") or "lost"
    return roles.url_of(user=BOOT, password=known, dbname="postgres", host=str(sockets), port=5432)


def arranged(cluster: Cluster, sockets: Path, keys: Secrets, *, fresh: bool = False) -> Server:
    """The running server with its roles and database in place; *fresh* when surely not yet.

    Raises: JanjiError kit.postgres_password when the kept password does not open it.
    """
    passwords = {role: keys.make(role.replace("janji_", "postgres_")) for role in roles.ROLES}
    owner, app, backup = (
        roles.url_of(
            user=role,
            password=password,
            dbname=roles.DATABASE,
            host=str(sockets),
            port=5432,
        )
        for role, password in passwords.items()
    )
    admin = boot_url(sockets, keys)
    if fresh or not roles.settled(owner, app):
        if not roles.answers(admin):
            raise JanjiError("kit.postgres_password", folder=keys.folder)
        roles.arrange(admin, passwords)
    return Server(owner, app, admin, backup, cluster)


def attach(settings: Settings) -> Server:
    """The operator's server (JANJI_DATABASE_URL), with a working role that owns nothing.

    Without JANJI_DATABASE_APP_URL the role janji_app is made, if the owner may make roles.
    Raises: JanjiError kit.database_…, kit.postgres_old.
    """
    owner_url = settings.database_url or ""
    roles.check_external(owner_url, LEAST)
    app_url = settings.app_database_url or roles.make_external_app(
        owner_url, settings.make_secret("database_app")
    )
    roles.check_app(app_url)
    return Server(owner_url, app_url, admin_url=owner_url)


@contextmanager
def temporary(bin_folder: Path | None = None) -> Iterator[Server]:
    """A fast server that forgets everything: stopped and removed at the end, however it comes.

    When this process is killed, a watcher holding the other end of a pipe cleans up.
    """
    room = Path(tempfile.mkdtemp(prefix="janji-"))
    room.chmod(0o711 if os.geteuid() == 0 else 0o700)
    server = None
    try:
        server = start(room / "home", bin_folder=bin_folder, fsync=False)
        with watched(server, room):
            yield server
    finally:
        if server:
            server.stop(at_once=True)  # nothing of it is kept
        shutil.rmtree(room, ignore_errors=True)


@contextmanager
def watched(server: Server, room: Path) -> Iterator[None]:
    """While this runs, our death ends the *server* and removes its *room*."""
    cluster = server.cluster
    chief, sockets = (cluster.postmaster(), cluster.sockets()) if cluster else (None, None)
    argv = ["/bin/sh", "-c", WATCH, "janji-watch", str(chief), str(room), str(sockets or room)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, start_new_session=True) as watcher:
        try:
            yield
        finally:
            watcher.communicate(b"done\n")
