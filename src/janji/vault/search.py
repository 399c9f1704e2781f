"""Find sealed text by its words: keyed hashes under the day's key, gone with the day."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING
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


def words(text: str) -> list[str]:
    """The distinct words of a text, folded the same way for keeping and for finding."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return sorted(set(WORD.findall(folded)))[:WORDS_AT_MOST]


def keep(db: Db, vault: Vault, cls: str, day: date, record: UUID, person: UUID, text: str) -> int:
    """Index one record's words; return how many."""
    sealer = vault.sealer(db.business)
    hashes = [
        h for h in (sealer.token_hash(cls, day, w) for w in words(text)) if isinstance(h, bytes)
    ]
    if not hashes:
        return 0
    return db.run(SQL["keep_tokens"], record=record, expires_on=day, person=person, hashes=hashes)


def find(
    db: Db, vault: Vault, business: Business, kind: str, text: str, *, most: int = 50
) -> list[tuple[UUID, UUID]]:
    """(record, person) of everything of *kind*'s class that holds all the words of *text*."""
    asked = words(text)
    cls = business.policy.retention_class(kind)
    sealer = vault.sealer(db.business)
    found: list[tuple[UUID, UUID]] = []
    if not asked:
        return found
    for key_day in reversed(vault.keyring.days(db.business, cls)):
        day = key_day or FOREVER
        hashes = [
            h for h in (sealer.token_hash(cls, day, w) for w in asked) if isinstance(h, bytes)
        ]
        rows = db.all(SQL["find_tokens"], day=day, hashes=hashes, words=len(asked), most=most)
        found.extend((row.record_id, row.person_id) for row in rows)
    return found[:most]
