"""From opened messages to the lines of a thread: who, what, how it fared, until when it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from janji.channels.twilio.errors import reaction
from janji.desk.media_files import Shown, shown_files
from janji.desk.thread_text import Said, said
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Row
from janji.policy.business import Business
from janji.vault.gate import Opened
from janji.vault.gate_files import FileFacts
from janji.vault.places import FOREVER

TOGETHER = timedelta(minutes=5)  # lines of one hand within this stand as one group
QUOTE = 160
STEPS = ("sent_at", "delivered_at", "read_at", "failed_at")


@dataclass(frozen=True)
class Facts:
    """What stands beside the words of a window, by message."""

    envelopes: Mapping[UUID, Row]
    files: Mapping[UUID, Sequence[FileFacts]]
    quoted: Mapping[str, UUID]
    read_until: datetime | None
    staff: int
    now: datetime


@dataclass(frozen=True)
class Spot:
    """A place the person shared; degrees are None when they made no sense."""

    latitude: float | None
    longitude: float | None
    label: str
    address: str


@dataclass(frozen=True)
class Quote:
    """What a message answers: its first words, and where it stands when it is still held."""

    message: UUID
    text: str | None


@dataclass(frozen=True)
class Line:
    """One message or note for the page.

    author: customer, bot, agent, system or note. text None: its key is already gone. day: set on
    the first line of a day. first: begins a group of one hand. edge: the first that is new.
    gone_at: when it is gone, None while its purpose lasts.
    problem: key of the sentence that says why it did not go out; again: it may be tried again
    (once: its copy is tried again in its turn); repeated: it was.
    """

    id: UUID
    author: str
    author_id: int | None
    text: str | None
    cut: int
    at: datetime
    gone_at: datetime | None
    state: str | None
    code: int | None
    problem: str | None
    again: bool
    repeated: bool
    steps: tuple[tuple[str, datetime], ...]
    files: tuple[Shown, ...]
    place: Spot | None
    quote: Quote | None
    template: bool
    new: bool
    day: date | None = None
    first: bool = True
    edge: bool = False

    @property
    def mine(self) -> bool:
        """Whether we said it."""
        return self.author in ("bot", "agent", "system")


def lines_of(business: Business, opened: Sequence[Opened], facts: Facts) -> list[Line]:
    """Each message as a line, in the order given."""
    texts = {one.record_id: str((one.content or {}).get("text") or "") for one in opened}
    return [line(business, one, facts, texts) for one in opened]


def line(business: Business, one: Opened, facts: Facts, texts: Mapping[UUID, str]) -> Line:
    """One message; its envelope may be gone a moment before its words."""
    content, row = one.content or {}, facts.envelopes.get(one.record_id)
    words = said(str(content.get("text") or "")) if one.content is not None else Said("")
    out = one.kind == "message_out"
    fails = out and row is not None and row.state in ("failed", "refused")
    return Line(
        id=one.record_id,
        author=author_of(one, row),
        author_id=content.get("author_id"),
        text=None if one.content is None else words.text,
        cut=words.cut,
        at=one.made_at,
        gone_at=start_of_day(one.expires_on, business.zone) if one.expires_on < FOREVER else None,
        state=row.state if out and row else None,
        code=row.error_code if out and row else None,
        problem=problem_of(row) if row is not None and fails else None,
        again=fails and row is not None and row.repeated_at is None and "sends" not in content,
        repeated=row is not None and row.repeated_at is not None,
        steps=steps_of(one, row) if out else (),
        files=shown_files(facts.files.get(one.record_id, ()), words.text),
        place=spot_of(content.get("place")),
        quote=quote_of(content, facts, texts),
        template=bool(content.get("template")),
        new=is_new(one, facts),
    )


def author_of(one: Opened, row: Row | None) -> str:
    """Whose words they are."""
    if one.kind == "note":
        return "note"
    if one.kind == "message_in":
        return "customer"
    return str(row.author) if row and row.author else "agent"


def problem_of(row: Row) -> str:
    """The key of why a message did not go out, as the provider's table or we ourselves say."""
    if row.error_code is not None:
        return reaction(row.error_code).words
    return "desk.talk.not_allowed" if row.state == "refused" else "channels.twilio_error.unknown"


def steps_of(one: Opened, row: Row | None) -> tuple[tuple[str, datetime], ...]:
    """The steps a message has taken, each with its moment."""
    taken = [("queued", one.made_at)]
    if row is not None:
        taken += [(step.removesuffix("_at"), at) for step in STEPS if (at := getattr(row, step))]
    return tuple(taken)


def spot_of(place: Any) -> Spot | None:
    """A shared place out of a message's content."""
    if not isinstance(place, Mapping):
        return None
    words = [said(str(place.get(key) or ""), QUOTE).text for key in ("label", "address")]
    return Spot(place.get("latitude"), place.get("longitude"), *words)


def quote_of(content: Mapping[str, Any], facts: Facts, texts: Mapping[UUID, str]) -> Quote | None:
    """The message this one answers, when the person pressed reply and it is still held."""
    message = facts.quoted.get(str(content.get("reply_to") or ""))
    if message is None:
        return None
    text = texts.get(message)
    return Quote(message, said(text, QUOTE).text if text else None)


def is_new(one: Opened, facts: Facts) -> bool:
    """Whether the person at the desk has not seen this message of a customer yet."""
    unread = facts.read_until is None or one.made_at > facts.read_until
    return one.kind == "message_in" and unread


def parted(lines: Sequence[Line], facts: Facts, zone: str) -> tuple[Line, ...]:
    """Lines with days, groups and the edge of what is new marked. A wholly new talk has no edge."""
    result: list[Line] = []
    edged = facts.read_until is None
    for one in lines:
        before = result[-1] if result else None
        day = local_date(one.at, zone)
        new_day = before is None or local_date(before.at, zone) != day
        edge = one.new and not edged
        edged = edged or one.new
        result.append(
            replace(
                one,
                day=day if new_day else None,
                first=new_day or edge or before is None or not together(before, one),
                edge=edge,
            )
        )
    return tuple(result)


def together(before: Line, one: Line) -> bool:
    """Whether two lines that follow each other are of one hand and one moment."""
    same = (before.author, before.author_id) == (one.author, one.author_id)
    return same and one.at - before.at < TOGETHER
