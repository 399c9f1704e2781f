"""The rooms of the desk: what stands in its navigation, in order, each for one work.

A new room adds a line here and its pages to `urls`; nothing else changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from janji.desk.roles import Role, Work
from janji.desk.spoken import keeping
from janji.desk.staff import business_of, can


@dataclass(frozen=True)
class Room:
    """One entry of the navigation. page: its first page; its words are desk.nav_<name>.

    low: at the foot of the bar, for what is not part of every day. holds: pages of other names.
    """

    name: str
    page: str
    icon: str
    work: Work
    low: bool = False
    holds: tuple[str, ...] = ()


ON_A_PHONE = 4  # and "more", where the rest is
ROOMS = (
    Room("inbox", "desk:inbox", "chat", "inbox", holds=("conversation",)),
    Room("today", "desk:today", "today", "inbox"),
    Room("person", "desk:person", "person", "person"),
    Room("requests", "desk:requests", "receipt", "requests"),
    Room("tonight", "desk:tonight", "moon", "tonight"),
    Room("proofs", "desk:proofs", "shield", "proof"),
    Room("ledger", "desk:ledger", "doc", "proof"),
    Room("register", "desk:register", "book", "proof", low=True),
    Room("policy", "desk:policy", "edit", "policy"),
    Room("answers", "desk:answers", "bot", "answers"),
    Room("numbers", "desk:numbers", "chart", "numbers"),
    Room("quarantine", "desk:quarantine", "block", "quarantine", low=True),
    Room("health", "desk:health", "pulse", "proof", low=True),
    Room("staff", "desk:staff", "agents", "staff", low=True),
    Room("settings", "desk:settings", "gear", "settings", low=True),
)


@dataclass(frozen=True)
class Entry:
    """One link of the navigation as this person sees it. over: a phone keeps it behind "more"."""

    room: Room
    url: str
    here: bool
    over: bool


def entries(request: HttpRequest) -> list[Entry]:
    """The rooms open to the person at the desk, the present one marked."""
    match, slug = request.resolver_match, business_of(request).slug
    present = match.url_name if match else ""
    mine = [room for room in ROOMS if can(request, room.work)]
    return [
        Entry(
            room, keeping(request, reverse(room.page, args=[slug])), is_in(room, str(present)),
            place >= ON_A_PHONE,
        )
        for place, room in enumerate(mine)
    ]  # fmt: skip


def is_in(room: Room, page: str) -> bool:
    """Whether *page* is of this room: its pages are named after it, or after what it holds."""
    names = (room.page.partition(":")[2], *room.holds)
    return any(page == one or page.startswith(f"{one}_") for one in names)


def first_page(role: Role | None, slug: str) -> str:
    """Where the day of *role* begins at the business *slug*.

    An agent's is the list of who waits; everybody else sees what the day asks of them first.
    """
    return reverse("desk:inbox" if role == "agent" else "desk:today", args=[slug])
