"""Secrets of one installation: from the environment, from a named file, or from our own folder.

A secret called twilio_auth_token is looked for as the variable TWILIO_AUTH_TOKEN, then in the file
named by TWILIO_AUTH_TOKEN_FILE, then in <home>/secrets/twilio_auth_token.
"""

from __future__ import annotations

import os
import re
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from janji.kit.errors import JanjiError

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Secrets:
    """The secrets in *folder* (mode 0700, files 0600), overridden by *environ*.

    Values never stand in a repr, so they cannot slip into a log.
    """

    folder: Path
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)

    def get(self, name: str) -> str | None:
        """The secret called *name*, or None when nobody has set it.

        Raises: JanjiError kit.secret_unreadable when <NAME>_FILE names a file that cannot be read.
        """
        path = self.path(name)
        if value := self.environ.get(name.upper()):
            return value
        if named := self.environ.get(f"{name.upper()}_FILE"):
            try:
                return Path(named).read_text(encoding="utf-8").strip()
            except OSError as fault:
                raise JanjiError("kit.secret_unreadable", name=name.upper()) from fault
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def keep(self, name: str, value: str) -> None:
        """Write *value* so that a reader sees the old one or the new one, never a part."""
        target = self.path(name)
        fresh = self._written(target, value)
        fresh.replace(target)
        self._settle()

    def make(self, name: str) -> str:
        """The secret called *name*, made at random (256 bits) if there is none.

        However many processes ask at once, all get the same one.
        """
        if found := self.get(name):
            return found
        target = self.path(name)
        fresh = self._written(target, random.token_urlsafe(32))
        try:
            os.link(fresh, target)  # fails when another process was first, unlike a rename
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        self._settle()
        return target.read_text(encoding="utf-8").strip()

    def path(self, name: str) -> Path:
        """Where our own folder keeps *name*; ValueError for a name that is no plain word."""
        if not NAME.fullmatch(name):
            raise ValueError("a secret's name is letters, digits and underscores")
        return self.folder / name.lower()

    def _written(self, target: Path, value: str) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.{random.token_hex(8)}")
        number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(value)
            file.flush()
            os.fsync(number)
        return fresh

    def _settle(self) -> None:
        # A rename or link is durable only when its folder is.
        number = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
