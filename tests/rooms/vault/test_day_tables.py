"""Days are opened and dropped beside readers and writers, and nobody is ended for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest

from fakes.shop import MONDAY, Shop, shop
from janji.kit.db import Db
from janji.kit.postgres import Server
from janji.vault import day_tables, retention

WAITS = """
SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE NOT l.granted AND a.datname = current_database() AND l.locktype = %s
"""


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def waiting(ramen: Shop, kind: str) -> int:
    """How many wait for a lock of this kind."""
    with psycopg.connect(ramen.owner_url, autocommit=True) as owner:
        row = owner.execute(WAITS, (kind,)).fetchone()
    return int(row[0]) if row else 0


def until(seen: Callable[[], bool], what: str) -> None:
    """Look again and again until it is so."""
    for _ in range(2_000):
        if seen():
            return
        Event().wait(0.01)
    raise AssertionError(what)


def records_held(ramen: Shop) -> int:
    with ramen.act() as db:
        return int(db.value("SELECT count(*) FROM record WHERE business_id = %(business)s"))


def test_whoever_reads_two_tables_at_midnight_is_not_ended_and_the_day_goes(ramen: Shop) -> None:
    ramen.says(ramen.person("+6281200000001"), "halo")
    assert records_held(ramen) > 0
    ramen.clock(MONDAY + timedelta(days=9))
    act = partial(ramen.house.act, ramen.business)
    sweeper = Thread(
        target=retention.sweep, args=(act, ramen.house.vault, ramen.business, ramen.now)
    )
    with ramen.act() as reader:
        reader.value("SELECT count(*) FROM message")
        sweeper.start()
        until(lambda: waiting(ramen, "relation") > 0, "the sweep holds records, wants messages")
        reader.value("SELECT count(*) FROM record")
    sweeper.join(30)
    assert not sweeper.is_alive()
    assert records_held(ramen) == 0
    with ramen.act() as db:
        left = db.value(
            "SELECT count(*) FROM day_end WHERE business_id = %(business)s AND rows_gone_at IS NULL"
        )
    assert left == 0


def test_two_who_drop_or_open_days_queue_before_they_touch_anything(ramen: Shop) -> None:
    inside, go_on, second = Event(), Event(), Event()
    act = partial(ramen.house.act, ramen.business)

    def slow(db: Db) -> None:
        db.value("SELECT count(*) FROM record")
        inside.set()
        go_on.wait(20)

    first = Thread(target=day_tables.alone, args=(act, slow))
    other = Thread(target=day_tables.alone, args=(act, lambda _: second.set()))
    first.start()
    assert inside.wait(20)
    other.start()
    until(lambda: waiting(ramen, "advisory") == 1, "the second queues")
    assert not second.is_set()
    go_on.set()
    assert second.wait(20)
    first.join(20)
    other.join(20)


def test_a_reader_that_never_ends_is_waited_for_so_often_and_then_said(
    ramen: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_tables, "TRIES", 2)
    begun = []

    def drop(db: Db) -> None:
        begun.append(db)
        db.run("LOCK TABLE record IN ACCESS EXCLUSIVE MODE")

    with psycopg.connect(ramen.owner_url) as reader:
        reader.execute("SELECT count(*) FROM record")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            day_tables.alone(partial(ramen.house.act, ramen.business), drop)
    assert len(begun) == 2
