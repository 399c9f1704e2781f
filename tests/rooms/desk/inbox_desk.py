"""Conversations in a desk of tests: written, indexed, standing where a test wants them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fakes.pages import NOON, writes
from janji.vault import gate, search
from janji.vault.house import House
from janji.vault.records import Place

INBOX = "/desk/ramen-master/"
SINCE = """UPDATE conversation SET waiting_since = last_in_at
            WHERE business_id = %(business)s AND person_id = %(p)s AND state = 'waiting'"""


def customer(
    house: House, words: str, n: int, *, state: str = "waiting", at: datetime | None = None
) -> UUID:
    """Customer *n* wrote *words*, *n* minutes before noon unless told; found by search."""
    business = house.businesses[0]
    moment = at or NOON - timedelta(minutes=n)
    person = writes(house, words, number=f"+6281200001{n:03d}", state=state, at=moment)
    with house.act(business) as db:
        db.run(SINCE, p=person)
        [record] = db.all(
            "SELECT record_id, expires_on FROM record"
            " WHERE business_id = %(business)s AND person_id = %(p)s", p=person,
        )  # fmt: skip
        opened = gate.read_records(db, house.vault, business, "customer_support", [record[0]])
        assert isinstance(opened, list)
        content = opened[0].content or {}
        words = f"{content['text']} {content['name']}"
        place = Place("conversation", record[1], record[1])
        search.keep(db, house.vault, place, record[0], person, words)
    return person


def listed(page: str) -> list[UUID]:
    """The conversations of a page, in its order."""
    return [UUID(one) for one in re.findall(r'<li class="convo [^>]*data-person="([^"]+)"', page)]


def seen(browser: Any, query: str = "") -> list[UUID]:
    """The conversations a browser sees."""
    return listed(page(browser, query))


def page(browser: Any, query: str = "") -> str:
    answer = browser.get(f"{INBOX}?{query}&lang=en")
    assert answer.status_code == 200
    return str(answer.content.decode())


def counts(text: str) -> dict[str, int]:
    """The tabs of a page with their counts."""
    found = re.findall(r'data-tab="(\w+)">.*?<span class="count[^>]*>(\d+)<', text)
    return {name: int(n) for name, n in found}


def stands(house: House, person: UUID) -> Any:
    """The conversation as it stands."""
    with house.act(house.businesses[0]) as db:
        return db.one(
            "SELECT * FROM conversation WHERE business_id = %(business)s AND person_id = %(p)s",
            p=person,
        )


def number_of(name: str) -> int:
    """The number of a staff account."""
    from django.contrib.auth.models import User

    return int(User.objects.get(username=name).pk)


def noted(house: House, action: str) -> list[Any]:
    """Lines of the ledger with this action."""
    with house.act(house.businesses[0]) as db:
        return db.all(
            "SELECT subject, detail::jsonb AS detail FROM ledger"
            " WHERE business_id = %(business)s AND action = %(action)s",
            action=action,
        )
