"""What the twin remembers: Twilio's records, and apart from them the world of the phones."""

from __future__ import annotations

import secrets
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime, timedelta
from typing import Any

WINDOW = timedelta(hours=24)  # Meta's customer service window
LINK_LIFE = timedelta(hours=4)  # Twilio's media links
UNFINISHED = frozenset(("accepted", "scheduled", "queued", "sending", "sent", "receiving"))


@dataclass
class Message:
    """One message record at Twilio."""

    sid: str
    place: int
    direction: str
    sender: str
    to: str
    body: str
    status: str
    created: datetime
    updated: datetime
    sent: datetime | None
    service: str | None = None
    error: int | None = None
    callback: str = ""
    files: list[str] = field(default_factory=list)


@dataclass
class File:
    """One file beside a message."""

    sid: str
    parent: str
    content_type: str
    content: bytes
    created: datetime


@dataclass
class Fault:
    """A misbehaviour that was ordered. kind: send, delete, down, lost, lie. left < 0: for ever."""

    kind: str
    left: int
    code: int = 0
    to: str = ""
    later: bool = False

    def take(self) -> bool:
        """Use the fault once; False when it is used up."""
        if self.left == 0:
            return False
        self.left -= 1
        return True


@dataclass
class Settings:
    """How the twin behaves. See control.py for each."""

    webhook: str = ""
    fallback: str = ""
    statuses: tuple[str, ...] = ("sent", "delivered", "read")
    shuffle: bool = False
    duplicates: int = 0
    seed: int = 0
    window_fails: str = "later"
    per_second: int = 0


@dataclass
class Network:
    """What is not Twilio's: the customers' phones and WhatsApp's own knowledge of them."""

    phones: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    heard: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def customer(self, address: str) -> str:
        """The one address of the customer behind a number or a business-scoped user id."""
        return self.names.get(address, address)

    def shows(self, address: str) -> list[dict[str, Any]]:
        """The messages on the phone of *address*, oldest first; the list itself."""
        return self.phones.setdefault(self.customer(address), [])

    def open_window(self, customer: str, ours: str, now: datetime) -> bool:
        """True while *customer* wrote to *ours* less than a window ago.

        A messaging service ("MG…") sends from any of its numbers, so any of them counts.
        """
        who = self.customer(customer)
        times = [
            heard
            for (person, sender), heard in self.heard.items()
            if person == who and (sender == ours or ours.startswith("MG"))
        ]
        return any(now - heard < WINDOW for heard in times)


@dataclass
class Provider:
    """Everything kept at Twilio's side of the twin. A byte here is a byte at the provider."""

    messages: dict[str, Message] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    links: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def remove(self, message: Message) -> None:
        """Forget *message*, its files and the links to them."""
        del self.messages[message.sid]
        for sid in message.files:
            self.remove_file(sid)

    def remove_file(self, sid: str) -> None:
        """Forget one file and the links to it."""
        self.files.pop(sid, None)
        self.links = {key: link for key, link in self.links.items() if link[0] != sid}


@dataclass
class State:
    """The whole twin in one process."""

    account: str
    token: str
    base: str
    provider: Provider = field(default_factory=Provider)
    network: Network = field(default_factory=Network)
    settings: Settings = field(default_factory=Settings)
    faults: list[Fault] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    places: int = 0
    taken: dict[str, deque[float]] = field(default_factory=dict)

    def too_fast(self, sender: str) -> bool:
        """Whether *sender* sent as much in the last second (real time) as it may; else it counts.

        Source: Twilio, error 63018: a WhatsApp sender has a rate of messages per second.
        """
        now, times = time.monotonic(), self.taken.setdefault(sender, deque())
        while times and now - times[0] >= 1:
            times.popleft()
        if 0 < self.settings.per_second <= len(times):
            return True
        times.append(now)
        return False

    def fault(self, kind: str, to: str = "") -> Fault | None:
        """The ordered fault of *kind* that strikes now, used once."""
        for one in self.faults:
            if one.kind == kind and one.to in ("", to) and one.take():
                return one
        return None

    def keep(self, message: Message) -> Message:
        """Store *message* at the provider."""
        self.provider.messages[message.sid] = message
        return message

    def forget(self) -> None:
        """Become as freshly started, at the same webhook."""
        hook = Settings(webhook=self.settings.webhook, fallback=self.settings.fallback)
        self.provider, self.network, self.settings = Provider(), Network(), hook
        self.faults, self.templates, self.counts, self.taken = [], {}, Counter(), {}

    def next_place(self) -> int:
        """The next number in the order of all messages."""
        self.places += 1
        return self.places


def new_sid(kind: str) -> str:
    """A fresh id of Twilio's form: two letters and 32 hexadecimal digits."""
    return kind + secrets.token_hex(16)


def strings_in(value: Any) -> Iterator[bytes]:
    """Every text and byte string kept anywhere in *value*, keys included."""
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass")
    else:
        for inner in parts_of(value):
            yield from strings_in(inner)


def parts_of(value: Any) -> Iterable[Any]:
    """What *value* is made of, as far as it is a container."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, (list, tuple, set, frozenset)):
        return value
    if is_dataclass(value):
        return [getattr(value, one.name) for one in fields(value)]
    return ()
