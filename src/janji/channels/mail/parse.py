"""Read a mail as plain facts, whatever arrives: pure, and never surprised.

Only what an answer needs is read: who wrote, the subject, the words. Headers that carry addresses
of computers or names of devices (Received, User-Agent, X-Originating-IP…) are never looked at,
and attachments are left where they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import Any, TypeAlias

from janji.channels.mail.markup import plain
from janji.kit.errors import Refused

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
LONGEST_SUBJECT, LONGEST_TEXT = 500, 20_000
PARTS_AT_MOST = 50
NOBODY = re.compile(r"(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)\b", re.I)
BULK = ("bulk", "junk", "list")
UNREADABLE = (HeaderParseError, ValueError, LookupError, TypeError, AttributeError, IndexError)

Mime: TypeAlias = "Message[str, str]"


@dataclass(frozen=True)
class Letter:
    """What a mail says. sender: lower case, None when it names none that can be answered.

    automatic: a closed word when a machine wrote it and no answer may go out (RFC 3834), or None.
    """

    sender: str | None
    message_id: str | None
    subject: str
    text: str
    automatic: str | None

    def facts(self) -> dict[str, Any]:
        """The letter as plain values, ready to seal."""
        return {
            "sender": self.sender, "message_id": self.message_id, "subject": self.subject,
            "text": self.text, "automatic": self.automatic,
        }  # fmt: skip


def read(raw: bytes) -> Letter | Refused:
    """The letter in *raw* (RFC 5322 with MIME); Refused when nothing at all can be made of it."""
    try:
        mail = message_from_bytes(raw)
        text = words(mail)
    except (RecursionError, *UNREADABLE):
        return Refused("mail_unreadable")
    sender = address(header(mail, "From"))
    subject = " ".join(header(mail, "Subject").split())[:LONGEST_SUBJECT]
    letter = Letter(sender, message_id(mail), subject, text, automatic(mail, sender))
    if sender is None and not subject and not text.strip():
        return Refused("mail_empty")
    return letter


def header(mail: Mime, name: str) -> str:
    """One header, decoded as far as it can be (RFC 2047); empty when it is not there."""
    try:
        value = str(mail.get(name, ""))
        return "".join(decoded(part, charset) for part, charset in decode_header(value))
    except UNREADABLE:
        return ""


def decoded(part: bytes | str, charset: str | None) -> str:
    """Bytes as text, in the charset they claim or else as UTF-8 with gaps shown."""
    if isinstance(part, str):
        # a raw byte that no charset explains arrives as a lone surrogate
        return part.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        text = part.decode(charset or "utf-8")
    except (LookupError, ValueError):
        text = part.decode("utf-8", "replace")
    # some charsets can spell half a character, which nothing else can write down
    return text.encode("utf-8", "replace").decode("utf-8")


def address(value: str) -> str | None:
    """The first address in a From header, lower case, or None when none can be answered."""
    try:
        found = getaddresses([value.replace("\n", " ").replace("\r", " ")])
    except UNREADABLE:
        return None
    for _, one in found:
        if len(one) <= LONGEST_ADDRESS and ADDRESS.fullmatch(one):
            return one.lower()
    return None


def message_id(mail: Mime) -> str | None:
    """The mail's own id if it is one line of plain characters, for threading the answer."""
    value = header(mail, "Message-ID").strip()
    return value if re.fullmatch(r"<[!-;=?-~]{1,250}>", value) else None


def automatic(mail: Mime, sender: str | None) -> str | None:
    """Why no answer may go to this mail: answers to machines make loops (RFC 3834)."""
    submitted = header(mail, "Auto-Submitted").strip().lower()
    if submitted and submitted != "no":
        return "auto_submitted"
    if header(mail, "Return-Path").strip() == "<>" or mail.get_content_type() == "multipart/report":
        return "bounce"
    if header(mail, "Precedence").strip().lower() in BULK or mail.get("List-Id"):
        return "bulk"
    if mail.get("X-Auto-Response-Suppress") or mail.get("X-Autoreply"):
        return "auto_submitted"
    if sender is None:
        return "no_sender"
    return "nobody" if NOBODY.match(sender) else None


def words(mail: Mime) -> str:
    """The text of the mail: its plain parts, or else its HTML parts as plain text."""
    said: dict[str, list[str]] = {"text/plain": [], "text/html": []}
    waiting, seen = [mail], 0
    while waiting and seen < PARTS_AT_MOST:
        part, seen = waiting.pop(0), seen + 1
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            if part.get_content_maintype() == "multipart":
                waiting.extend(one for one in inner if isinstance(one, Message))
        elif part.get_content_disposition() != "attachment" and part.get_content_type() in said:
            said[part.get_content_type()].append(content(part))
    if any(one.strip() for one in said["text/plain"]):
        return "\n".join(said["text/plain"])[:LONGEST_TEXT]
    return "\n".join(plain(one) for one in said["text/html"])[:LONGEST_TEXT]


def content(part: Mime) -> str:
    """The text of one part, decoded."""
    body = part.get_payload(decode=True)
    charset = part.get_content_charset()
    text = decoded(body, charset) if isinstance(body, bytes) else ""
    return text.replace("\x00", "").replace("\r\n", "\n")
