"""A policy that is being written at the desk: kept beside the file, which stays as it is.

A draft is the proposal as long as the files have not changed since it was saved; when somebody
changes a file, the file is the proposal again and the writer is told.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.policy.nodes import parse
from janji.policy.reader import decode, load_bytes, readable
from janji.vault.versions import Words

SQL = named_sql(__file__)
USUAL = "published.txt"


@dataclass(frozen=True)
class Draft:
    """What somebody is writing. base: which files it was written beside."""

    edition: int
    words: Words
    base: str
    author: str
    saved_at: datetime


def of(db: Db) -> Draft | None:
    """The draft of the business, whatever the files say by now."""
    row = db.one(SQL["one"])
    if row is None:
        return None
    words = Words(row.source, row.published)
    return Draft(row.edition, words, row.base, row.author, row.saved_at)


def standing(db: Db, business: Business) -> Draft | None:
    """The draft that is the proposal now; None when the files are."""
    return standing_in(db, business.folder)


def standing_in(db: Db, folder: Path) -> Draft | None:
    """The same for the business of *folder*. Raises: PolicyRefused when a file is no text."""
    draft = of(db)
    return draft if draft and draft.base == base_of(in_folder(folder)) else None


def in_folder(folder: Path) -> Words:
    """The two files as they stand, however broken. Raises: PolicyRefused when one is no text."""
    path = folder / "policy.yaml"
    source = decode(load_bytes(path, path.name), path.name)
    told = published_name(source)
    return Words(source, readable(load_bytes(folder / told, told), told))


def published_name(source: str) -> str:
    """The file of the published words as the policy names it, inside its own folder."""
    tree = parse(source).tree
    part = tree.get("published") if isinstance(tree, dict) else None
    name = part.get("file") if isinstance(part, dict) else None
    return name if isinstance(name, str) and "/" not in name and name != ".." else USUAL


def base_of(words: Words) -> str:
    """SHA-256 (hex) over both files."""
    return hashlib.sha256(
        f"{len(words.source)}\n{words.source}{words.published}".encode()
    ).hexdigest()


def keep(
    db: Db, business: Business, words: Words, *, author: str, now: datetime, seen: int
) -> int | Refused:
    """Save what was written over the edition that was *seen* (0: none); return the new one."""
    values = {"source": words.source, "published": words.published, "author": author, "now": now,
              "base": base_of(in_folder(business.folder))}  # fmt: skip
    row = db.one(SQL["go_on"], seen=seen, **values) if seen else db.one(SQL["begin"], **values)
    return int(row.edition) if row else Refused("vault.draft.meanwhile")


def discard(db: Db, seen: int) -> Refused | None:
    """Throw the draft away; the files are the proposal again."""
    return None if db.one(SQL["discard"], seen=seen) else Refused("vault.draft.meanwhile")
