"""Does a mail server take our login? A look that ends soon, sends nothing and fetches nothing."""

from __future__ import annotations

import smtplib
import ssl
from typing import Literal

from imap_tools.errors import MailboxFolderSelectError, MailboxLoginError

from janji.channels.mail import imap, post
from janji.channels.mail.servers import Server
from janji.kit.http import addresses_of, public_addresses

WAIT = 8.0  # seconds of silence
REFUSALS = 500  # the first of SMTP's replies that mean no, for good
Found = Literal["works", "refused", "no_folder", "certificate", "silent", "private", "unknown"]


def login(server: Server, *, local: bool) -> Found:
    """Sign in and out again.

    refused: the server answered no. no_folder: it took us, but has no such folder. certificate: it
    could not prove its name. unknown: nobody knows the name. private: not on the public internet,
    so it is not tried. local: whether a server on this machine may be (trial).
    """
    if server.local and not local:
        return "private"
    if not server.local and not public_addresses(server.host, server.port):
        return "private" if addresses_of(server.host, server.port) else "unknown"
    try:
        return imap_login(server) if server.scheme.startswith("imap") else smtp_login(server)
    except (MailboxLoginError, smtplib.SMTPAuthenticationError):
        return "refused"
    except MailboxFolderSelectError:
        return "no_folder"
    except ssl.SSLCertVerificationError:
        return "certificate"
    except (*imap.FAULTS, smtplib.SMTPException, UnicodeError):
        return "silent"


def imap_login(server: Server) -> Found:
    """Open the folder where letters come in."""
    with imap.opened(server, WAIT):
        return "works"


def smtp_login(server: Server) -> Found:
    """Sign in where letters go out; without a name, see whether it takes a letter from nobody.

    A sender is named and taken back: a server that asks for a name says so by then (RFC 4954,
    section 6).
    """
    with post.connected(server, WAIT) as smtp:
        if server.user:
            smtp.login(server.user, server.password)
            return "works"
        smtp.ehlo_or_helo_if_needed()
        code, _ = smtp.mail("")
        return "refused" if code >= REFUSALS else "works"
