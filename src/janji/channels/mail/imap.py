"""Mail in by IMAP: fetch what is unread in small batches, mark it read only after our commit."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from imap_tools import AND, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from janji.channels.mail import inbox
from janji.channels.mail.servers import Server
from janji.kit.errors import JanjiError
from janji.policy.business import Business
from janji.vault.house import Vault
from janji.vault.retention import Act

SECONDS = 30.0
AT_ONCE = 20
FAULTS = (ImapToolsError, OSError, ssl.SSLError)

AnyBox = MailBox | MailBoxStartTls | MailBoxUnencrypted


@dataclass(frozen=True)
class Fetched:
    """What one round brought: letters stored, known before, and set aside."""

    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0

    @property
    def total(self) -> int:
        """How many mails were taken from the server."""
        return self.stored + self.duplicate + self.quarantined


def fetch(act: Act, vault: Vault, business: Business, server: Server, now: datetime) -> Fetched:
    """Take one batch of unread mails; call again until total is 0.

    Raises: JanjiError channels.mail_unreachable, saying nothing the server said.
    """
    try:
        with opened(server) as box:
            waiting = [uid for uid in box.uids(AND(seen=False)) if uid][:AT_ONCE]
            return taken(act, vault, business, box, waiting, now)
    except FAULTS as fault:
        raise JanjiError("channels.mail_unreachable", 503, host=server.host) from fault


@contextmanager
def opened(server: Server, seconds: float = SECONDS) -> Iterator[AnyBox]:
    """A logged-in mailbox; encrypted, unless the server is this machine.

    seconds: of silence, after which it is a fault.
    """
    box: AnyBox
    context = ssl.create_default_context()  # imaplib's own would believe any certificate
    if server.scheme == "imaps":
        box = MailBox(server.host, server.port, timeout=seconds, ssl_context=context)
    elif server.local:
        box = MailBoxUnencrypted(server.host, server.port, timeout=seconds)
    else:
        box = MailBoxStartTls(server.host, server.port, timeout=seconds, ssl_context=context)
    try:
        box.login(server.user, server.password, initial_folder=server.folder)
    except BaseException:
        box.client.shutdown()  # nobody logs out who never came in: the line would stay open
        raise
    with box:
        yield box


def taken(
    act: Act, vault: Vault, business: Business, box: AnyBox, uids: Sequence[str], now: datetime
) -> Fetched:
    """Keep each mail in its own commit, then mark it read; a crash between the two repeats it."""
    counts = {"stored": 0, "duplicate": 0, "quarantined": 0}
    for uid in uids:
        raw = content(box, uid)
        with act() as db:
            outcome = inbox.keep(db, vault, business, raw, now)
        box.flag(uid, "\\Seen", value=True)
        counts[outcome] += 1
    return Fetched(**counts)


def content(box: AnyBox, uid: str) -> bytes:
    """The mail, at most one byte more than we read: a huge one is cut, and so seen to be huge."""
    part = f"(BODY.PEEK[]<0.{inbox.LARGEST + 1}>)"
    _, answer = box.client.uid("fetch", uid, part)
    pieces = [one[1] for one in answer if isinstance(one, tuple) and isinstance(one[1], bytes)]
    return pieces[0] if pieces else b""
