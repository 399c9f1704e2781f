"""The shape of business.yaml: identity, contacts, channel and opening hours. No promise is here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from janji.policy.base import Both, Day, Language, Part, Slug, Text, Whole

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
EMAIL = re.compile(r"[^@\s<>]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
INTERVAL_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
INTERVAL = re.compile(INTERVAL_PATTERN.replace("$", r"\Z"))
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, order=True)
class Interval:
    """Open from *opens* until just before *closes*; closing at or before opening: the next day."""

    opens: time
    closes: time

    @property
    def minutes(self) -> tuple[int, int]:
        """Start and end in minutes since the midnight of the day it begins on."""
        start = self.opens.hour * 60 + self.opens.minute
        end = self.closes.hour * 60 + self.closes.minute
        return start, end if end > start else end + DAY_MINUTES


def _as_interval(value: Any) -> Interval:
    if not isinstance(value, str) or not INTERVAL.match(value):
        raise PydanticCustomError("not_an_interval", "not HH:MM-HH:MM")
    start, end = value.replace("24:00", "00:00").split("-")
    return Interval(time.fromisoformat(start), time.fromisoformat(end))


def _no_overlap(value: tuple[Interval, ...]) -> tuple[Interval, ...]:
    ordered = tuple(sorted(value))
    for earlier, later in pairwise(ordered):
        if later.minutes[0] < earlier.minutes[1]:
            raise PydanticCustomError("overlap", "intervals overlap")
    return ordered


def _as_zone(value: Any) -> str:
    if value not in ZONES:
        raise PydanticCustomError("unknown_zone", "no zone", {"zones": ", ".join(ZONES)})
    return str(value)


def _as_phone(value: Any) -> str:
    digits = re.sub(r"[ ().-]", "", value) if isinstance(value, str) else ""
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):
        raise PydanticCustomError("not_a_number_to_call", "not a full number")
    return digits


def _as_email(value: Any) -> str:
    if not isinstance(value, str) or not EMAIL.match(value):
        raise PydanticCustomError("not_an_address", "not an address")
    return value


def _as_https(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[a-z0-9.:-]+", value):
        raise PydanticCustomError("not_https", "not an https address")
    if value.startswith("http://") and not re.match(r"http://127\.0\.0\.1(:|\Z)", value):
        raise PydanticCustomError("not_https", "not an https address")
    return value


IntervalText = Annotated[
    Interval,
    BeforeValidator(_as_interval),
    WithJsonSchema({"type": "string", "pattern": INTERVAL_PATTERN}),
]
Intervals = Annotated[tuple[IntervalText, ...], AfterValidator(_no_overlap)]
Zone = Annotated[str, BeforeValidator(_as_zone), WithJsonSchema({"enum": list(ZONES)})]
Phone = Annotated[str, BeforeValidator(_as_phone)]
Email = Annotated[str, BeforeValidator(_as_email)]
Https = Annotated[str, BeforeValidator(_as_https)]
Setting = Annotated[str, Field(pattern=r"\A[A-Z][A-Z0-9_]{2,59}\z")]
DayOff = Literal["open", "closed"]


class ContactsFile(Part):
    """How people reach the business, and the subject lines that open a deletion request."""

    email: Email
    phone: Phone
    deletion_subjects: tuple[Text, ...] = ()


class ChannelFile(Part):
    """The messaging channel: the provider, our number there, and names of secrets (no values)."""

    kind: Literal["whatsapp"]
    provider: Text
    sender: Phone
    account_env: Setting
    token_env: Setting
    api_base: Https


class ClosedDate(Part):
    """A day shut for a reason of its own."""

    day: Day
    why: Both


class SpecialDate(Part):
    """A day with hours of its own, holiday or not."""

    day: Day
    hours: Intervals


class HoursFile(Part):
    """Weekly hours (an empty list is a closed day), and what happens on days off."""

    monday: Intervals
    tuesday: Intervals
    wednesday: Intervals
    thursday: Intervals
    friday: Intervals
    saturday: Intervals
    sunday: Intervals
    holidays: DayOff
    joint_leave: DayOff
    closed_dates: tuple[ClosedDate, ...] = ()
    special_dates: tuple[SpecialDate, ...] = ()


class BusinessFile(Part):
    """Everything about a business that is not a promise."""

    id: Whole = Field(ge=1)
    slug: Slug
    name: Text
    zone: Zone
    languages: tuple[Language, ...] = Field(min_length=1)
    contacts: ContactsFile
    channel: ChannelFile
    hours: HoursFile
