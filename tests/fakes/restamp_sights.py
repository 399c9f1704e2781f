"""What there is to see of a shop whose promise becomes shorter: rows, days, keys, words."""

from __future__ import annotations

from datetime import date

import psycopg

from fakes.promises import CLS, Promises
from janji.vault import search
from janji.vault.key_names import PROVIDER_CLASS

TABLES = ("record", "message", "media", "token", "turn", "erased_sid", "quarantine", "mail_in")


def days(kept: Promises, table: str) -> list[date]:
    with psycopg.connect(kept.shop.owner_url) as db:
        rows = db.execute(f"SELECT DISTINCT expires_on FROM {table} ORDER BY 1".encode())
        return [row[0] for row in rows.fetchall()]


def sealed(kept: Promises) -> set[bytes]:
    with psycopg.connect(kept.shop.owner_url) as db:
        return {row[0] for row in db.execute("SELECT sealed FROM record").fetchall()}


def counted(kept: Promises) -> dict[str, int]:
    with psycopg.connect(kept.shop.owner_url) as db:
        found = {t: db.execute(f"SELECT count(*) FROM {t}".encode()).fetchone() for t in TABLES}
    return {table: row[0] for table, row in found.items() if row and row[0]}


def found_by(kept: Promises, text: str) -> int:
    with kept.shop.act() as db:
        house, business = kept.shop.house, kept.shop.business
        return len(search.find(db, house.vault, business, "message_in", text))


def keys(kept: Promises) -> set[tuple[str, date]]:
    """Every day key of conversations and provider ids that lives."""
    ring, one = kept.shop.house.vault.keyring, kept.shop.business.id
    names = (CLS, f"{CLS}-v2", f"{CLS}-v3", PROVIDER_CLASS, f"{PROVIDER_CLASS}-{CLS}-v2")
    return {(name, day) for name in names for day in ring.days(one, name) if day}


def partitions(kept: Promises) -> list[date]:
    with kept.shop.act() as db:
        return [row[0] for row in db.all("SELECT days_held()")]


def silent(_what: str, _done: int, _total: int) -> None:
    """Nobody watches."""
