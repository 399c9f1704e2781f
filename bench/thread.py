"""A conversation of thousands of messages opens at its newest end: server time of the whole page.

    python -m bench.thread [messages]

Beside it, in the same run: opening every message of it through the same gate, which is what a page
without windows would do before it could show one. One person owns *messages*, others ten times so.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from bench import inbox, stock
from bench.rows import Row, at_least, at_most, table
from bench.world import Shop, database_server, fresh_shop, room
from janji.site.wsgi import application, migrate_desk
from janji.vault import gate
from janji.vault.house import House, open_house

REPEATS = 15
PROMISED_MS = 150.0


def main() -> int:
    """Measure and print; 1 when a target was missed."""
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    with room() as folder, database_server(folder / "server") as server:
        rows = measured(fresh_shop(server, folder, "thread"), messages)
    print(table(rows))
    return int(any(row.met is False for row in rows))


def measured(shop: Shop, messages: int) -> list[Row]:
    """The page at its newest end, at its oldest, and everything at once."""
    migrate_desk(shop.owner_url)
    house = open_house(shop.settings(), shop.app_url)
    try:
        person = stocked(shop, house, messages)
        application(house)
        browser = inbox.browser(house, "bench", "agent")
        address = f"/desk/{house.businesses[0].slug}/c/{person}?lang=en"
        oldest = oldest_window(browser, address)
        newest_ms, cpu = best(lambda: page(browser, address))
        oldest_ms, _ = best(lambda: page(browser, oldest))
        whole_ms, _ = best(lambda: everything(house, person, messages))
    finally:
        house.close()
    what = f"thread of {messages:,} messages"
    return [
        at_most(f"{what}, newest window", newest_ms / PROMISED_MS, 1, ours=f"{newest_ms:.0f} ms",
                peer=f"{PROMISED_MS:.0f} ms", cpu_us=cpu * 1000),
        at_most(f"{what}, oldest window", oldest_ms / newest_ms, 2, ours=f"{oldest_ms:.0f} ms",
                peer="newest window", note="keyset, not offset"),
        at_least(f"{what}, opened whole", whole_ms / newest_ms, 1, ours=f"{newest_ms:.0f} ms",
                 peer=f"{whole_ms:.0f} ms", note="reading alone, no page"),
    ]  # fmt: skip


def stocked(shop: Shop, house: House, messages: int) -> UUID:
    """One person with *messages* and a conversation, among others who own ten times as many."""
    here, now = house.businesses[0], house.clock.now()
    people = stock.make_people(house, here, 100, now)
    owners = [people[0]] * messages + [people[1 + n % 99] for n in range(10 * messages)]
    stock.make_messages(shop.owner_url, house, here, owners, now)
    with house.act(here) as db:
        db.run(
            "INSERT INTO conversation (business_id, person_id, state, language, session_at,"
            " last_in_at) VALUES (%(business)s, %(p)s, 'waiting', 'id', %(now)s, %(now)s)",
            p=people[0], now=now,
        )  # fmt: skip
    return people[0]


def page(browser: Any, address: str) -> str:
    """The page at *address*. Raises: AssertionError when it is not one."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def oldest_window(browser: Any, address: str) -> str:
    """The address of the oldest window, found as staff find it: page by page."""
    while found := re.search(r'href="([^"]*before=[^"]*)"', page(browser, address)):
        address = found[1].replace("&amp;", "&")
    return address


def everything(house: House, person: UUID, messages: int) -> None:
    """Every message opened at once."""
    here = house.businesses[0]
    with house.act(here) as db:
        opened = gate.read(
            db, house.vault, here, "customer_support", person=person, kinds=["message_in"],
            most=messages,
        )  # fmt: skip
    assert isinstance(opened, list)
    assert len(opened) == messages


def best(work: Callable[[], object]) -> tuple[float, float]:
    """The best of REPEATS runs, wall and CPU in milliseconds: what else runs here only adds."""
    work()
    walls, cpus = [], []
    for _ in range(REPEATS):
        begun, spent = time.perf_counter(), time.process_time()
        work()
        walls.append((time.perf_counter() - begun) * 1000)
        cpus.append((time.process_time() - spent) * 1000)
    return min(walls), min(cpus)


if __name__ == "__main__":
    sys.exit(main())
