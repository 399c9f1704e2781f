"""The assistant's answers: what it can say, what waits for approval, and everything around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from janji.care import answers_form, answers_store, taught
from janji.care.answers import Answers
from janji.care.answers_file import LANGUAGES, Entry
from janji.care.answers_shape import FACTS, to_csv, to_yaml
from janji.care.answers_store import Approved, Choice
from janji.care.assistant import POLICY_ANSWERS
from janji.care.example import NONE
from janji.desk import four_eyes as eyes
from janji.desk.answers_at import press_of
from janji.desk.look import tell
from janji.desk.staff import business_of, can, for_work, house_of, language_of, staff_id
from janji.desk.staff_names import names_of
from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.errors import Problem, Refused

MOST_CHOSEN = 500
Outcome = Approved | Refused | list[Problem] | None


@dataclass(frozen=True)
class Line:
    """One entry in the list. thin: languages with too few phrasings, and how many they have."""

    entry: Entry
    title: str
    counts: tuple[tuple[str, int], ...]
    thin: dict[str, int]
    from_policy: bool
    when: str  # now, later or over
    open: str  # draft, proposed or empty
    is_none: bool


@dataclass(frozen=True)
class Proposal:
    """A draft or proposal and what it does. act: add, change or remove."""

    row: Row
    act: str
    title: str


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, or what was decided on it."""
    if request.method != "POST":
        return listed(request)
    outcome = decided(request)
    if isinstance(outcome, Refused | list):
        return listed(request, outcome)
    if isinstance(outcome, Approved):
        tell(request, "desk.answers.approved", count=outcome.entries, edition=outcome.edition)
    return redirect("desk:answers", slug=slug)


def decided(request: HttpRequest) -> Outcome:
    """Do what was pressed, in one transaction; nothing of it stays when it was refused."""
    act = request.POST.get("act", "")
    if act not in ACTS or not can(request, "approve"):
        return Refused("desk.answers.not_yours")
    house, refused = house_of(request), loosened(request) if act == "four_eyes" else None
    if refused:
        return refused
    try:
        with house.act(business_of(request)) as db:
            outcome = ACTS[act](request, db)
            if isinstance(outcome, Refused | list):
                raise UndoneError(outcome)
    except UndoneError as undone:
        return undone.outcome
    return outcome


class UndoneError(Exception):
    """Not a fault: an expected no that takes its transaction back."""

    def __init__(self, outcome: Refused | list[Problem]) -> None:
        super().__init__("undone")
        self.outcome = outcome


def approve(request: HttpRequest, db: Db) -> Outcome:
    """Let the chosen proposals speak."""
    house = house_of(request)
    seed = press_of(house, business_of(request)).seed
    return answers_store.approve(db, seed, chosen(request), staff_id(request), house.clock.now())


def decline(request: HttpRequest, db: Db) -> Outcome:
    """Say no to the chosen drafts and proposals."""
    now = house_of(request).clock.now()
    for one in chosen(request):
        refused = answers_store.decline(db, one, staff_id(request), now)
        if refused:
            return refused
    return None


def chosen(request: HttpRequest) -> list[Choice]:
    """The versions ticked on the page: "intent:version"."""
    pairs = [one.rpartition(":") for one in request.POST.getlist("chosen")[:MOST_CHOSEN]]
    return [
        Choice(intent, int(version))
        for intent, _, version in pairs
        if version.isdecimal() and len(version) < 9
    ]


def four_eyes(request: HttpRequest, db: Db) -> Outcome:
    """Ask for a second person, or no longer."""
    now, on = house_of(request).clock.now(), request.POST.get("on") == "yes"
    answers_store.set_four_eyes(db, staff_id(request), now, on=on)
    return None


def loosened(request: HttpRequest) -> Refused | None:
    """Two people became one only when a second one agreed; the question stays, the act does not."""
    house = house_of(request)
    with house.act(business_of(request)) as db:
        if request.POST.get("on") == "yes" or not answers_store.four_eyes(db):
            return None
        return eyes.passed(db, "loosen_rule", "answers", staff_id(request), house.clock.now())


