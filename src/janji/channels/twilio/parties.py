"""Who wrote: a set of identifiers, never just a phone number.

WhatsApp user names hide numbers; then a business-scoped user id stands where the number stood.
Source: Meta, "Business-scoped user IDs" (two letters of a country, a dot, up to 128 letters or
digits); Twilio puts it in ExternalUserId and may put it in From.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

PREFIX = "whatsapp:"
LENGTHS = range(6, 16)  # digits of a number with its country
USER_ID = re.compile(r"\+?([A-Za-z]{2})\.([A-Za-z0-9]{1,128})", re.ASCII)


def identifiers_of(fields: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """("whatsapp", "+62…") and ("wa_user", "ID.…") of From, WaId and ExternalUserId."""
    given = [fields[name] for name in ("From", "WaId", "ExternalUserId") if name in fields]
    return frozenset([one for one in map(identifier, given) if one is not None])


def identifier(address: str) -> tuple[str, str] | None:
    """The identifier in *address*, with or without "whatsapp:" and "+"; None when there is none.

    A "+" that a careless sender left unescaped arrives as a space; it counts as absent.
    """
    bare = address.strip()
    if bare[: len(PREFIX)].lower() == PREFIX:
        bare = bare[len(PREFIX) :].strip()
    digits = bare[1:] if bare[:1] == "+" else bare
    if digits.isascii() and digits.isdigit() and digits[0] != "0" and len(digits) in LENGTHS:
        return "whatsapp", f"+{digits}"
    if user := USER_ID.fullmatch(bare):
        return "wa_user", f"{user[1].upper()}.{user[2]}"
    return None


def address(identifier: tuple[str, str]) -> str:
    """How Twilio wants *identifier* in To: "whatsapp:+62…" or "whatsapp:ID.…"."""
    return PREFIX + identifier[1]
