"""The shape of business.yaml: identity, contacts, channel and opening hours. No promise is here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from janji.policy.base import Day, Language, Part, Slug, Text, Whole

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
EMAIL = re.compile(r"[^@\s<>]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
INTERVAL_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
INTERVAL = re.compile(INTERVAL_PATTERN.replace("$", r"\Z"))


@dataclass(frozen=True, order=True)
class Interval:
    """Open from *opens* until just before *closes*; midnight as an end is time.max."""

    opens: time
    closes: time


def _as_interval(value: Any) -> Interval:
    if not isinstance(value, str) or not INTERVAL.match(value):
        raise PydanticCustomError("not_an_interval", "not HH:MM-HH:MM")
    start, end = value.split("-")
    opens = time.fromisoformat(start)
    closes = time.max if end == "24:00" else time.fromisoformat(end)
    if opens >= closes:
        raise PydanticCustomError("not_an_interval", "ends before it begins")
    return Interval(opens, closes)


def _no_overlap(value: tuple[Interval, ...]) -> tuple[Interval, ...]:
    ordered = tuple(sorted(value))
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
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
Holidays = Literal["open", "closed", "holiday_hours"]


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


class HoursFile(Part):
    """Weekly hours (an empty list is a closed day), and what happens on days off."""

    monday: Intervals
    tuesday: Intervals
    wednesday: Intervals
    thursday: Intervals
    friday: Intervals
    saturday: Intervals
    sunday: Intervals
    holidays: Holidays
    joint_leave: Holidays
    holiday_hours: Intervals = ()
    closed_dates: tuple[Day, ...] = ()


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
