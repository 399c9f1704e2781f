"""Who else works here: the account names of those who answer people, by number."""

from __future__ import annotations

from django.http import HttpRequest

from janji.desk.roles import ROLES, may
from janji.kit.db import Db
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
TALKING = [role for role in ROLES if may(role, "talk")]


def colleagues(request: HttpRequest, db: Db) -> dict[int, str]:
    """Number → account name of everybody here who answers people; asked once a request."""
    if "janji.colleagues" not in request.META:
        rows = db.all(SQL["talking"], roles=TALKING)
        request.META["janji.colleagues"] = {row.user_id: row.username for row in rows}
    known: dict[int, str] = request.META["janji.colleagues"]
    return known


def by_name(request: HttpRequest, db: Db) -> dict[str, int]:
    """Account name → number, for @names in notes."""
    return {name: number for number, name in colleagues(request, db).items()}
