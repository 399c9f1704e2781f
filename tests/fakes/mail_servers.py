"""Real mail servers on this machine: one that keeps what we send, and Debian's dovecot."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from imaplib import IMAP4
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {room}/run
state_dir = {room}/state
log_path = {room}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{room}/mail/%u
first_valid_uid = 1
default_internal_user = {user}
default_login_user = {user}
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={room}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Sink:
    """A mail server that keeps what it is given; *answer* is what it says after the words."""

    answer: str = "250 OK"
    recipient_answer: str = "250 OK"
    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.recipient_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient_answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer


@contextmanager
def running_sink() -> Iterator[tuple[Sink, int]]:
    """A sink and its port."""
    sink, port = Sink(), free_port()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield sink, port
    finally:
        server.stop()


def dovecot() -> str | None:
    """Where dovecot's program is, if it is installed."""
    return shutil.which("dovecot") or next(
        (one for one in ("/usr/sbin/dovecot",) if Path(one).exists()), None
    )


@contextmanager
def running_dovecot(program: str) -> Iterator[int]:
    """Dovecot for one test, with empty mailboxes for whoever logs in; its port."""
    port = free_port()
    room = Path(tempfile.mkdtemp(prefix="janji-dovecot-"))
    room.chmod(0o755)
    root = os.geteuid() == 0
    user, group = ("mail", "mail") if root else (str(os.getuid()), str(os.getgid()))
    for name in ("run", "state", "mail"):
        (room / name).mkdir(mode=0o755)
    if root:
        shutil.chown(room / "mail", user, group)
    config = room / "dovecot.conf"
    config.write_text(CONFIG.format(room=room, port=port, user=user, group=group))
    server = subprocess.Popen([program, "-F", "-c", str(config)])
    try:
        wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(room, ignore_errors=True)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers, or ended."""
    while server.poll() is None:
        with suppress(OSError, IMAP4.error):
            IMAP4("127.0.0.1", port, timeout=2).logout()
            return
    raise RuntimeError("dovecot did not start")
