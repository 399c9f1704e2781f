"""Database servers for tests: in memory where there is room, and no longer full than need be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path

from psycopg import sql

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

    def fresh_database(self, name: str, *, template: str = "template1") -> tuple[str, str]:
        """A new database *name*, a copy of *template*, which is kept for further copies."""
        urls = super().fresh_database(name, template=template)
        self.moulds.add(template)
        self.made.append(name)
        return urls

    @contextmanager
    def tidied(self) -> Iterator[None]:
        """Databases made while this lasts are gone after it, but for moulds."""
        before = len(self.made)
        try:
            yield
        finally:
            ours, self.made[before:] = self.made[before:], []
            gone = set(ours) - self.moulds - set(self.made)
            if gone:
                self._drop(gone)

    def _drop(self, names: set[str]) -> None:
        with roles.connect(self.admin_url) as db:
            for name in sorted(names):
                db.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
                )


def tidy(server: Server) -> TidyServer:
    """*server*, remembering."""
    return TidyServer(**{one.name: getattr(server, one.name) for one in fields(Server)})
