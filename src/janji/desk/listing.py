"""The list of conversations, for the left pane of the inbox and of a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from janji.care import assignment_notes, labels, presence
from janji.care.labels import Label
from janji.desk.colleagues import colleagues
from janji.desk.inbox_views import SavedView, saved_views
from janji.desk.listing_rows import Item, items
from janji.desk.listing_shown import TABS, Place, Shown, shown_in
from janji.desk.staff import business_of, can, house_of, staff_id
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
PAGES = {
    name: SQL[name].replace("/* filters */", SQL["filters"].partition("\n")[2])
    for name in ("by_newest", "by_mine", "by_waiting", "by_sleep", "belong")
}
STATEMENT = {
    "newest": "by_newest", "mine": "by_mine", "waiting": "by_waiting", "sleep": "by_sleep"
}  # fmt: skip
FIRST_TABS = ("waiting", "new", "unassigned", "mine")
MOST = 30
MOST_CALLS = 50


@dataclass(frozen=True)
class Tab:
    """One tab of the list with how many stand there; new: what of it asks for attention
    (who is muted does not)."""

    name: str
    count: int
    query: str
    here: bool
    new: int = 0

    @property
    def first(self) -> bool:
        """Whether it stands in the open: the day's lists, and calls when there are any."""
        return self.name in FIRST_TABS or (self.name == "mentions" and self.count > 0)


@dataclass(frozen=True)
class Pane:
    """Everything the list's template shows."""

    shown: Shown
    tabs: list[Tab]
    rows: list[Item]
    older: str
    selected: UUID | None
    may_talk: bool
    labels: list[Label]
    colleagues: Mapping[int, str]
    views: list[SavedView]
    attention: int
    away: bool
    now: datetime

    @property
    def query(self) -> str:
        """The address of this list, from its beginning."""
        return self.shown.query()

    @property
    def behind(self) -> Tab | None:
        """The present list when it is one of those behind "more"."""
        return next((one for one in self.tabs if one.here and not one.first), None)

    @property
    def following(self) -> UUID | None:
        """Who comes after the conversation beside the list, else the first; None: nobody else."""
        people = [one.person for one in self.rows]
        if self.selected not in people:
            return None
        at = people.index(self.selected)
        return next(iter(people[at + 1 :] + people[:at]), None)


def pane(request: HttpRequest, selected: UUID | None = None) -> dict[str, Any]:
    """The list as the address asks for it, for `desk/_list.html`: {"pane": Pane}.

    selected: the conversation beside it. One transaction, one line in the ledger for the words
    shown; staff who open no conversations see no words and no ids.
    """
    house, now = house_of(request), house_of(request).clock.now()
    with house.act(business_of(request)) as db:
        presence.sit(db, staff_id(request), now, takes=can(request, "talk"))
        return {"pane": listed(request, db, shown_in(request.GET), selected, now)}


def listed(
    request: HttpRequest,
    db: Db,
    shown: Shown,
    selected: UUID | None,
    now: datetime,
    *,
    with_rows: bool = True,
) -> Pane:
    """The list in the caller's transaction; without its lines when only counts are wanted."""
    staff, talks = staff_id(request), can(request, "talk")
    called = calls(request, db) if talks else []
    found: list[tuple[UUID, datetime]] = []
    older = ""
    if not with_rows:
        pass
    elif shown.tab == "mentions":
        found, older = [(row.person_id, row.at) for row in called], ""
    else:
        found, older = page(db, business_of(request), shown, staff, now)
    tabs = counted(db, shown, staff, len(called), sum(row.new for row in called), now)
    return Pane(
        shown=shown,
        tabs=[one for one in tabs if talks or one.name not in ("mine", "mentions")],
        rows=items(request, db, dict(found), now),
        older=older,
        selected=selected,
        may_talk=talks,
        labels=labels.everything(db),
        colleagues=colleagues(request, db),
        views=saved_views(db, staff),
        attention=sum(one.new for one in tabs),
        away=any(one.away for one in presence.seats(db) if one.staff_id == staff),
        now=now,
    )


def page(
    db: Db, business: Any, shown: Shown, staff: int, now: datetime
) -> tuple[list[tuple[UUID, datetime]], str]:
    """The people of one page with what they are sorted by, and the address of what is older."""
    rows = db.all(
        PAGES[STATEMENT[shown.key]],
        **shown.filters(business, staff, now),
        **narrowing(shown),
        after=shown.after.at if shown.after else None,
        after_person=shown.after.person if shown.after else None,
        most=MOST + 1,
    )
    found = [(row.person_id, row.at) for row in rows[:MOST]]
    if len(rows) <= MOST:
        return found, ""
    return found, shown.query(after=Place(found[-1][1], found[-1][0]))


def narrowing(shown: Shown) -> dict[str, Any]:
    """What the tab itself asks for."""
    return {
        "states": shown.states,
        "nobodys": shown.tab in ("new", "unassigned"),
        "unseen": shown.tab == "new",
    }


def belonging(
    db: Db, business: Any, shown: Shown, people: Sequence[UUID], staff: int, now: datetime
) -> dict[UUID, datetime]:
    """Which of *people* belong to the list, with what each is sorted by there."""
    rows = db.all(
        PAGES["belong"], **shown.filters(business, staff, now), **narrowing(shown),
        people=list(people), key=shown.key,
    )  # fmt: skip
    return {row.person_id: row.at for row in rows}


def counted(
    db: Db, shown: Shown, staff: int, called: int, calls_new: int, now: datetime
) -> list[Tab]:
    """The tabs with their counts, in one pass over the conversations."""
    row = db.one(SQL["counts"], staff=staff, now=now)
    counts = {name: getattr(row, name) for name in TABS if name not in ("mentions", "all")}
    counts |= {"mentions": called, "all": row.everything if row else 0}
    heard = (row.new_heard, row.mine_heard) if row else (0, 0)
    news = {"new": heard[0], "mine": heard[1], "mentions": calls_new}
    return [
        Tab(name, counts[name], Shown(name).query(tab=name), name == shown.tab, news.get(name, 0))
        for name in TABS
    ]


@dataclass(frozen=True)
class Call:
    """A conversation in which a note calls the one at the desk. new: not looked at since."""

    person_id: UUID
    at: datetime
    new: bool


def calls(request: HttpRequest, db: Db) -> list[Call]:
    """Where notes call the one at the desk, the newest call first, each conversation once."""
    staff, vault = staff_id(request), house_of(request).vault
    here = business_of(request)
    if "note" not in here.policy.kinds():
        return []
    hits = assignment_notes.calls_for(db, vault, here, staff, most=MOST_CALLS)
    newest: dict[UUID, Row] = {}
    for row in db.all(SQL["called"], staff=staff, records=[one.record_id for one in hits],
                      days=[one.expires_on for one in hits]):  # fmt: skip
        newest.setdefault(row.person_id, row)
    return [Call(row.person_id, row.at, row.new) for row in newest.values()]
