"""Database servers for tests: in memory where there is room, and no longer full than need be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from janji.kit import postgres_roles as roles
from janji.kit.postgres import Server

MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes: several times what a run with four workers has needed


def memory() -> Path | None:
    """A folder in memory with room for a run, from which programs may be started; or None."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return None
    return None if os.statvfs(MEMORY).f_flag & os.ST_NOEXEC else MEMORY


@dataclass(frozen=True)
class TidyServer(Server):
    """A server that remembers which databases were made on it, so that a test's own can go."""

    made: list[str] = field(default_factory=list)
    moulds: set[str] = field(default_factory=set)
    hand: list[psycopg.Connection[tuple[Any, ...]]] = field(default_factory=list)

    def fresh_database(self, name: str, *, template: str = "template1") -> tuple[str, str]:
        """A new database *name*, a copy of *template*, which is kept for further copies."""
        if template in self.made:  # closed to others already, but for the database itself
            urls = self._copied(name, template)
        else:
            urls = super().fresh_database(name, template=template)
        self.moulds.add(template)
        self.made.append(name)
        return urls

    def _copied(self, name: str, template: str) -> tuple[str, str]:
        """The same by one connection that is kept: logging in costs as much as copying."""
        self._drop({name})
        roles.make_database(self._admin(), name, template, "file_copy")
        for words in (
            "REVOKE ALL ON DATABASE {} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {} TO {}",
        ):
            statement = sql.SQL(words).format(sql.Identifier(name), sql.Identifier(roles.APP))
            self._admin().execute(statement)
        owner, app = (roles.with_parts(url, dbname=name) for url in (self.owner_url, self.app_url))
        return owner, app

    @contextmanager
    def tidied(self) -> Iterator[None]:
        """Databases made while this lasts are gone after it, but for moulds."""
        before = len(self.made)
        try:
            yield
        finally:
            ours = set(self.made[before:])
            kept = [name for name in self.made[before:] if name in self.moulds]
            self.made[before:] = kept
            self._drop(ours - set(self.made))

    def close(self) -> None:
        """Let go of the connection that makes databases."""
        while self.hand:
            self.hand.pop().close()

    def _admin(self) -> psycopg.Connection[tuple[Any, ...]]:
        if not self.hand:
            self.hand.append(roles.connect(self.admin_url))
        return self.hand[0]

    def _drop(self, names: set[str]) -> None:
        for name in sorted(names):
            self._admin().execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )


def tidy(server: Server) -> TidyServer:
    """*server*, remembering, and let in without the work that makes guessing passwords slow."""
    with roles.connect(server.admin_url) as db:
        db.execute("SET scram_iterations = 1")
        for role, url in ((roles.OWNER, server.owner_url), (roles.APP, server.app_url)):
            roles.put_role(db, role, roles.ROLES[role], str(conninfo_to_dict(url)["password"]))
    return TidyServer(**{one.name: getattr(server, one.name) for one in fields(Server)})
