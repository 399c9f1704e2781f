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
from janji.vault.ends import Living, ends_now
from janji.vault.places import FOREVER

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.house import Vault
    from janji.vault.records import Place

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


def keep(db: Db, vault: Vault, place: Place, record: UUID, person: UUID, text: str) -> int:
    """Index one record's words; return how many."""
    return keep_words(db, vault, place, record, person, words(text))


def keep_words(
    db: Db, vault: Vault, place: Place, record: UUID, person: UUID, marks: Iterable[str]
) -> int:
    """Index one record under *marks* as they are; return how many.

    A mark with a sign that no word has (such as @) is found by that mark alone, never by a text.
    """
    hashes = hashed(vault, db.business, place.cls, place.day, marks)
    if not hashes:
        return 0
    return db.run(
        SQL["keep_tokens"], record=record, expires_on=place.lies, person=person, hashes=hashes
    )


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
    ends = ends_now(db, business)
    held = sorted(
        ends.living(vault.keyring, business.id, business.policy.retention_class(kind)), key=newest
    )
    found: list[Hit] = []
    for start in range(0, len(held) if marks else 0, DAYS_AT_ONCE):
        keys = held[start : start + DAYS_AT_ONCE]
        found += asked_of(db, vault, keys, marks, most - len(found), before)
        if len(found) >= most:
            break
    return found


def newest(key: Living) -> int:
    """The order in which days are asked: the last to end first."""
    return -(key.end or FOREVER).toordinal()


def two_ways(one: date, other: date) -> set[tuple[date, date]]:
    """Each of two days with the other; once when they are the same."""
    return {(one, other), (other, one)}


def asked_of(
    db: Db,
    vault: Vault,
    keys: Sequence[Living],
    marks: Sequence[str],
    most: int,
    before: UUID | None,
) -> list[Hit]:
    """One question to the days of a few keys, where their rows were written and where they go."""
    known = {key: hashed(vault, db.business, key.cls, key.day or FOREVER, marks) for key in keys}
    asked = [
        (number, day, elsewhere, hashes[0])
        for number, (key, hashes) in enumerate(known.items())
        for day, elsewhere in two_ways(key.day or FOREVER, key.end or FOREVER)
        if len(hashes) == len(marks)
    ]
    others = [(number, one) for number, hashes in enumerate(known.values()) for one in hashes[1:]]
    rows = db.all(
        SQL["find_tokens"],
        keys=[number for number, _, _, _ in asked],
        days=[day for _, day, _, _ in asked],
        elsewhere=[day for _, _, day, _ in asked],
        leads=[lead for _, _, _, lead in asked],
        other_keys=[number for number, _ in others],
        others=[one for _, one in others],
        most=most,
        before=before,
    )
    return [Hit(row.record_id, row.person_id, row.expires_on) for row in rows]
