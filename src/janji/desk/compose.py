"""What staff write with: the box, ready-made words, templates for a shut window, the draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.http import HttpRequest

from janji.care import canned, drafts
from janji.channels import outbox
from janji.channels.twilio.split import split
from janji.desk.staff import business_of, house_of, language_of, staff_id
from janji.desk.thread_text import said
from janji.kit import pii
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.vault import gate, people
from janji.vault.gate import Opened

if TYPE_CHECKING:
    from django.contrib.auth.models import User

PURPOSE = "customer_support"
LONGEST = 6_000
QUOTE = 120
QUOTABLE = ("message_in", "message_out")  # never what staff write among themselves


@dataclass(frozen=True)
class Quoted:
    """The message an answer will quote."""

    id: UUID
    text: str


@dataclass(frozen=True)
class Composer:
    """Everything the box needs. form: the id that makes two presses one message.

    text: what stands in the box; kept: it is a draft from before. shuts: when the window does.
    """

    form: UUID
    text: str
    kept: bool
    window_open: bool
    shuts: datetime
    replies: list[canned.Reply]
    templates: list[canned.Preview]
    quoted: Quoted | None
    noting: bool
    longest: int = LONGEST
    part: int = 1_600  # what the provider takes at once (channels.twilio.split.LIMIT)

    @property
    def replying(self) -> bool:
        """Whether the words would go to the customer."""
        return self.window_open and not self.noting

    @property
    def parts(self) -> int:
        """In how many messages the text would go out."""
        return len(split(self.text))


def composer(
    request: HttpRequest, db: Db, talk: Row, name: str, *, refused: bool = False
) -> Composer:
    """The box as it stands: what was typed, else a chosen ready-made reply, else the draft."""
    house, here = house_of(request), business_of(request)
    now, person = house.clock.now(), talk.person_id
    spoken = language_of(request)
    values = slots_of(request, talk, "" if pii.find(name) else name, now)
    replies = canned.replies(here, talk.language, values, spoken)
    draft = drafts.of(db, house.vault, here, person, staff_id(request))
    chosen = next((one.text for one in replies if one.id == request.GET.get("canned")), "")
    typed = request.POST.get("text", "") if refused else ""
    return Composer(
        form=(form_id(request) if refused else None) or new_id(now),
        text=typed or " ".join(part for part in (draft, chosen) if part),
        kept=bool(draft) and not typed,
        window_open=talk.last_in_at + outbox.WINDOW > now,
        shuts=talk.last_in_at + outbox.WINDOW,
        replies=replies,
        templates=canned.previews(here, talk.language, values, spoken),
        quoted=quoted(request, db, person),
        noting=request.POST.get("act") == "note" if refused else "note" in request.GET,
    )


def slots_of(request: HttpRequest, talk: Row, name: str, now: datetime) -> dict[str, str]:
    """What fills the gaps of ready-made words, in the language of the conversation."""
    user, house = cast("User", request.user), house_of(request)
    agent = user.first_name or user.username.partition(".")[0].title()
    return canned.slots(
        business_of(request), talk.language, now, name=said(name, 60).text, agent=agent,
        site=house.settings.public_url,
    )  # fmt: skip


def form_id(request: HttpRequest) -> UUID | None:
    """The form's own id: pressing twice sends once."""
    return as_id(request.POST.get("form"))


def as_id(value: str | None) -> UUID | None:
    """*value* as an id, None when it is none."""
    try:
        return UUID(value or "")
    except ValueError:
        return None


def quoted(request: HttpRequest, db: Db, person: UUID) -> Quoted | None:
    """The message the answer quotes, when the address or the form names one of this person's."""
    found = quoted_record(request, db, person)
    if found is None or found.content is None:
        return None
    words = " ".join(str(found.content.get("text") or "").split())
    return Quoted(found.record_id, said(words, QUOTE).text) if words else None


def quoted_record(request: HttpRequest, db: Db, person: UUID) -> Opened | None:
    """The opened message that is to be quoted."""
    record = as_id(request.POST.get("quote") or request.GET.get("quote"))
    if record is None:
        return None
    house, here = house_of(request), business_of(request)
    opened = gate.read_records(db, house.vault, here, PURPOSE, [record], by=staff_id(request))
    if isinstance(opened, Refused) or not opened:
        return None
    theirs = opened[0].person_id in people.linked(db, person)
    return opened[0] if theirs and opened[0].kind in QUOTABLE else None


def with_quote(text: str, quote: Quoted | None) -> str:
    """The answer below the words it answers, as WhatsApp shows quotes ("> …")."""
    return text if quote is None or not text.strip() else f"> {quote.text}\n\n{text}"
