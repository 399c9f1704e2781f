"""What of a webhook is kept: a list of fields, each tied to a category of the policy.

Twilio adds parameters without notice and repeats personal data in some of them. So nothing is
kept because it came; it is kept because it stands in fields.toml *and* the policy collects its
category. All else is dropped and counted by name, and names that are not Twilio's count as "other",
so that whoever writes a parameter cannot write into our metrics.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
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
NUMBERED = TABLE["category"]["message_media"]
KNOWN = frozenset(TABLE["dropped"]["known"])
# Parameter → category, and parameter → label for counting; an unlisted name counts as UNKNOWN.
UNKNOWN = "other"
MEANING = {name: category for name, category in CATEGORY.items() if name not in NUMBERED} | {
    f"{stem}{n}": CATEGORY[stem] for stem in NUMBERED for n in range(100)
}
LABEL = {name: name for name in (*KNOWN, *MEANING)} | {
    f"{stem}{n}": stem for stem in NUMBERED for n in range(100)
}
FOR_STATUS = frozenset(TABLE["status"]["fields"])
STATUSES = frozenset(TABLE["status"]["words"])
ARRIVING = frozenset(("receiving", "received"))
NAME_LENGTH = 256
REPLIED = "OriginalRepliedMessageSid"


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


class StatusUpdate(NamedTuple):
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

    params: of signature.parse_form. collects: policy.collects; its answers never change.
    Refused (the door quarantines it): channels.twilio_no_sid, _no_party, _strange_status.
    Never raises, whatever came.
    """
    kept, dropped = sorted_out(params, collects, None)
    status = kept.get("MessageStatus", "")
    is_status = bool(status) and status not in ARRIVING
    if is_status:
        kept, dropped = sorted_out(params, collects, FOR_STATUS)
    own = sid(kept, "MessageSid", "SmsMessageSid", "SmsSid", kinds=("SM", "MM"))
    account = sid(kept, "AccountSid", kinds=("AC",))
    if not own or not account:
        return Refused("channels.twilio_no_sid")
    has_service = "MessagingServiceSid" in kept
    service = sid(kept, "MessagingServiceSid", kinds=("MG",)) if has_service else ""
    if is_status:
        return status_of(kept, StatusUpdate(account, own, service, status, None, dropped))
    return inbound_of(kept, account, own, service, dropped, collects)


def status_of(kept: dict[str, str], update: StatusUpdate) -> StatusUpdate | Refused:
    """*update* with its error code; refused when the status is none of Twilio's words."""
    if update.status not in STATUSES:
        return Refused("channels.twilio_strange_status")
    code = whole(kept.get("ErrorCode", ""), most=999_999) or None
    return update._replace(error=code)


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
        reply_to=sid(kept, REPLIED, kinds=("SM", "MM")) if REPLIED in kept else "",
        dropped=dropped,
        odd=(*odd, "name_cut") if len(name) > NAME_LENGTH else odd,
    )


def sorted_out(
    params: Sequence[tuple[str, str]],
    collects: Callable[[str], bool],
    only: frozenset[str] | None,
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(fields to read, names of the dropped). The first of a repeated name is the one read."""
    wanted = allowed(collects, only)
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for name, value in params:
        if name in wanted and name not in kept:
            kept[name] = value
        else:
            dropped.append(LABEL.get(name, UNKNOWN))
    return kept, tuple(dropped)


@lru_cache(maxsize=64)
def allowed(collects: Callable[[str], bool], only: frozenset[str] | None) -> frozenset[str]:
    """The parameters that may be read, asked of the policy once; *only*: none beside these."""
    categories = {c for c in {ROUTING, *CATEGORY.values()} if c == ROUTING or collects(c)}
    return frozenset(
        name
        for name, category in MEANING.items()
        if category in categories and (only is None or name in only)
    )
