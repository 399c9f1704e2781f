"""Which list is shown: a tab, filters and a place in it, from an address and back into one.

Everything in the address is a closed word, a number or a random id; what somebody searches for is
never in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from janji.channels.outbox import WINDOW
from janji.kit.clock import local_date, start_of_day
from janji.kit.text import LANGUAGES
from janji.policy.business import Business

TABS = ("waiting", "new", "mine", "unassigned", "mentions", "snoozed", "bot", "closed", "all")
FIRST_TAB = "waiting"
EVERY_STATE = ("bot", "waiting", "agent", "closed")
SWITCHES = ("unread", "failed", "closing", "ending")
CLOSING = timedelta(hours=4)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PLACE = re.compile(r"(-?\d{1,17})\.([0-9a-f]{32})")


@dataclass(frozen=True)
class Place:
    """Where a page of a list ended: the moment it is sorted by, and whose it was."""

    at: datetime
    person: UUID

    def spelled(self) -> str:
        """As it stands in an address."""
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}.{self.person.hex}"


def place_in(words: str) -> Place | None:
    """The place that an address spells; None for anything else."""
    found = PLACE.fullmatch(words)
    if found is None:
        return None
    try:
        return Place(EPOCH + timedelta(microseconds=int(found[1])), UUID(found[2]))
    except OverflowError:
        return None


@dataclass(frozen=True)
class Shown:
    """One list. label, agent: numbers; the four switches narrow it further."""

    tab: str = FIRST_TAB
    label: int | None = None
    agent: int | None = None
    language: str | None = None
    unread: bool = False
    failed: bool = False
    closing: bool = False
    ending: bool = False
    after: Place | None = None

    @property
    def key(self) -> str:
        """What the list is sorted by: newest, mine (newest too), waiting or sleep."""
        if self.tab in ("new", "unassigned", "waiting"):
            return "waiting"
        return {"mine": "mine", "snoozed": "sleep"}.get(self.tab, "newest")

    @property
    def states(self) -> list[str]:
        """Where a conversation of this list may stand."""
        return [self.tab] if self.tab in ("bot", "closed") else list(EVERY_STATE)

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is on."""
        return self.first() != Shown(self.tab)

    def first(self) -> Shown:
        """The same list from its beginning."""
        return replace(self, after=None)

    def values(self) -> dict[str, str]:
        """What stands in an address for this list, in one spelling."""
        found: dict[str, str] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if value == one.default:
                continue
            spelled = value.spelled() if isinstance(value, Place) else str(value)
            found["talks" if one.name == "language" else one.name] = (
                "1" if value is True else spelled
            )
        return found

    def query(self, **changes: Any) -> str:
        """The query of this list's address, with *changes*; from its beginning unless told."""
        return urlencode(replace(self.first(), **changes).values())

    def filters(self, business: Business, staff: int, now: datetime) -> dict[str, Any]:
        """The values of the statements' filters."""
        return {
            "language": self.language,
            "agent": self.agent,
            "label": self.label,
            "failed": self.failed,
            "unread": self.unread,
            "closing_after": now - WINDOW if self.closing else None,
            "closing_until": now - WINDOW + CLOSING,
            "ends_before": ends_before(business, now) if self.ending else None,
            "staff": staff,
            "now": now,
        }


def shown_in(query: Mapping[str, str]) -> Shown:
    """The list that an address asks for; what it does not understand is left out."""
    tab, talks = query.get("tab", ""), query.get("talks", "")
    return Shown(
        tab=tab if tab in TABS else FIRST_TAB,
        label=number(query.get("label", "")),
        agent=number(query.get("agent", "")),
        language=talks if talks in LANGUAGES else None,
        after=place_in(query.get("after", "")),
        **{name: query.get(name) == "1" for name in SWITCHES},
    )


def number(words: str) -> int | None:
    """A small whole number, or None."""
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 9 else None


def ends_before(business: Business, now: datetime) -> datetime | None:
    """Whoever wrote last before this moment is gone from here by tomorrow; None: nobody ever is."""
    cls = business.policy.retention_class("message_in")
    longest = business.policy.keep_days(cls)
    if longest is None:
        return None
    tomorrow = local_date(now, business.zone) + timedelta(days=1)
    day = tomorrow - timedelta(days=longest)
    for ahead in range(longest):
        noon = start_of_day(day + timedelta(days=ahead), business.zone)
        until = business.policy.keep_until(cls, noon, business.zone)
        if until is not None and until > tomorrow:
            return start_of_day(day + timedelta(days=ahead), business.zone)
    return start_of_day(tomorrow, business.zone)
