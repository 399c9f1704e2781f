"""Notes among staff, and whom they name: @siti in a note calls siti.

A note is a sealed record of its person. Whom it names is kept as one keyed mark in the word index
of the note's own day: nobody reads it from the database, and it ends with the note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from janji.care import presence
from janji.care.drafts import last_day_of_talk
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.policy.business import Business
from janji.vault import records, search
from janji.vault.house import Vault
from janji.vault.search import Hit

KIND = "note"
LONGEST = 4_000
NAMED = re.compile(r"(?<![\w@.])@([a-z][a-z0-9._-]{1,39})", re.IGNORECASE)


def named(text: str, staff: Mapping[str, int]) -> list[int]:
    """Which of *staff* (account name → number) the text calls, each once, by number."""
    asked = {name.casefold().rstrip("._-") for name in NAMED.findall(text)}
    return sorted({number for name, number in staff.items() if name.casefold() in asked})


def mark(staff: int) -> str:
    """The word of the index that stands for a call to *staff*; no text holds such a word."""
    return f"@{staff}"


def keep_note(
    db: Db,
    vault: Vault,
    business: Business,
    person: UUID,
    text: str,
    by: int,
    now: datetime,
    staff: Mapping[str, int],
    note: UUID | None = None,
) -> UUID | Refused:
    """Keep a note about *person* that only staff read; whom it names finds it in their mentions.

    note: the form's own id, so that pressing twice keeps one. A note ends with the conversation it
    is about, however late it was written.
    """
    text = text.strip()
    if not text:
        return Refused("care.note.nothing")
    if len(text) > LONGEST:
        return Refused("care.note.long", {"most": LONGEST})
    if note is not None and records.is_kept(db, note):
        return note
    called = [number for number in named(text, staff) if number != by]
    content = {"text": text, "author_id": by, "mentions": called}
    ends = last_day_of_talk(db, person)
    kept = records.put(db, vault, business, person, KIND, content, now, record=note, ends=ends)
    marks = [*search.words(text), *(mark(number) for number in called)]
    search.keep_words(db, vault, records.place_of(business, KIND, now, ends), kept, person, marks)
    db.note("care.noted", person, staff=by, mentions=len(called))
    presence.tell(db, "note", person)
    return kept


def calls_for(
    db: Db, vault: Vault, business: Business, staff: int, *, most: int, before: UUID | None = None
) -> list[Hit]:
    """The notes that call *staff*, newest first."""
    return search.find_words(db, vault, business, KIND, [mark(staff)], most=most, before=before)
