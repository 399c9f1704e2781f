"""What is made once and used by many tests: databases by copy, businesses, a trained assistant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from janji.care.assistant import Assistant, prepare
from janji.kit.migrate import let_clock_move, migrate
from janji.kit.postgres import Server
from janji.policy.business import Business, all_businesses

MADE: set[tuple[str, str]] = set()


def fresh(server: Server, name: str) -> tuple[str, str]:
    """A database of this test alone, with the product's schema: (owner_url, app_url)."""
    return copied(server, name, "mould_schema", with_schema)


def fresh_with_desk(server: Server, name: str) -> tuple[str, str]:
    """The same with the tables of the pages' log-in."""
    return copied(server, name, "mould_desk", with_desk)


def with_schema(owner_url: str) -> None:
    """The product's schema, for tests that move the clock."""
    migrate(owner_url)
    let_clock_move(owner_url)


def with_desk(owner_url: str) -> None:
    """Both schemas."""
    from janji.site.wsgi import migrate_desk

    with_schema(owner_url)
    migrate_desk(owner_url)


def copied(server: Server, name: str, mould: str, make: Callable[[str], object]) -> tuple[str, str]:
    """A copy of *mould*, which *make* fills when it is asked for first."""
    if (server.admin_url, mould) not in MADE:
        owner_url, _ = server.fresh_database(mould)
        make(owner_url)
        MADE.add((server.admin_url, mould))
    return server.fresh_database(name, template=mould)


@cache
def businesses(folder: Path) -> tuple[Business, ...]:
    """The businesses of *folder*, read and checked once: they never change."""
    return tuple(all_businesses(folder))


def assistant(business: Business, site: str = "https://ramen.example") -> Assistant:
    """The assistant of *business* with the answers of its folder; it is trained once."""
    return replace(trained(business.folder), business=business, site=site)


@cache
def trained(folder: Path) -> Assistant:
    """Training takes a second, and nobody changes what came of it."""
    return prepare(next(one for one in businesses(folder.parent) if one.folder == folder), "")
