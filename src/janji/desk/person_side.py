"""The pane beside a conversation: what is held of this person, until when, what they asked for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from janji.desk import person_facts
from janji.desk.staff import business_of, can, house_of
from janji.kit.db import Db


def side(request: HttpRequest, db: Db, person: UUID) -> dict[str, Any]:
    """The facts of `desk/_side.html`. Opens nothing; {} for a role that may not see people."""
    if not can(request, "person"):
        return {}
    found = person_facts.facts(db, business_of(request), person, house_of(request).clock.now())
    return {"side": found}
