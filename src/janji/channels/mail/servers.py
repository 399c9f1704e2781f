"""Where mail comes from and goes to: addresses of servers, from secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from janji.kit.errors import JanjiError
from janji.kit.settings import Settings
from janji.policy.business import Business

PORTS = {"imap": 143, "imaps": 993, "smtp": 587, "smtps": 465}
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Server:
    """A mail server. folder: where an IMAP server keeps the letters."""

    scheme: str
    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    folder: str = "INBOX"

    @property
    def local(self) -> bool:
        """Whether it is this machine, so that nothing crosses a network."""
        return self.host in LOCAL


def server_of(settings: Settings, business: Business, way: str) -> Server | None:
    """The server for one way ("imap" or "smtp"), or None when nobody set one.

    Looked for as JANJI_IMAP_URL_<BUSINESS>, then JANJI_IMAP_URL (SMTP alike).
    Raises: JanjiError channels.mail_server_address.
    """
    name = f"janji_{way}_url"
    own = f"{name}_{business.slug.replace('-', '_')}"
    for one in (own, name):
        if address := settings.secret(one):
            return read_server(address, way, one.upper())
    return None


def read_server(address: str, way: str, name: str) -> Server:
    """The server in *address*, like imaps://user:password@host:993/INBOX.

    name: the setting it came from, for the error. Raises: JanjiError channels.mail_server_address.
    """
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise JanjiError("channels.mail_server_address", setting=name) from None
    if not parts.hostname or not parts.scheme.startswith(way):
        raise JanjiError("channels.mail_server_address", setting=name)
    return Server(
        parts.scheme,
        parts.hostname,
        port,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        unquote(parts.path.strip("/")) or "INBOX",
    )
