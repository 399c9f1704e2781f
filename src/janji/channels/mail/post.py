"""The way out: one mail to the server of JANJI_SMTP_URL, encrypted unless it is local."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage

from janji.channels.mail.servers import Server

Post = Callable[[EmailMessage], None]
SECONDS = 30.0


def poster(server: Server) -> Post:
    """A function that sends one mail through *server*, or raises what smtplib raises."""

    def post(message: EmailMessage) -> None:
        with connected(server) as smtp:
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message)

    return post


def connected(server: Server, seconds: float = SECONDS) -> smtplib.SMTP:
    """A connection that is encrypted, or stays on this machine; long silence is a fault."""
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=seconds, context=context)
    smtp = smtplib.SMTP(server.host, server.port, timeout=seconds)
    if not server.local:
        smtp.starttls(context=ssl.create_default_context())
    return smtp
