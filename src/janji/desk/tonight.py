"""Tonight: what disappears when and by which sentence, the provider's copies, troubles, holds."""

from __future__ import annotations

import functools
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from janji.desk import person_facts, tonight_facts
from janji.desk.look import tell
from janji.desk.media_view import handed
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.desk.staff_names import names_of
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.policy.business import Business
from janji.vault import holds
from janji.vault.media_files import Media


@for_work("tonight")
@require_safe
def tonight(request: HttpRequest, slug: str) -> HttpResponse:
    """The coming nights, deletions at the provider, what needs a person, holds in law."""
    house, here, now = house_of(request), business_of(request), house_of(request).clock.now()
    with house.act(here) as db:
        facts = {
            "nights": tonight_facts.nights(db, here, now),
            "classes": classes(here),
            "open_ended": [
                {"label": here.policy.file.kinds[row.kind].label, "n": row.n, "kind": row.kind}
                for row in db.all(tonight_facts.SQL["open_ended"])
            ],
            "ended": db.all(tonight_facts.SQL["ended"]),
            "provider": tonight_facts.provider(db, here, now),
            "troubles": tonight_facts.troubles(db, house.vault, here, now),
            **held(request, db, here),
        }
    return render(request, "desk/tonight.html", facts)


def classes(business: Business) -> list[dict[str, Any]]:
    """Each class with its period and the sentence that promises it."""
    return [
        {"label": one.label, "keep": one.keep, "ends_when": one.ends_when,
         "promise": person_facts.sentence(business, name), "place": f"retention.{name}"}
        for name, one in business.policy.file.retention.items()
    ]  # fmt: skip


def held(request: HttpRequest, db: Db, here: Business) -> dict[str, Any]:
    """Holds in force, with who placed them."""
    rows, grounds = holds.standing(db), holds.grounds(here)
    return {
        "holds": [{"row": row, "ground": grounds.get(row.clause)} for row in rows],
        "grounds": grounds,
        "names": names_of([row.staff for row in rows], language_of(request)),
    }


@for_work("tonight")
@require_http_methods(["GET", "HEAD", "POST"])
def tonight_hold(request: HttpRequest, slug: str, hold: UUID) -> HttpResponse:
    """One hold: why it stands, what is in its box (opened by an act, noted), its end."""
    house, here = house_of(request), business_of(request)
    act, refused, opened = request.POST.get("act", ""), None, None
    if act == "end" and request.POST.get("sure") != "1":
        refused = Refused("desk.tonight.hold_unsure")
    elif act == "end":
        acting = functools.partial(house.act, here)
        refused = holds.end(acting, house.vault, here, hold, staff_id(request), house.clock.now())
        if refused is None:
            tell(request, "desk.tonight.hold_ended")
            return redirect("desk:tonight", slug=slug)
    with house.act(here) as db:
        row = next((one for one in holds.standing(db) if one.hold_id == hold), None)
        if act == "open":
            opened = holds.read(db, house.vault, here, hold, by=staff_id(request))
        files = holds.files(db, hold) if row else []
    if isinstance(opened, Refused):
        refused, opened = opened, None
    facts = {
        "hold": row,
        "ground": holds.grounds(here).get(row.clause) if row else None,
        "note": opened[0] if opened else None,
        "opened": opened[1] if opened else None,
        "files": files,
        "kinds": here.policy.file.kinds,
        "refused": refused,
        "names": names_of([row.staff] if row else [], language_of(request)),
    }
    status = 404 if row is None else 422 if refused else 200
    return render(request, "desk/tonight_hold.html", facts, status=status)


@for_work("tonight")
@require_safe
def tonight_hold_file(
    request: HttpRequest, slug: str, hold: UUID, record: UUID, part: int
) -> HttpResponse:
    """One file out of the box of a hold, noted. Raises: Http404 when it is not there."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        found = holds.open_file(db, house.vault, here, hold, record, part, by=staff_id(request))
    if not isinstance(found, Media):
        raise Http404
    return handed(found, part - 1)


URLS = [
    path("<slug:slug>/tonight", tonight, name="tonight"),
    path("<slug:slug>/tonight/hold/<uuid:hold>", tonight_hold, name="tonight_hold"),
    path(
        "<slug:slug>/tonight/hold/<uuid:hold>/f/<uuid:record>/<int:part>",
        tonight_hold_file,
        name="tonight_hold_file",
    ),
]
