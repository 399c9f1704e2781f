"""Internal notes: words about a conversation that only staff see; sealed, never sent.

A note ends with the conversation it is about (policy kind "note"), and the person may ask for it.
"""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from janji.care.drafts import last_day_of_talk
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.policy.business import Business
from janji.vault import records
from janji.vault.house import Vault

KIND = "note"
LONGEST = 3_000
MENTION = re.compile(r"(?<![\w@])@([a-z][a-z0-9._-]{1,39})")


def add(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    text: str,
    staff: int,
    now: datetime,
    note: UUID | None = None,
) -> UUID | Refused:
    """Keep a note beside the conversation. note: the form's own id, so that it is kept once."""
    words = text.strip()[:LONGEST]
    if not words:
        return Refused("care.note.empty")
    ends = last_day_of_talk(db, person)
    if ends is None:
        return Refused("care.agent.no_conversation")
    if note is not None and records.is_kept(db, note):
        return note
    content = {"text": words, "author_id": staff}
    kept = records.put(db, vault, business, person, KIND, content, now, record=note, ends=ends)
    db.note("care.note", person, staff=staff, mentions=len(mentions(words)))
    return kept


def mentions(text: str) -> list[str]:
    """The account names called with an @, each once, in order."""
    return list(dict.fromkeys(name.rstrip(".-") for name in MENTION.findall(text)))
