"""A receipt that a person can keep: what was deleted, when, and that nothing was left, signed.

Plain text in two languages, with the same facts for machines; janji_verify.py and the public page
check it offline. It names nobody: a ticket, the business, times and counts.
"""

from __future__ import annotations

import base64
import textwrap
from collections.abc import Mapping
from typing import Any

from janji.audit import janji_verify
from janji.audit.chain import canonical
from janji.audit.checkpoint import Signer
from janji.kit.errors import JanjiError, Refused
from janji.kit.text import LANGUAGES, say

BEGIN, END = "-----BEGIN JANJI RECEIPT-----", "-----END JANJI RECEIPT-----"
NEEDED = frozenset(
    {"ticket", "business", "received_at", "erased_at", "planned", "affected", "residue"}
)
ALLOWED = NEEDED | {"verified_at", "residue_checked_at", "copies", "checkpoint", "policy_version"}


def make(signer: Signer, body: Mapping[str, Any]) -> str:
    """A signed receipt for a deletion that is whole: planned equals affected, nothing is left.

    body: ticket, business (its name), received_at, erased_at and other times as ISO 8601, planned
    and affected (kind → count), residue (place → count), copies (list of {holder, state, until}),
    checkpoint ({number, digest}). Nothing else, so that nobody is named.
    Raises: JanjiError audit.receipt_not_clean, audit.receipt_facts.
    """
    if not set(body) >= NEEDED or not set(body) <= ALLOWED:
        raise JanjiError("audit.receipt_facts", facts=" ".join(sorted(set(body) ^ NEEDED)))
    if body["planned"] != body["affected"] or body["residue"]:
        raise JanjiError("audit.receipt_not_clean", ticket=body["ticket"])
    facts = base64.b64encode(canonical(dict(body)).encode()).decode()
    text = "\n".join([BEGIN, *words(body), "", "facts: " + "\n".join(textwrap.wrap(facts, 64))])
    signature = base64.b64encode(signer.sign(without_gaps(text))).decode()
    return f"{text}\nsignature: {signature}\n{END}\n"


def without_gaps(text: str) -> str:
    """The lines that are signed: messengers and mail programs add and drop empty ones."""
    return "\n".join(line for line in text.split("\n") if line)


def check(text: str, public_key: str) -> dict[str, Any] | Refused:
    """The facts of a receipt found anywhere in *text*, if it is whole and signed with the key.

    public_key: hex. Refused audit.receipt_damaged otherwise.
    """
    try:
        return janji_verify.check_receipt(text, bytes.fromhex(public_key))
    except ValueError:
        return Refused("audit.receipt_damaged")


def words(body: Mapping[str, Any]) -> list[str]:
    """The receipt as people read it, Indonesian first."""
    return [line for language in LANGUAGES for line in ("", *in_language(body, language))]


def in_language(body: Mapping[str, Any], language: str) -> list[str]:
    """The facts in one language, a line each."""
    values = {
        "business": body["business"], "ticket": body["ticket"],
        "received": minutes(body["received_at"]), "erased": minutes(body["erased_at"]),
        "planned": sum(body["planned"].values()), "affected": sum(body["affected"].values()),
    }  # fmt: skip
    lines = [
        say(f"audit.receipt.{one}", language, **values) for one in ("title", "times", "counts")
    ]
    lines += [
        say("audit.receipt.kind", language, kind=kind, n=n)
        for kind, n in sorted(body["affected"].items())
    ]
    lines.append(say("audit.receipt.residue", language))
    for copy in body.get("copies", ()):
        lines.append(
            say(f"audit.receipt.copy_{copy['state']}", language, holder=copy["holder"],
                until=minutes(copy.get("until") or ""))
        )  # fmt: skip
    if mark := body.get("checkpoint"):
        lines.append(say("audit.receipt.checkpoint", language, **mark))
    return [piece for line in lines for piece in textwrap.wrap(line, 76, subsequent_indent="  ")]


def minutes(at: str) -> str:
    """An ISO 8601 time to the minute, as people read it."""
    return at[:16].replace("T", " ") + (" UTC" if at.endswith(("Z", "+00:00")) else "")
