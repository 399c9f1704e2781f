"""python -m bench.inbox: the list of a desk with many conversations, as a browser asks for it."""

from __future__ import annotations

import statistics
import sys
import time
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from bench import stock, world
from bench.rows import Row, at_most, table
from bench.world import Shop
from janji.desk.accounts import add_staff
from janji.policy.business import Business
from janji.site.statics import Shelf
from janji.site.wsgi import application, migrate_desk
from janji.vault.house import House, open_house

CONVERSATIONS = 50_000
DAYS = 7
REPEATS = 9
TARGET = 150.0  # ms of server time for the whole page
BEGIN = """
INSERT INTO conversation (business_id, person_id, state, language, session_at, last_in_at,
                          waiting_since, agent_id)
SELECT %(business)s, p, CASE WHEN n %% 25 = 0 THEN 'waiting' WHEN n %% 10 = 1 THEN 'agent'
                             WHEN n %% 3 = 0 THEN 'closed' ELSE 'bot' END,
       CASE WHEN n %% 5 = 0 THEN 'en' ELSE 'id' END, at, at, CASE WHEN n %% 25 = 0 THEN at END,
       CASE WHEN n %% 50 = 0 OR n %% 10 = 1 THEN n %% 12 + 1 END
  FROM (SELECT p, n, %(now)s::timestamptz - n * interval '11 seconds' AS at
          FROM unnest(%(people)s::uuid[]) WITH ORDINALITY AS w (p, n)) made"""
MARKS = """
INSERT INTO read_mark (business_id, staff_id, person_id, read_at)
SELECT business_id, %(staff)s, person_id, last_in_at FROM conversation
 WHERE business_id = %(business)s AND state = 'agent'"""
PAGES = {
    "waiting first": "tab=waiting",
    "everything": "tab=all",
    "one's own": "tab=mine",
    "everything unread in English, window closing": "tab=all&unread=1&talks=en&closing=1",
    "something not delivered (nobody)": "tab=all&failed=1",
}


def seeded(shop: Shop, house: House, business: Business, count: int, now: datetime) -> None:
    """*count* conversations with two messages each over a week, set by set."""
    people = stock.make_people(house, business, count, now)
    portion = count // DAYS + 1
    for day in range(DAYS):
        owners: list[UUID] = people[day * portion : (day + 1) * portion]
        stock.make_messages(shop.owner_url, house, business, owners * 2, now - timedelta(days=day))
    with house.act(business) as db:
        db.run(BEGIN, people=people, now=now)
    with psycopg.connect(shop.owner_url, autocommit=True) as owner:
        owner.execute("ANALYZE")  # as the server does by itself after so many new rows


def browser(house: House, name: str, role: Any) -> Any:
    """An agent's browser, signed in."""
    from django.test import Client

    given = add_staff(house, name, role)
    shelf = Shelf(one.folder / "brand" for one in house.businesses)
    extra: dict[str, Any] = {"janji.house": house, "janji.shelf": shelf}
    client = Client(SERVER_NAME="localhost", **extra)
    client.post("/desk/login", {"name": name, "password": given})
    chosen = "three unrelated words of a bench"
    client.post("/desk/password", {"password": chosen, "again": chosen})
    return client


def took(client: Any, address: str) -> list[float]:
    """Milliseconds of each repeat; every answer must be a page."""
    found = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        answer = client.get(address)
        found.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
    return found


def measured(shop: Shop, count: int = CONVERSATIONS) -> list[Row]:
    """The list of *count* conversations: tabs, filters, a later page, one changed line."""
    migrate_desk(shop.owner_url)
    house = open_house(shop.settings(), shop.app_url, connections=4)
    try:
        business, now = house.businesses[0], house.clock.now()
        application(house)
        client = browser(house, "siti", "agent")
        seeded(shop, house, business, count, now)
        with house.act(business) as db:
            db.run(MARKS, staff=1)
            waiting = db.value(
                "SELECT person_id FROM conversation WHERE business_id = %(business)s"
                " AND waiting_since IS NOT NULL LIMIT 1"
            )
        base = f"/desk/{business.slug}/"
        asked = {name: f"{base}?{query}" for name, query in PAGES.items()}
        asked["one line that changed"] = f"{base}rows?tab=waiting&ids={waiting}"
        return [row(f"inbox of {count:,}: {name}", took(client, where))
                for name, where in asked.items()]  # fmt: skip
    finally:
        house.close()


def row(name: str, found: list[float]) -> Row:
    """The middle of the repeats beside what was promised."""
    middle = statistics.median(found)
    return at_most(
        f"{name} (ms)", middle, TARGET, ours=f"p50 {middle:.0f} ms, worst {max(found):.0f}"
    )


def main() -> int:
    """Measure on a server of its own and print the table; 0 when every promise was met."""
    with world.room() as room, world.database_server(room / "home") as server:
        rows = measured(world.fresh_shop(server, room, "inbox"))
    print(table(rows))
    return 1 if any(one.met is False for one in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
