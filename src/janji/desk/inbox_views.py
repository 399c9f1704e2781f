"""Lists that staff keep to see again: one's own, or everybody's.

A kept list holds closed words and numbers only (state, label, window …), never what somebody
searched for; its name is checked like a label's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from janji.care import labels
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
MOST_VIEWS = 40


@dataclass(frozen=True)
class SavedView:
    """A kept list. shows: the query part of its address."""

    id: UUID
    name: str
    shows: str
    shared: bool


def saved_views(db: Db, staff: int) -> list[SavedView]:
    """One's own lists by name, then everybody's."""
    rows = db.all(SQL["views"], staff=staff)
    return [SavedView(row.view_id, row.name, row.shows, row.shared) for row in rows]


def keep_view(
    db: Db, staff: int, name: str, shows: str, now: datetime, *, shared: bool
) -> Refused | None:
    """Keep the list that *shows* leads to, or say why not. shows: made by `Shown.query`."""
    name = " ".join(name.split())
    if refused := labels.problem(name):
        return Refused(f"desk.inbox.view_name.{refused.code.rpartition('.')[2]}")
    if len(saved_views(db, staff)) >= MOST_VIEWS:
        return Refused("desk.inbox.view_name.too_many", {"most": MOST_VIEWS})
    owner = None if shared else staff
    db.run(SQL["keep_view"], view=new_id(now), owner=owner, name=name, shows=shows, now=now)
    db.note("desk.view_kept", None, staff=staff, shared=shared)
    return None


def end_view(db: Db, staff: int, view: UUID, *, may_shared: bool) -> None:
    """End a kept list."""
    if db.run(SQL["end_view"], staff=staff, view=view, may_shared=may_shared):
        db.note("desk.view_ended", None, staff=staff)
