"""A receipt that a person can keep: what was deleted, when, and that nothing was left, signed.

Plain text in two languages, with the same facts for machines; janji_verify.py and the public page
check it offline. It names nobody: a ticket, the business, times and counts.
"""

from __future__ import annotations

import base64
import textwrap
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from janji.audit import janji_verify
from janji.audit.chain import canonical
from janji.audit.checkpoint import Signer
from janji.kit.dates import moment_words
from janji.kit.errors import JanjiError, Refused
from janji.kit.text import LANGUAGES, say

BEGIN, END = "-----BEGIN JANJI RECEIPT-----", "-----END JANJI RECEIPT-----"
NEEDED = frozenset(
    {"ticket", "business", "received_at", "erased_at", "planned", "affected", "residue"}
)
ALLOWED = NEEDED | {
    "verified_at", "residue_checked_at", "copies", "checkpoint", "policy_version", "zone", "labels",
}  # fmt: skip


def make(signer: Signer, body: Mapping[str, Any], *, brief: str | None = None) -> str:
    """A signed receipt for a deletion that is whole: planned equals affected, nothing is left.

    brief: a language; the words are then one line of it, so that the receipt fits one chat message
    (a receipt pasted together from two would carry the phone's own lines). The page and in_language
    say the rest from the same signed facts.

    body: ticket, business (its name), received_at, erased_at and other times as ISO 8601, planned
    and affected (kind → count), residue (place → count), copies (list of {holder, state, until,
    called}), checkpoint ({number, digest}), zone (of the times as people read them), labels (kind
    → language → name; called is the same for a holder). Nothing else, so that nobody is named.
    Raises: JanjiError audit.receipt_not_clean, audit.receipt_facts.
    """
    if not set(body) >= NEEDED or not set(body) <= ALLOWED:
        raise JanjiError("audit.receipt_facts", facts=" ".join(sorted(set(body) ^ NEEDED)))
    if body["planned"] != body["affected"] or body["residue"]:
        raise JanjiError("audit.receipt_not_clean", ticket=body["ticket"])
    facts = base64.b64encode(zlib.compress(canonical(dict(body)).encode(), 9)).decode()
    said = ["", *in_language(body, brief)[:1]] if brief else words(body)
    text = "\n".join([BEGIN, *said, "", "facts: " + "\n".join(textwrap.wrap(facts, 64))])
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
        "received": minutes(body, body["received_at"], language),
        "erased": minutes(body, body["erased_at"], language),
        "planned": sum(body["planned"].values()), "affected": sum(body["affected"].values()),
    }  # fmt: skip
    lines = [
        say(f"audit.receipt.{one}", language, **values) for one in ("title", "times", "counts")
    ]
    labels = body.get("labels", {})
    lines += [
        say("audit.receipt.kind", language, kind=labels.get(kind, {}).get(language, kind), n=n)
        for kind, n in sorted(body["affected"].items())
    ]
    lines.append(say("audit.receipt.residue", language))
    for copy in body.get("copies", ()):
        lines.append(
            say(f"audit.receipt.copy_{copy['state']}", language,
                holder=copy.get("called", {}).get(language, copy["holder"]),
                until=minutes(body, copy.get("until") or "", language))
        )  # fmt: skip
    if mark := body.get("checkpoint"):
        lines.append(say("audit.receipt.checkpoint", language, **mark))
    return [piece for line in lines for piece in textwrap.wrap(line, 76, subsequent_indent="  ")]


def minutes(body: Mapping[str, Any], at: str, language: str) -> str:
    """An ISO 8601 time to the minute, as people in the business's zone read it."""
    if "zone" in body and at:
        return moment_words(datetime.fromisoformat(at), body["zone"], language)
    return at[:16].replace("T", " ") + (" UTC" if at.endswith(("Z", "+00:00")) else "")
