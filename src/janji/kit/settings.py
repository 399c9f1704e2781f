"""What an operator may set, read from the environment once, at the start of a process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from janji.kit.errors import JanjiError
from janji.kit.secrets import Secrets

HOUSE = Path(__file__).resolve().parents[3]
# The web server keeps no log of who asked for what; the door and the proof read it here.
ACCESS_LOG = "off"
YES = ("1", "true", "yes", "ya")
NO = ("", "0", "false", "no", "tidak")


@dataclass(frozen=True)
class Settings:
    """One process's settings; every field names the variable it comes from.

    home: JANJI_HOME, where all state lives (never inside the package).
    database_url, app_database_url: JANJI_DATABASE_URL, JANJI_DATABASE_APP_URL (a server of yours).
    postgres_bin: JANJI_POSTGRES_BIN, the folder holding initdb and postgres.
    public_url: JANJI_PUBLIC_URL, the address customers and providers use, without a last slash.
    host, port: JANJI_HOST, JANJI_PORT, where this process listens.
    production: JANJI_PRODUCTION. clock_file: JANJI_CLOCK_FILE, a clock that can be moved (demo).
    businesses: JANJI_BUSINESSES, the folder with one folder per business.
    twin_url: JANJI_TWIN_URL, a provider's twin in its place, for trying without an account.
    smtp_in_port: JANJI_SMTP_IN_PORT, where mail is received; off when not set.
    fsync: JANJI_FSYNC; off only for throw-away data.
    """

    home: Path
    database_url: str | None = field(repr=False)
    app_database_url: str | None = field(repr=False)
    postgres_bin: Path | None
    public_url: str
    host: str
    port: int
    production: bool
    clock_file: Path | None
    businesses: Path
    twin_url: str | None
    smtp_in_port: int | None
    fsync: bool
    secrets: Secrets = field(repr=False)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Read every setting from *environ*, or say which one cannot be.

        Raises: JanjiError kit.setting_port, kit.setting_switch, kit.setting_clock_in_production,
        kit.setting_fsync_in_production.
        """
        home = Path(environ.get("JANJI_HOME") or default_home()).expanduser().absolute()
        host, port = environ.get("JANJI_HOST") or "127.0.0.1", port_of(environ, "JANJI_PORT", 8080)
        settings = cls(
            home=home,
            database_url=environ.get("JANJI_DATABASE_URL") or None,
            app_database_url=environ.get("JANJI_DATABASE_APP_URL") or None,
            postgres_bin=path_of(environ, "JANJI_POSTGRES_BIN"),
            public_url=(environ.get("JANJI_PUBLIC_URL") or f"http://{host}:{port}").rstrip("/"),
            host=host,
            port=port,
            production=switch(environ, "JANJI_PRODUCTION", default=False),
            clock_file=path_of(environ, "JANJI_CLOCK_FILE"),
            businesses=path_of(environ, "JANJI_BUSINESSES") or house() / "businesses",
            smtp_in_port=port_of(environ, "JANJI_SMTP_IN_PORT", None),
            twin_url=(environ.get("JANJI_TWIN_URL") or "").rstrip("/") or None,
            fsync=switch(environ, "JANJI_FSYNC", default=True),
            secrets=Secrets(home / "secrets", dict(environ)),
        )
        return settings.checked()

    def checked(self) -> Settings:
        """These settings, if they may be used together; otherwise a JanjiError."""
        if self.production and self.clock_file:
            raise JanjiError("kit.setting_clock_in_production")
        if self.production and self.twin_url:
            raise JanjiError("kit.setting_twin_in_production")
        if self.production and not self.fsync:
            raise JanjiError("kit.setting_fsync_in_production")
        return self

    def provider_base(self, real: str) -> str:
        """Where the provider's API answers: its *real* address, or the twin's when one is set."""
        return self.twin_url or real

    @property
    def simulator(self) -> bool:
        """Whether visitors may play a customer: only with a twin, never in production."""
        return self.twin_url is not None and not self.production

    def secret(self, name: str) -> str | None:
        """The secret called *name*, or None; see Secrets for where it is looked for."""
        return self.secrets.get(name)

    def keep_secret(self, name: str, value: str) -> None:
        """Keep *value* as the secret called *name*, mode 0600, whole or not at all."""
        self.secrets.keep(name, value)

    def make_secret(self, name: str) -> str:
        """The secret called *name*, made at random once; the same for every process."""
        return self.secrets.make(name)


def house() -> Path:
    """The folder that holds businesses/: the repository, or the working folder when installed."""
    return HOUSE if (HOUSE / "src" / "janji").is_dir() else Path.cwd()


def default_home() -> Path:
    """Where state lives when nobody says: /var/lib/janji for root, else .janji in the house."""
    return Path("/var/lib/janji") if os.geteuid() == 0 else house() / ".janji"


def path_of(environ: Mapping[str, str], name: str) -> Path | None:
    """The absolute path in *name*, or None when it is not set."""
    value = environ.get(name)
    return Path(value).expanduser().absolute() if value else None


Port = TypeVar("Port", int, None)


def port_of(environ: Mapping[str, str], name: str, otherwise: Port) -> int | Port:
    """The port in *name*, or *otherwise*; JanjiError kit.setting_port when it is none."""
    value = environ.get(name)
    if not value:
        return otherwise
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise JanjiError("kit.setting_port", value=value)
    return int(value)


def switch(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Whether the switch *name* is on; a word that is neither yes nor no is a JanjiError.

    A misspelt JANJI_PRODUCTION must not quietly mean "no".
    """
    if name not in environ:
        return default
    value = environ[name].strip().lower()
    if value not in YES + NO:
        raise JanjiError("kit.setting_switch", name=name, value=value)
    return value in YES
