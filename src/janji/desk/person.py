"""One person: what is held, until when, who saw it; and what staff may decide about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from janji.desk import person_acts, person_facts
from janji.desk.look import tell
from janji.desk.mask import reveal
from janji.desk.staff import business_of, can, for_work, house_of, language_of, staff_id
from janji.desk.staff_names import names_of
from janji.kit import phone
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.rights import by_staff
from janji.vault import gate, holds, merge, muting, people
from janji.vault.people import Identifier

FIRST, LAST = 1970, 9998  # years that have one before and after them in every zone
KINDS = ("whatsapp", "wa_user", "email")


@for_work("person")
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, slug: str) -> HttpResponse:
    """Find a person by number, address or ticket; what was typed stays out of the address."""
    asked = request.POST.get("asked", "").strip()
    found, tried = None, request.method == "POST" and bool(asked)
    if tried:
        house, here = house_of(request), business_of(request)
        with house.act(here) as db:
            found = looked_up(request, db, asked)
    if found is not None:
        return redirect("desk:person_page", slug=slug, person=found)
    return render(request, "desk/person_find.html", {"tried": tried}, status=404 if tried else 200)


def looked_up(request: HttpRequest, db: Db, asked: str) -> UUID | None:
    """Whom a number, an address or a ticket leads to; that it was asked is noted."""
    found = db.value(person_facts.SQL["of_ticket"], ticket=asked.upper())
    if found is None:
        number = phone.parse(asked)
        given = [Identifier("email", asked.casefold())] if "@" in asked else []
        given += [Identifier("whatsapp", number)] if number else []
        found = people.find(db, house_of(request).vault, given) if given else None
    person = UUID(str(found)) if found is not None else None
    db.note("person.searched", person, staff=staff_id(request), found=person is not None)
    return person


@for_work("person")
@require_http_methods(["GET", "HEAD", "POST"])
def person_page(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """The person's page, or one act upon it and the page again. Raises: Http404."""
    act = request.POST.get("act", "")
    if request.method != "POST" or act == "show":
        return shown(request, person, show=request.POST.get("kind", "") if act else "")
    found = person_acts.done(request, person, act)
    if isinstance(found, Refused):
        return shown(request, person, refused=found)
    tell(request, found)
    return redirect("desk:person_page", slug=slug, person=person)


def shown(
    request: HttpRequest, person: UUID, *, show: str = "", refused: Refused | None = None
) -> HttpResponse:
    """The page. show: the kind of identifier to show this once, with a line in the ledger."""
    house, here, now = house_of(request), business_of(request), house_of(request).clock.now()
    with house.act(here) as db:
        if not person_facts.is_here(db, person):
            raise Http404
        value = showing(request, db, person, show) if show in KINDS else None
        if isinstance(value, Refused):
            refused, value = value, None
        known = person_facts.facts(db, here, person, now, before_of(request))
    looked = known["looked"]
    facts = {
        **known,
        "names": names_of(
            [one.staff for one in looked]
            + [row.staff for row in known["silences"].values()]
            + [row.staff for row in known["joinings"]],
            language_of(request),
        ),
        "older": looked[-1].at.isoformat() if len(looked) == person_facts.SEEN_AT_ONCE else None,
        "shown_kind": show,
        "shown_value": value,
        "refused": refused,
        **choices(request),
    }
    return render(request, "desk/person_page.html", facts, status=422 if refused else 200)


def choices(request: HttpRequest) -> dict[str, Any]:
    """What this member of staff may choose from on the page."""
    here = business_of(request)
    return {
        "may_request": can(request, "requests"),
        "may_reveal": can(request, "reveal"),
        "may_hold": can(request, "tonight"),
        "may_talk": can(request, "talk"),
        "block_whys": muting.BLOCK_WHYS,
        "mute_whys": muting.MUTE_WHYS,
        "kinds": by_staff.offered(here),
        "grounds": holds.grounds(here),
    }


def purpose_of(request: HttpRequest) -> str:
    """What this role opens a person's contact for: talking, or answering about their data."""
    return "customer_support" if can(request, "talk") else by_staff.PURPOSE


def showing(request: HttpRequest, db: Db, person: UUID, kind: str) -> str | Refused | None:
    """One identifier in full, once, noted."""
    purpose = purpose_of(request)
    refused = reveal(db, request, person, "email" if kind == "email" else "number", purpose)
    if refused:
        return refused
    vault = house_of(request).vault
    return gate.contact(
        db, vault, business_of(request), purpose, person, kind, by=staff_id(request)
    )


def before_of(request: HttpRequest) -> datetime | None:
    """The moment before which the trail is shown; a broken one shows the newest."""
    try:
        found = parse_datetime(request.GET.get("before", ""))
    except ValueError:
        return None
    known = found is not None and found.tzinfo is not None and FIRST <= found.year <= LAST
    return found if known else None


@for_work("person")
@require_http_methods(["GET", "HEAD", "POST"])
def person_merge(request: HttpRequest, slug: str, person: UUID) -> HttpResponse:
    """Who may be the same human being; what a join would show together; the join."""
    house, here = house_of(request), business_of(request)
    other, refused = person_acts.uuid_in(request.POST.get("other", "")), None
    if request.POST.get("act") == "join":
        found = person_acts.done(request, person, "join")
        if not isinstance(found, Refused):
            tell(request, found)
            return redirect("desk:person_page", slug=slug, person=person)
        refused = found
    with house.act(here) as db:
        if not person_facts.is_here(db, person):
            raise Http404
        asked = request.POST.get("asked", "").strip()
        if asked:
            other = looked_up(request, db, asked)
        preview = merge.preview(db, person, other) if other else None
        proposed = merge.proposals(
            db, house.vault, here, person, purpose_of(request), by=staff_id(request)
        )
    if isinstance(preview, Refused):
        refused, preview = refused or preview, None
    facts = {
        "person": person,
        "other": other,
        "asked_in_vain": bool(asked) and other is None,
        "proposed": [] if isinstance(proposed, Refused) else proposed,
        "unread": proposed if isinstance(proposed, Refused) else None,
        "preview": preview,
        "purposes": here.policy.file.purposes,
        "labels": here.policy.file.kinds,
        "whys": merge.WHYS,
        "refused": refused,
    }
    return render(request, "desk/person_merge.html", facts, status=422 if refused else 200)


URLS = [
    path("<slug:slug>/people", person, name="person"),
    path("<slug:slug>/p/<uuid:person>", person_page, name="person_page"),
    path("<slug:slug>/p/<uuid:person>/same", person_merge, name="person_merge"),
]
