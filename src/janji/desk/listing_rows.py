"""The lines of a list: where each conversation stands, and its last words, opened for this page.

Nothing of the words is kept for lists: the newest record itself is opened through the gate, for the
page that shows it, with one line in the ledger. It ends when the record ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from janji.care import escalation, labels
from janji.care.labels import Label
from janji.channels.outbox import WINDOW
from janji.desk import mask
from janji.desk.colleagues import colleagues
from janji.desk.staff import business_of, can, house_of, staff_id
from janji.desk.thread_text import calm
from janji.desk.thread_text import said as fit
from janji.kit import pii
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault import muting
from janji.vault.gate import Opened
from janji.vault.glance import glance
from janji.vault.places import FOREVER

SQL = named_sql(str(__file__).replace("listing_rows", "listing"))
PURPOSE = "customer_support"
KINDS = ("message_in", "message_out", "note")
LONGEST = 160
MOST_UNREAD = 99


@dataclass(frozen=True)
class Preview:
    """The last words as one line. by: who said them (them, me, staff, bot, note); kind: what else
    it holds (media, location, gone), or nothing."""

    by: str
    text: str
    kind: str


@dataclass(frozen=True)
class Item:
    """One conversation in a list. at: what the list is sorted by."""

    person: UUID
    at: datetime
    state: str
    language: str
    name: str
    preview: Preview | None
    last_at: datetime
    is_today: bool
    waiting_since: datetime | None
    window_until: datetime | None
    gone_at: datetime | None
    snoozed_until: datetime | None
    agent: str
    mine: bool
    unread: int
    failed: int
    labels: Sequence[Label]
    silences: frozenset[str] = frozenset()  # block, mute
    late: bool = False  # waits too long: a second person was told

    @property
    def key(self) -> int:
        """The sorting moment as a number, for the script that keeps the list in order."""
        return int(self.at.timestamp() * 1000)

    @property
    def unread_words(self) -> str:
        """How many unread, as shown in a small place."""
        return f"{MOST_UNREAD}+" if self.unread > MOST_UNREAD else str(self.unread)


def items(
    request: HttpRequest, db: Db, sorted_at: Mapping[UUID, datetime], now: datetime
) -> list[Item]:
    """The lines of these conversations, in the order given (person → what it is sorted by)."""
    if not sorted_at:
        return []
    people = list(sorted_at)
    rows = db.all(SQL["rows"], people=people, staff=staff_id(request), kinds=list(KINDS))
    words = opened_for(request, db, rows)
    carried, names = labels.of(db, people), colleagues(request, db)
    silent, late = muting.among(db, people, now), escalation.among(db, people)
    return [
        replace(
            item(request, row, sorted_at, words, carried, names, now),
            silences=frozenset(silent.get(row.person_id, ())),
            late=row.person_id in late,
        )
        for row in rows
    ]


def opened_for(request: HttpRequest, db: Db, rows: Sequence[Row]) -> dict[UUID, Opened]:
    """The last words of each row and the newest message with its name, for those who may read."""
    if not can(request, "talk"):
        return {}
    wanted: dict[UUID, date] = {row.last_id: row.last_day for row in rows if row.last_id}
    wanted |= {row.said_id: row.said_day for row in rows if row.said_id}
    house, here = house_of(request), business_of(request)
    by, today = staff_id(request), house.today(here)
    return glance(db, house.vault, here, PURPOSE, wanted, KINDS, by=by, today=today)


def item(
    request: HttpRequest,
    row: Row,
    sorted_at: Mapping[UUID, datetime],
    words: Mapping[UUID, Opened],
    carried: Mapping[UUID, list[Label]],
    names: Mapping[int, str],
    now: datetime,
) -> Item:
    """One line."""
    zone, me = business_of(request).zone, staff_id(request)
    shuts = row.last_in_at + WINDOW
    said, last = words.get(row.said_id), shows(row)
    return Item(
        person=row.person_id,
        at=sorted_at[row.person_id],
        state=row.state,
        language=row.language,
        name=mask.plain(fit(str((said.content or {}).get("name") or ""), LONGEST).text)
        if said
        else "",
        preview=preview(words.get(last) if last else None, me),
        last_at=row.last_at,
        is_today=local_date(row.last_at, zone) == local_date(now, zone),
        waiting_since=row.waiting_since,
        window_until=shuts if shuts > now else None,
        gone_at=gone_at(row.last_day, zone),
        snoozed_until=row.snoozed_until if row.snoozed_until and row.snoozed_until > now else None,
        agent=names.get(row.agent_id, "") if row.state in ("waiting", "agent") else "",
        mine=row.agent_id == me and row.state in ("waiting", "agent"),
        unread=int(row.unread),
        failed=int(row.failed),
        labels=carried.get(row.person_id, []),
    )


def shows(row: Row) -> UUID | None:
    """Whose last words tell most: of who waits their own, not our word that they were heard."""
    waits = row.waiting_since is not None and row.last_kind == "message_out"
    shown: UUID | None = row.said_id if waits and row.said_id else row.last_id
    return shown


def gone_at(day: date | None, zone: str) -> datetime | None:
    """When the newest of a conversation is gone, and with it all of it; None: no fixed day."""
    return None if day is None or day == FOREVER else start_of_day(day, zone)


def preview(one: Opened | None, me: int) -> Preview | None:
    """The last words as one short line; None where nothing may be shown."""
    if one is None:
        return None
    if one.content is None:
        return Preview(speaker(one, {}, me), "", "gone")
    text = " ".join(str(one.content.get("text") or "").split())
    shown = calm("".join(sign for sign in text[: LONGEST * 2] if sign.isprintable()))
    kind = "" if shown else what(one.content)
    end = next((f.begins for f in pii.find(shown) if f.begins < LONGEST < f.ends), LONGEST)
    return Preview(speaker(one, one.content, me), shown[:end], kind)  # no half number, unmasked


def speaker(one: Opened, content: Mapping[str, Any], me: int) -> str:
    """Who said it."""
    if one.kind == "message_in":
        return "them"
    if one.kind == "note":
        return "note"
    author = content.get("author_id")
    return "bot" if author is None else "me" if author == me else "staff"


def what(content: Mapping[str, Any]) -> str:
    """What a message without words holds."""
    if content.get("place") or content.get("kind") == "location":
        return "location"
    return "media" if content.get("media") or content.get("kind") == "media" else "nothing"
