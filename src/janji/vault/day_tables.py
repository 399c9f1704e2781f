"""Opening and dropping the tables of a day while everybody reads and writes beside it.

Both lock every table that has days, one after the other. Two of them would wait for each other, so
they queue before they touch anything. Whoever reads two of those tables could meet one of them half
way, so they wait a short moment only and then begin anew: the reader never loses, and nobody queues
behind a lock that waits for somebody's long reading.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

import psycopg

from janji.kit.db import Db
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
TRIES = 40  # times a quarter of PostgreSQL's own patience before it looks for a circle
Act = Callable[[], AbstractContextManager[Db]]
Result = TypeVar("Result")


def alone(act: Act, step: Callable[[Db], Result]) -> Result:
    """Do *step* in a transaction of its own, the only one that opens or drops days meanwhile.

    act opens a transaction. step may be begun several times; what it did before is rolled back.
    Raises: psycopg.errors.LockNotAvailable when somebody read on and on; what is due stays due.
    """
    for _ in range(TRIES - 1):
        try:
            return once(act, step)
        except psycopg.errors.LockNotAvailable:
            continue
    return once(act, step)


def once(act: Act, step: Callable[[Db], Result]) -> Result:
    """Queue first, without a time; then give way soon."""
    with act() as db:
        db.run(SQL["queue"])
        db.run(SQL["give_way"])
        return step(db)
