"""Finding conversations: by words that were said, by a name, by a number.

What is searched for is personal data: it comes with a form, stands sealed in the address of the
page that answers (search_words.py), and is kept nowhere. Words are found by keyed hashes
(vault/search.py); what is found is opened for the page that shows it, with one line in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from janji.desk import mask, search_words
from janji.desk.listing import pane
from janji.desk.listing_rows import KINDS, LONGEST, PURPOSE, speaker
from janji.desk.staff import business_of, for_work, house_of, staff_id
from janji.desk.thread_text import calm
from janji.kit import phone, pii
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.vault import people, search
from janji.vault.gate import Opened
from janji.vault.glance import glance
from janji.vault.people import Identifier

SQL = named_sql(__file__)
MOST = 30
LONGEST_ASKED = 200
AROUND = 60


@dataclass(frozen=True)
class Found:
    """One message or note that holds the words. by: who said it, as `listing_rows.speaker` knows.

    parts: text and whether it was asked for.
    """

    person: UUID
    message: UUID
    name: str
    at: datetime
    by: str
    parts: list[tuple[str, bool]]


@for_work("talk")
@require_http_methods(["GET", "HEAD", "POST"])
def inbox_search(request: HttpRequest, slug: str) -> HttpResponse:
    """What holds the words asked for, newest first.

    The form leads on: for a number to its conversation, else to a page that can be come back to.
    """
    if request.method == "POST":
        return onward(request, slug, request.POST.get("q", "")[:LONGEST_ASKED].strip())
    carried, older = request.GET.get("s", ""), older_than(request)
    asked = search_words.opened(request, carried) if carried else ""
    facts: dict[str, Any] = {"asked": asked or "", "found": [], "older": "", "over": asked is None}
    if asked:
        with house_of(request).act(business_of(request)) as db:
            facts |= found_words(db, request, asked, older)
        facts |= {
            "was_number": phone.parse(asked) is not None, "carried": carried, "further": older,
        }  # fmt: skip
    return render(request, "desk/search.html", {**pane(request), **facts})


def onward(request: HttpRequest, slug: str, asked: str) -> HttpResponse:
    """Where what was typed leads."""
    page = reverse("desk:inbox_search", args=[slug])
    if not asked:
        return redirect(page)
    with house_of(request).act(business_of(request)) as db:
        person = of_number(db, request, asked)
    if person is not None:
        return redirect("desk:conversation", slug=slug, person=person)
    return redirect(f"{page}?s={search_words.sealed(request, asked)}")


def must_talk(db: Db, person: UUID) -> None:
    """This person has a conversation here. Raises: Http404."""
    if db.one(SQL["talks"], person=person) is None:
        raise Http404


def older_than(request: HttpRequest) -> UUID | None:
    """Where the page before ended."""
    try:
        return UUID(request.GET.get("older", ""))
    except ValueError:
        return None


def of_number(db: Db, request: HttpRequest, asked: str) -> UUID | None:
    """Whose number *asked* is, if it is one and somebody here has it; the asking is noted."""
    number = phone.parse(asked)
    if number is None:
        return None
    given = [Identifier("whatsapp", number)]
    person = people.find(db, house_of(request).vault, given)
    db.note("desk.number_asked", person, staff=staff_id(request), found=person is not None)
    if person is None or not db.one(SQL["talks"], person=person):
        return None
    return person


def found_words(db: Db, request: HttpRequest, asked: str, older: UUID | None) -> dict[str, Any]:
    """What holds all the words, as the page shows it, and where the next page begins."""
    vault, here, staff = house_of(request).vault, business_of(request), staff_id(request)
    hits = search.find_kinds(db, vault, here, KINDS, asked, most=MOST + 1, before=older)
    more, hits = hits[MOST:], hits[:MOST]
    newest = db.all(SQL["newest_in"], people=list({hit.person_id for hit in hits}))
    wanted = {hit.record_id: hit.expires_on for hit in hits}
    wanted |= {row.record_id: row.expires_on for row in newest}
    today = house_of(request).today(here)
    opened = glance(db, vault, here, PURPOSE, wanted, KINDS, by=staff, today=today)
    words, names = search.words(asked), named(opened, newest)
    shown = [
        found(opened[hit.record_id], names.get(hit.person_id, ""), words, staff)
        for hit in hits
        if hit.record_id in opened
    ]
    return {"found": shown, "older": str(hits[-1].record_id) if more else ""}


def named(opened: Mapping[UUID, Opened], newest: list[Row]) -> dict[UUID, str]:
    """The name each person writes under, out of their newest message."""
    contents = {
        row.person_id: opened[row.record_id].content for row in newest if row.record_id in opened
    }
    names = {person: str((one or {}).get("name") or "") for person, one in contents.items()}
    return {person: mask.plain(calm(name)) for person, name in names.items()}


def found(one: Opened, name: str, words: list[str], me: int) -> Found:
    """One finding with the words in their surroundings."""
    content = one.content or {}
    text = " ".join(str(content.get("text") or "").split())
    by, parts = speaker(one, content, me), snippet(text, words)
    return Found(one.person_id, one.record_id, name, one.made_at, by, parts)


def snippet(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """The part of *text* around the first word asked for, cut at the words themselves.

    What a page masks is never cut or marked: half a number would not be known as one.
    """
    held = [(one.begins, one.ends) for one in pii.find(text)]
    spans = [
        match.span() for match in search.WORD.finditer(text) if search.words(match[0])[:1]
        and search.words(match[0])[0] in words
        and not any(match.start() < ends and match.end() > begins for begins, ends in held)
    ]  # fmt: skip
    begin = max(0, spans[0][0] - AROUND) if spans else 0
    begin = next((ends for begins, ends in held if begins < begin < ends), begin)
    end = begin + LONGEST
    end = next((begins for begins, ends in held if begins < end < ends), end)
    parts: list[tuple[str, bool]] = [("…", False)] if begin else []
    place = begin
    for first, last in spans:
        if last <= end and first >= place:
            parts += [(text[place:first], False), (text[first:last], True)]
            place = last
    parts.append((text[place:end], False))
    if len(text) > end:
        parts.append(("…", False))
    return [part for part in parts if part[0]]


URLS = [
    path("<slug:slug>/search", inbox_search, name="inbox_search"),
]