def learn(request: HttpRequest, db: Db) -> Outcome:
    """Let a phrasing out of a conversation be learned."""
    house, here = house_of(request), business_of(request)
    now, seed = house.clock.now(), press_of(house, here).seed
    which = proposal_of(request)
    if which is None:
        return Refused("care.answers.moved_on")
    return taught.take(db, seed, which, staff_id(request), now, local_date(now, here.zone))


def not_learn(request: HttpRequest, db: Db) -> Outcome:
    """Say no to a phrasing out of a conversation."""
    which = proposal_of(request)
    today = local_date(house_of(request).clock.now(), business_of(request).zone)
    if which is None:
        return Refused("care.answers.moved_on")
    return taught.refuse(db, which, staff_id(request), today)


def proposal_of(request: HttpRequest) -> UUID | None:
    """The proposed phrasing that a button is for."""
    try:
        return UUID(request.POST.get("proposal", ""))
    except ValueError:
        return None


ACTS = {"approve": approve, "decline": decline, "four_eyes": four_eyes, "learn": learn,
        "not_learn": not_learn}  # fmt: skip


def listed(request: HttpRequest, outcome: Refused | list[Problem] | None = None) -> HttpResponse:
    """The page."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    today = local_date(house.clock.now(), here.zone)
    with house.act(here) as db:
        now = press_of(house, here).answers(db)
        rows = answers_store.proposals(db)
        facts: dict[str, Any] = {
            "edition": answers_store.edition(db),
            "four_eyes": answers_store.four_eyes(db),
            "taught": taught.waiting(db, today),
        }
    facts |= {
        "lines": lines(now, rows, language, today),
        "proposals": [proposal(now, row, language) for row in rows],
        "names": names_of(
            [*(row.made_by for row in rows), *(one.proposed_by for one in facts["taught"])],
            language,
        ),
        "titles": {one.intent: now.title(one.intent, language) for one in now.entries},
        "phrasings": sum(one.size for one in now.entries),
        "may_approve": can(request, "approve"),
        "refused": outcome if isinstance(outcome, Refused) else None,
        "problems": outcome if isinstance(outcome, list) else (),
    }  # fmt: skip
    return render(request, "desk/answers.html", facts, status=422 if outcome else 200)


def lines(now: Answers, rows: Sequence[Row], language: str, today: date) -> list[Line]:
    """Every entry as the list shows it."""
    undecided = {row.intent: str(row.state) for row in rows}
    return [
        Line(
            entry=one,
            title=now.title(one.intent, language),
            counts=tuple((code, len(one.phrasings.get(code, ()))) for code in LANGUAGES),
            thin=answers_form.thin(one),
            from_policy=one.intent in POLICY_ANSWERS,
            when=when(one, today),
            open=undecided.get(one.intent, ""),
            is_none=one.intent == NONE,
        )
        for one in now.entries
    ]


def when(entry: Entry, today: date) -> str:
    """Whether an entry is said now, later, or no more."""
    if entry.valid_from and entry.valid_from > today:
        return "later"
    return "over" if entry.valid_until and entry.valid_until < today else "now"


def proposal(now: Answers, row: Row, language: str) -> Proposal:
    """One undecided version as the list shows it."""
    known = row.intent == FACTS or any(one.intent == row.intent for one in now.entries)
    act = "remove" if row.removes else ("change" if known else "add")
    title = ""
    if row.intent != FACTS:
        words = answers_store.entry_of(row).title
        title = words.get(language) or now.title(row.intent, language)
    return Proposal(row, act, title)


@for_work("answers")
@require_safe
def answers_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Everything in force as a file: YAML in the shape of answers.yaml, or a table."""
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        now = press_of(house, here).answers(db)
        db.note("answers.exported", None, staff=staff_id(request), entries=len(now.entries))
    body = to_csv(now) if form == "csv" else to_yaml(now)
    kind = "text/csv" if form == "csv" else "application/yaml"
    answer = HttpResponse(body, content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="answers-{here.slug}.{form}"'
    return answer


URLS = [
    path("<slug:slug>/answers", answers, name="answers"),
    path("<slug:slug>/answers.yaml", answers_export, {"form": "yaml"}, name="answers_yaml"),
    path("<slug:slug>/answers.csv", answers_export, {"form": "csv"}, name="answers_csv"),
]
