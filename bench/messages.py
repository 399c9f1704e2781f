"""Signed webhooks as Twilio sends them: 16 fields, about 700 bytes, every id of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from janji.channels.twilio import signature

TOKEN = "12345"
ACCOUNT = "AC" + "0" * 32
PUBLIC = "https://toko.example"  # signatures cover the published address, not ours
PATH = "/hook/ramen-master/twilio/in"
WORDS = (
    "halo kak apakah ramennya halal dan buka jam berapa ya hari ini, "
    "kami mau datang berlima sekitar jam tujuh malam, masih ada tempat?"
)


@dataclass(frozen=True)
class Webhook:
    """One webhook call: its provider id, its signature, its body."""

    sid: str
    signature: str
    body: str


def fields(number: int, sender: int) -> list[tuple[str, str]]:
    """The form of message *number* from *sender*."""
    sid, phone = f"SM{number:032x}", f"628120{sender:07d}"
    return [
        ("SmsMessageSid", sid), ("NumMedia", "0"), ("ProfileName", f"Pelanggan {sender}"),
        ("MessageType", "text"), ("SmsSid", sid), ("WaId", phone), ("SmsStatus", "received"),
        ("Body", f"{WORDS} {number}"), ("To", "whatsapp:+6281200000001"), ("NumSegments", "1"),
        ("ReferralNumMedia", "0"), ("MessageSid", sid), ("AccountSid", ACCOUNT),
        ("From", f"whatsapp:+{phone}"), ("ApiVersion", "2010-04-01"),
        ("ChannelMetadata", '{"type":"whatsapp","data":{"context":{"ProfileName":"Pelanggan"}}}'),
    ]  # fmt: skip


def signed(number: int, sender: int) -> Webhook:
    """Message *number* from *sender*, as Twilio would post it."""
    form = fields(number, sender)
    return Webhook(f"SM{number:032x}", signature.sign(TOKEN, PUBLIC + PATH, form), urlencode(form))


def many(
    count: int, *, first: int, senders: int = 1000, repeated: float = 0.0, seed: int = 1
) -> Iterator[Webhook]:
    """*count* webhooks numbered from *first*; a share of them repeats an earlier one."""
    chance, made = random.Random(seed + first), 0
    for _ in range(count):
        again = made and chance.random() < repeated
        number = first + (chance.randrange(made) if again else made)
        made += not again
        yield signed(number, number % senders)
