"""Mail in by SMTP: a small receiver on this machine, for the business's own address alone.

It stands behind a real mail server. "250" is said only when the letter is durable. It relays
nothing, keeps no address of a computer, and logs nothing of what passes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from janji.channels.mail import inbox
from janji.policy.business import Business
from janji.vault.house import House

WELCOME = "250 2.1.5 OK"
RECEIVED = "250 2.0.0 diterima / received"
NOT_OURS = "550 5.7.1 alamat ini bukan milik kami / we do not relay"
ONE_ONLY = "452 4.5.3 satu penerima saja / one recipient at a time"
LATER = "451 4.3.0 coba lagi nanti / please try again later"
FULL_TRANSACTION = 1


class Receiver:
    """Takes letters for the *businesses* of one house (aiosmtpd's handler shape)."""

    def __init__(self, house: House, businesses: Sequence[Business]) -> None:
        self._house = house
        self._ours = {one.contacts.email.lower(): one for one in businesses}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take mail to our address, refuse to relay."""
        if address.lower() not in self._ours:
            return NOT_OURS
        if len(envelope.rcpt_tos) >= FULL_TRANSACTION:
            return ONE_ONLY
        envelope.rcpt_tos.append(address)
        return WELCOME

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Say "received" only when the letter survives a crash."""
        business = self._ours[envelope.rcpt_tos[0].lower()]
        nobody = envelope.mail_from in (None, "", "<>")
        sender = b"Return-Path: <>\r\n" if nobody else b""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        try:
            await asyncio.to_thread(self._keep, business, sender + content)
        except Exception:  # noqa: BLE001 - whatever it was, the sender keeps the letter
            return LATER
        return RECEIVED

    def _keep(self, business: Business, raw: bytes) -> None:
        with self._house.act(business) as db:
            inbox.keep(db, self._house.vault, business, raw, self._house.clock.now())


def receiver(house: House, port: int, host: str = "127.0.0.1") -> Controller:
    """A receiver ready to start() and stop(), for every business of the house."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it would write down peers
    return Controller(
        Receiver(house, house.businesses),
        hostname=host,
        port=port,
        data_size_limit=inbox.LARGEST,
        ident="Janji",
        enable_SMTPUTF8=True,
    )
