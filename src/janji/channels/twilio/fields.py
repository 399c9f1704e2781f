"""What of a webhook is kept: a list of fields, each tied to a category of the policy.

Twilio adds parameters without notice and repeats personal data in some of them. So nothing is
kept because it came; it is kept because it stands in fields.toml *and* the policy collects its
category. All else is dropped and counted by name, and names that are not Twilio's count as "other",
so that whoever writes a parameter cannot write into our metrics.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from janji.channels.twilio.clean import line, sid, whole
from janji.channels.twilio.content import Content, Media, Place, content_of
from janji.channels.twilio.parties import identifiers_of
from janji.kit.errors import Refused

__all__ = ["Inbound", "Media", "Place", "StatusUpdate", "read"]

TABLE = tomllib.loads((Path(__file__).parent / "fields.toml").read_text(encoding="utf-8"))
CATEGORY = {name: category for category, names in TABLE["category"].items() for name in names}
ROUTING = "routing"
NUMBERED = tuple(TABLE["category"]["message_media"])
FOR_STATUS = frozenset(TABLE["status"]["fields"])
STATUSES = frozenset(TABLE["status"]["words"])
KNOWN = frozenset(TABLE["dropped"]["known"])
CATEGORIES = frozenset(TABLE["category"])
# Names without a number, by far the most: (label for counting, category or "").
PLAIN: dict[str, tuple[str, str]] = {name: (name, "") for name in KNOWN} | {
    name: (name, category) for name, category in CATEGORY.items() if name not in NUMBERED
}
ARRIVING = frozenset(("receiving", "received"))
NAME_LENGTH = 256


class Inbound(NamedTuple):
    """One message of a customer, only what the policy collects.

    identifiers: ("whatsapp", "+62…") and ("wa_user", "ID.…"), at least one, the person's set.
    to: our address as Twilio wrote it; service: the MessagingServiceSid or "".
    dropped: names of what was not kept, one entry per parameter.
    odd: closed words for what was strange yet tolerated (see content.py), for the counters.
    """

    account: str
    sid: str
    service: str
    to: str
    identifiers: frozenset[tuple[str, str]]
    name: str
    content: Content
    reply_to: str
    dropped: tuple[str, ...]
    odd: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """What became of a message we sent. error: Twilio's code or None. No personal data."""

    account: str
    sid: str
    service: str
    status: str
    error: int | None
    dropped: tuple[str, ...]


def read(
    params: Sequence[tuple[str, str]], collects: Callable[[str], bool]
) -> Inbound | StatusUpdate | Refused:
    """The message or status in a verified webhook, holding nothing the policy does not collect.

    params: of signature.parse_form. collects: policy.collects, asked once per category.
    Refused (the door quarantines it): channels.twilio_no_sid, _no_party, _strange_status.
    Never raises, whatever came.
    """
    status = next((pair[1] for pair in params if pair[0] == "MessageStatus"), "")
    is_status = bool(status) and status not in ARRIVING
    kept, dropped = sorted_out(params, collects, FOR_STATUS if is_status else None)
    own = sid(kept, "MessageSid", "SmsMessageSid", "SmsSid", kinds=("SM", "MM"))
    account = sid(kept, "AccountSid", kinds=("AC",))
    if not own or not account:
        return Refused("channels.twilio_no_sid")
    service = sid(kept, "MessagingServiceSid", kinds=("MG",))
    if is_status:
        return status_of(kept, StatusUpdate(account, own, service, status, None, dropped))
    return inbound_of(kept, account, own, service, dropped, collects)


def status_of(kept: dict[str, str], update: StatusUpdate) -> StatusUpdate | Refused:
    """*update* with its error code; refused when the status is none of Twilio's words."""
    if update.status not in STATUSES:
        return Refused("channels.twilio_strange_status")
    code = whole(kept.get("ErrorCode", ""), most=999_999) or None
    return replace(update, error=code)


def inbound_of(
    kept: dict[str, str],
    account: str,
    own: str,
    service: str,
    dropped: tuple[str, ...],
    collects: Callable[[str], bool],
) -> Inbound | Refused:
    """The message in *kept*; refused when nobody can be named as its sender."""
    identifiers = identifiers_of(kept)
    if not identifiers:
        return Refused("channels.twilio_no_party")
    content, odd = content_of(kept, has_media=collects("message_media"))
    name = kept.get("ProfileName", "")
    return Inbound(
        account=account,
        sid=own,
        service=service,
        to=line(kept.get("To", ""), 160),
        identifiers=identifiers,
        name=line(name, NAME_LENGTH),
        content=content,
        reply_to=sid(kept, "OriginalRepliedMessageSid", kinds=("SM", "MM")),
        dropped=dropped,
        odd=(*odd, "name_cut") if len(name) > NAME_LENGTH else odd,
    )


def sorted_out(
    params: Sequence[tuple[str, str]],
    collects: Callable[[str], bool],
    only: frozenset[str] | None,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(fields to read, names of the dropped). The first of a repeated name is the one read."""
    allowed = {one for one in CATEGORIES if one == ROUTING or collects(one)}
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for name, value in params:
        label, category = PLAIN.get(name) or known_as(name)
        if category in allowed and name not in kept and (only is None or name in only):
            kept[name] = value
        else:
            dropped.append(label)
    return kept, tuple(dropped)


def known_as(name: str) -> tuple[str, str]:
    """(label for counting, category). "" as category means: never kept."""
    if plain := PLAIN.get(name):
        return plain
    for stem in NUMBERED:
        number = name[len(stem) :]
        if name.startswith(stem) and number.isascii() and number.isdigit() and len(number) < 3:
            return stem, CATEGORY[stem]
    return "other", ""
