"""What the desk chose for a business: versioned rows over its file, alive in every process.

A change is checked as the file is, written with its ledger line, and read by each process within a
second of being asked about the business. Nothing here is about customers.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from janji.kit.db import Db, Row
from janji.kit.errors import Problem, Refused
from janji.kit.sql import named_sql
from janji.policy import overlay
from janji.policy.business import Business
from janji.policy.reader import PolicyRefused

SQL = named_sql(__file__)
MOST = 50
log = logging.getLogger("janji.settings")


@dataclass(frozen=True)
class Part:
    """One part as the desk says it; version 0: never changed here."""

    version: int = 0
    value: Any = None


def parts(db: Db) -> dict[str, Part]:
    """Every part the desk ever changed."""
    return {row.name: Part(row.version, row.value) for row in db.all(SQL["latest"])}


def values(now_said: Mapping[str, Part]) -> dict[str, Any]:
    """The changes alone, as the overlay takes them."""
    return {name: part.value for name, part in now_said.items() if part.value is not None}


def change(
    db: Db, business: Business, name: str, value: Any, staff: int, now: datetime, seen: int
) -> int | Refused | list[Problem]:
    """Let the desk say *value* for the part *name*; return its version.

    value: in the words of business.yaml, None for what the file says. seen: the version the person
    had before them; when somebody else was faster nothing changes. Problems: as of the file.
    """
    db.run(SQL["alone"])
    said = parts(db)
    before = said.get(name, Part()).version
    if before != seen:
        return Refused("vault.setting_meanwhile")
    try:
        overlay.said(business, {**values(said), name: value})
    except PolicyRefused as refused:
        return refused.problems
    version = int(db.value(SQL["add"], name=name, value=packed(value), staff=staff, now=now))
    db.note("setting.changed", None, setting=name, before=before, after=version, staff=staff)
    return version


def undo(
    db: Db, business: Business, name: str, seen: int, staff: int, now: datetime
) -> int | Refused | list[Problem]:
    """Let the part *name* say again what it said before its version *seen*."""
    row = db.one(SQL["before"], name=name, version=seen)
    return change(db, business, name, row.value if row else None, staff, now, seen)


def packed(value: Any) -> str | None:
    """JSON for the row; None stays none."""
    return None if value is None else json.dumps(value, ensure_ascii=False)


def history(db: Db) -> list[Row]:
    """The newest changes, newest first: name, version, value, before, newest, staff_id, at."""
    return db.all(SQL["history"], most=MOST)


def note_check(db: Db, name: str, code: str, staff: int, now: datetime, *, passed: bool) -> None:
    """Keep what a live check by *staff* found. code: a closed word."""
    db.run(SQL["checked"], name=name, passed=passed, code=code, now=now)
    db.note("setting.checked", None, check=name, passed=passed, staff=staff)


def checks(db: Db) -> dict[str, Row]:
    """What each check found last."""
    return {row.name: row for row in db.all(SQL["checks"])}


def follow(db: Db, seen: dict[int, int], business: Business) -> None:
    """Let *business* say what its desk says by now. seen: rows read before, per business.

    Changes that no longer fit the file are left out, and the log says so.
    """
    rows = int(db.value(SQL["count"]))
    if rows == seen.get(business.id, 0):
        return
    try:
        overlay.take(business, overlay.said(business, values(parts(db))))
    except PolicyRefused as refused:
        log.error("%s: settings do not fit its file (%d)", business.slug, len(refused.problems))
    seen[business.id] = rows
