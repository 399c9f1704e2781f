"""Find sealed text by its words: keyed hashes under the day's key, gone with the day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.vault.places import FOREVER

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault

SQL = named_sql(__file__)
WORD = re.compile(r"\w{2,40}")
WORDS_AT_MOST = 200
WORDS_ASKED = 8
DAYS_AT_ONCE = 32  # of a class kept for years the newest days are asked first


class Hit(NamedTuple):
    """One record that holds the words, and whose it is."""

    record_id: UUID
    person_id: UUID
    expires_on: date


def words(text: str) -> list[str]:
    """The distinct words of a text, folded the same way for keeping and for finding."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return sorted(set(WORD.findall(folded)))[:WORDS_AT_MOST]


def keep(db: Db, vault: Vault, cls: str, day: date, record: UUID, person: UUID, text: str) -> int:
    """Index one record's words; return how many."""
    return keep_words(db, vault, cls, day, record, person, words(text))


def keep_words(
    db: Db,
    vault: Vault,
    cls: str,
    day: date,
    record: UUID,
    person: UUID,
    marks: Iterable[str],
) -> int:
    """Index one record under *marks* as they are; return how many.

    A mark with a sign that no word has (such as @) is found by that mark alone, never by a text.
    """
    hashes = hashed(vault, db.business, cls, day, marks)
    if not hashes:
        return 0
    return db.run(SQL["keep_tokens"], record=record, expires_on=day, person=person, hashes=hashes)


def hashed(vault: Vault, business: int, cls: str, day: date, marks: Iterable[str]) -> list[bytes]:
    """The keyed hashes of *marks* under the day's key; none when the day is gone."""
    sealer = vault.sealer(business)
    found = (sealer.token_hash(cls, day, mark) for mark in marks)
    return [one for one in found if isinstance(one, bytes)]


def find(
    db: Db,
    vault: Vault,
    business: Business,
    kind: str,
    text: str,
    *,
    most: int = 50,
    before: UUID | None = None,
) -> list[Hit]:
    """Everything of *kind*'s class that holds all the words of *text*, newest first.

    before: only records older than this one, to go on from the end of a page.
    """
    asked = sorted(words(text), key=len, reverse=True)[:WORDS_ASKED]
    return find_words(db, vault, business, kind, asked, most=most, before=before)


def find_kinds(
    db: Db,
    vault: Vault,
    business: Business,
    kinds: Iterable[str],
    text: str,
    *,
    most: int = 50,
    before: UUID | None = None,
) -> list[Hit]:
    """Everything of the classes of *kinds* that holds all the words of *text*, newest first."""
    one_of = {
        business.policy.classes[kind]: kind for kind in kinds if kind in business.policy.kinds()
    }
    found = [
        hit
        for kind in one_of.values()
        for hit in find(db, vault, business, kind, text, most=most, before=before)
    ]
    return sorted(found, reverse=True)[:most]


def find_words(
    db: Db,
    vault: Vault,
    business: Business,
    kind: str,
    marks: Sequence[str],
    *,
    most: int = 50,
    before: UUID | None = None,
) -> list[Hit]:
    """Everything of *kind*'s class kept under all *marks*, newest first; the first should be rare.

    A long class is asked a month of days at a time until a page is full.
    """
    cls = business.policy.retention_class(kind)
    held = [day or FOREVER for day in reversed(vault.keyring.days(db.business, cls))]
    found: list[Hit] = []
    for start in range(0, len(held) if marks else 0, DAYS_AT_ONCE):
        days = held[start : start + DAYS_AT_ONCE]
        found += asked_of(db, vault, cls, days, marks, most - len(found), before)
        if len(found) >= most:
            break
    return found


def asked_of(
    db: Db,
    vault: Vault,
    cls: str,
    days: Sequence[date],
    marks: Sequence[str],
    most: int,
    before: UUID | None,
) -> list[Hit]:
    """One question to a few days."""
    known = {day: hashed(vault, db.business, cls, day, marks) for day in days}
    living = {day: hashes for day, hashes in known.items() if len(hashes) == len(marks)}
    others = [(day, one) for day, hashes in living.items() for one in hashes[1:]]
    rows = db.all(
        SQL["find_tokens"],
        days=list(living),
        leads=[hashes[0] for hashes in living.values()],
        other_days=[day for day, _ in others],
        others=[one for _, one in others],
        most=most,
        before=before,
    )
    return [Hit(row.record_id, row.person_id, row.expires_on) for row in rows]
