"""One message on its own: all of it, how it fared, what the assistant understood, teaching it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import language, teach
from janji.care.assistant import Assistant
from janji.desk import look, promised, thread
from janji.desk.answers_at import press_of
from janji.desk.staff import business_of, can, for_work, house_of, language_of, staff_id
from janji.desk.thread_lines import line
from janji.desk.thread_text import said
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.vault import gate, people
from janji.vault.gate import Opened

PURPOSE = "improve_service"  # understanding and teaching; whoever objected is left out by the gate
LONGEST = 100_000


def assistant_of(request: HttpRequest, db: Db) -> Assistant | None:
    """The assistant with the answers in force; None for a business without answers."""
    here = business_of(request)
    if not (here.folder / "answers.yaml").exists():
        return None
    return press_of(house_of(request), here).newest(db)


@for_work("talk")
@require_http_methods(["GET", "HEAD", "POST"])
def message(request: HttpRequest, slug: str, person: UUID, record: UUID) -> HttpResponse:
    """The message, or propose a phrasing it gave the idea for. Raises: Http404 when not theirs."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        found = opened_of(request, db, person, record)
        refused = None
        if request.method == "POST":
            refused = proposed(request, db, found)
            if refused is None:
                look.tell(request, "desk.talk.proposed")
        facts = facts_of(request, db, person, found, refused)
    if request.method == "POST" and refused is None:
        return redirect("desk:conversation_message", slug=slug, person=person, record=record)
    return render(request, "desk/message.html", facts, status=422 if refused else 200)


def opened_of(request: HttpRequest, db: Db, person: UUID, record: UUID) -> Opened:
    """The message, opened for the person at the desk. Raises: Http404."""
    house, here = house_of(request), business_of(request)
    opened = gate.read_records(
        db, house.vault, here, thread.PURPOSE, [record], by=staff_id(request)
    )
    if isinstance(opened, Refused) or not opened:
        raise Http404
    if opened[0].person_id not in people.linked(db, person) or opened[0].kind not in thread.KINDS:
        raise Http404
    return opened[0]


def facts_of(
    request: HttpRequest, db: Db, person: UUID, found: Opened, refused: Refused | None
) -> dict[str, Any]:
    """What the page shows. why: what was understood, for a customer's words alone."""
    house, here = house_of(request), business_of(request)
    staff, now = staff_id(request), house.clock.now()
    beside = thread.gathered(db, house.vault, here, person, [found], staff, now)
    content = found.content or {}
    words = said(str(content.get("text") or ""), LONGEST).text
    name = str(content.get("name") or "")
    objected = gate.refusal(db, here, PURPOSE, people.linked(db, person), [found.kind])
    taught = found.kind == "message_in" and bool(words.strip())
    assistant = assistant_of(request, db) if taught and objected is None else None
    spoken, typed = language_of(request), request.POST.get("phrasing", "") if refused else ""
    shown = said(typed, LONGEST).text or words  # a refused proposal shows what is personal in it
    return {
        "person": person,
        "line": line(here, found, beside, {}),
        "words": words,
        "why": teach.why(assistant, words, spoken) if assistant else None,
        "objected": objected if taught else None,
        "marked": teach.marked(shown[: teach.LONGEST * 4], name) if assistant else [],
        "phrasing": typed or teach.cleaned(words, name),
        "topics": topics(assistant, spoken) if assistant else [],
        "chosen": request.POST.get("intent", ""),
        "may_propose": can(request, "answers"),
        "refused": refused,
        "promise": promised.of_conversation(here),
    }


def topics(assistant: Assistant, spoken: str) -> list[tuple[str, str]]:
    """Every topic the assistant knows, with its title, by title."""
    named = [(one, assistant.answers.title(one, spoken)) for one in assistant.ear.intents]
    return sorted(named, key=lambda pair: pair[1])


def proposed(request: HttpRequest, db: Db, found: Opened) -> Refused | None:
    """Put the phrasing in the form into the queue for approval; why not, when not."""
    if not can(request, "answers"):
        return Refused("desk.talk.may_not_propose")
    assistant, here = assistant_of(request, db), business_of(request)
    if assistant is None:
        return Refused("care.teach.no_intent")
    refused = gate.refusal(db, here, PURPOSE, people.linked(db, found.person_id), [found.kind])
    if refused:
        return refused
    phrasing, content = request.POST.get("phrasing", ""), found.content or {}
    result = teach.propose(
        db, here, assistant, person=found.person_id, intent=request.POST.get("intent", ""),
        phrasing=phrasing, language=language.first(phrasing, here.languages[0]).language,
        name=str(content.get("name") or ""), staff=staff_id(request), ends=found.expires_on,
        now=house_of(request).clock.now(),
    )  # fmt: skip
    return result if isinstance(result, Refused) else None


URLS = [
    path("<slug:slug>/c/<uuid:person>/m/<uuid:record>", message, name="conversation_message"),
]
