"""One entry: its form, what is wrong beside each field, its versions and the way back."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.care import answers_form, answers_store
from janji.care.answers import COMPUTED, Answers
from janji.care.answers_file import KINDS, Entry
from janji.care.answers_form import FIELDS, Flaw, Typed
from janji.care.answers_shape import FACTS, texts, to_plain
from janji.care.answers_store import Choice
from janji.care.assistant import POLICY_ANSWERS, policy_words
from janji.care.example import NONE
from janji.desk.answers_at import press_of
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.desk.staff_names import names_of
from janji.kit.db import Db, Row
from janji.kit.errors import Refused

# Where in the policy the sentence behind a rendered answer stands.
SENTENCES = {"lama_simpan": "retention.", "dibagikan": "recipients.", "akses_data": "rights.access"}
NEW = "+"
WAS_IN_FORCE = ("published", "replaced")


@dataclass(frozen=True)
class Version:
    """One version and how it differs from the one before: (sign, words) for each changed text."""

    row: Row
    changes: tuple[tuple[str, str], ...]


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers_entry(request: HttpRequest, slug: str, intent: str) -> HttpResponse:
    """The form of one entry. Raises: Http404 when neither the file nor a draft has it."""
    if intent.startswith("_"):
        raise Http404
    if request.method != "POST":
        return shown(request, intent)
    if request.POST.get("act") == "again":
        return brought_back(request, intent)
    return saved(request, intent)


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers_new(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty form, or a new entry."""
    return saved(request, NEW) if request.method == "POST" else shown(request, NEW)


def saved(request: HttpRequest, intent: str) -> HttpResponse:
    """Keep what was typed as a draft or proposal; with problems, the form again."""
    house, here = house_of(request), business_of(request)
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    if intent != NEW:
        typed["intent"] = intent
    with house.act(here) as db:
        read, refused = kept(db, request, intent, typed)
    if read.flaws or refused:
        return shown(request, intent, typed, flaws=read.flaws, refused=refused)
    tell(request, f"desk.answers.{'kept' if request.POST.get('act') == 'draft' else 'sent'}")
    return redirect("desk:answers", slug=here.slug)


def kept(
    db: Db, request: HttpRequest, intent: str, typed: Mapping[str, str]
) -> tuple[Typed, Refused | None]:
    """Write what was typed, when nothing is wrong with it; as a proposal unless it is a draft."""
    house, staff, act = house_of(request), staff_id(request), request.POST.get("act")
    now = press_of(house, business_of(request)).answers(db)
    others = [one for one in now.entries if one.intent != intent]
    read = answers_form.read_form(typed, others, now.facts, f"staff {staff}")
    if read.flaws:
        return read, None
    base = request.POST.get("base", "")
    made = answers_store.save(
        db, read.entry, staff, house.clock.now(), base=int(base) if base.isdecimal() else 0,
        removes=act == "remove",
    )  # fmt: skip
    if isinstance(made, Refused):
        return read, made
    return read, None if act == "draft" else answers_store.propose(
        db, Choice(read.entry.intent, made), staff
    )


def brought_back(request: HttpRequest, intent: str) -> HttpResponse:
    """An old version as a new proposal."""
    house, here, staff = house_of(request), business_of(request), staff_id(request)
    version = request.POST.get("version", "")
    with house.act(here) as db:
        made = answers_store.again(
            db, intent, int(version) if version.isdecimal() else 0, staff, house.clock.now()
        )
        if not isinstance(made, Refused):
            answers_store.propose(db, Choice(intent, made), staff)
    if isinstance(made, Refused):
        return shown(request, intent, refused=made)
    tell(request, "desk.answers.sent")
    return redirect("desk:answers", slug=here.slug)


def shown(
    request: HttpRequest,
    intent: str,
    typed: Mapping[str, str] | None = None,
    *,
    flaws: Sequence[Flaw] = (),
    refused: Refused | None = None,
) -> HttpResponse:
    """The page of one entry."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    with house.act(here) as db:
        now = press_of(house, here).answers(db)
        rows = [] if intent == NEW else answers_store.versions(db, intent)
    entry = entry_shown(now, rows, intent)
    seed = press_of(house, here).seed.entries
    begun = next((one for one in seed if one.intent == intent), None)
    if entry is None and intent != NEW:
        raise Http404
    facts: dict[str, Any] = {
        "intent": intent,
        "is_new": intent == NEW,
        "title": now.title(intent, language) if entry else "",
        "form": typed or (answers_form.to_form(entry) if entry else empty_form()),
        "kinds": sorted(KINDS),
        "flaws": by_field(flaws, language),
        "refused": refused,
        "base": rows[0].version if rows else 0,
        "state": rows[0].state if rows else "",
        "removes": bool(rows and rows[0].removes),
        "thin": answers_form.thin(entry) if entry else {},
        "few": answers_form.FEW,
        "slots": sorted({*COMPUTED, *now.facts}),
        "versions": history(rows, begun),
        "names": names_of([one for row in rows for one in (row.made_by, row.decided_by)], language),
        "rendered": rendered(request, intent, language),
        "is_none": intent == NONE,
    }
    status = 422 if flaws or refused else 200
    return render(request, "desk/answers_entry.html", facts, status=status)


def entry_shown(now: Answers, rows: Sequence[Row], intent: str) -> Entry | None:
    """An undecided version first, else what is in force."""
    if rows and rows[0].state in answers_store.OPEN:
        return answers_store.entry_of(rows[0])
    return next((one for one in now.entries if one.intent == intent), None) or (
        answers_store.entry_of(rows[0]) if rows else None
    )


def empty_form() -> dict[str, str]:
    """Nothing typed yet."""
    return {**dict.fromkeys(FIELDS, ""), "kind": "text"}


def by_field(flaws: Sequence[Flaw], language: str) -> dict[str, list[tuple[int, str]]]:
    """Problems by field: (row, what to do); row 0 where the field has one line only."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in flaws:
        row = one.row if one.field.startswith("phrasings") else 0
        found.setdefault(one.field, []).append((row, one.said(language)))
    return found


def rendered(request: HttpRequest, intent: str, language: str) -> dict[str, str] | None:
    """The answer that the policy gives by itself, and the sentence it comes from."""
    if intent not in POLICY_ANSWERS:
        return None
    here = business_of(request)
    sentence = next(
        (one for one in here.policy.promises if (one.rule or "").startswith(SENTENCES[intent])),
        None,
    )
    words = policy_words(here, house_of(request).settings.public_url, intent, language) or ""
    return {
        "words": words,
        "sentence": dict(sentence.quotes).get(language, "") if sentence else "",
        "promise": sentence.id if sentence else "",
    }


def history(rows: Sequence[Row], begun: Entry | None) -> list[Version]:
    """Versions newest first, each beside what was in force before it. begun: as the file says."""
    return [
        Version(row, changes(before_it(rows[place + 1 :], begun), answers_store.entry_of(row)))
        for place, row in enumerate(rows)
    ]


def before_it(older: Sequence[Row], begun: Entry | None) -> Entry | None:
    """What was in force before a version: the newest older one that ever was, else the file's."""
    row = next((one for one in older if one.state in WAS_IN_FORCE), None)
    return answers_store.entry_of(row) if row else begun


def changes(before: Entry | None, after: Entry) -> tuple[tuple[str, str], ...]:
    """The texts that went and came; all of them are new where nothing was before."""
    lines = difflib.ndiff(told(before) if before else [], told(after))
    return tuple((line[0], line[2:]) for line in lines if line[0] in "+-")


def told(entry: Entry) -> list[str]:
    """Every text of an entry on a line of its own, in one order whoever wrote it down."""
    plain = to_plain(entry)
    plain.pop("approved_by", None)
    rows = [
        f"{name} {language}: {text}".replace(" :", ":") for name, language, text in texts(plain)
    ]
    return [f"kind: {plain['kind']}", *sorted(rows)]


@for_work("answers")
@require_http_methods(["GET", "HEAD", "POST"])
def answers_facts(request: HttpRequest, slug: str) -> HttpResponse:
    """The facts that fill gaps in answers: name and words in both languages."""
    house, here, staff = house_of(request), business_of(request), staff_id(request)
    problems: list[str] = []
    refused: Refused | None = None
    with house.act(here) as db:
        now = press_of(house, here).answers(db)
        shown_facts: Mapping[str, Mapping[str, str]] = now.facts
        if request.method == "POST":
            shown_facts = typed_facts(request)
            language = language_of(request)
            trial = Answers(now.entries, shown_facts, now.zone)
            problems = [one.said(language) for one in answers_store.check(trial)]
            refused = None if problems else keep_facts(db, request, shown_facts, staff)
            if not problems and refused is None:
                tell(request, "desk.answers.sent")
                return redirect("desk:answers", slug=slug)
        base = answers_store.newest(db, FACTS)
    facts = {"facts": shown_facts, "problems": problems, "refused": refused, "base": base,
             "computed": sorted(COMPUTED)}  # fmt: skip
    status = 422 if problems or refused else 200
    return render(request, "desk/answers_facts.html", facts, status=status)


def keep_facts(
    db: Db, request: HttpRequest, facts: Mapping[str, Mapping[str, str]], staff: int
) -> Refused | None:
    """Propose changed facts."""
    base, now = request.POST.get("base", ""), house_of(request).clock.now()
    made = answers_store.save_facts(db, facts, staff, now, int(base) if base.isdecimal() else 0)
    if isinstance(made, Refused):
        return made
    return answers_store.propose(db, Choice(FACTS, made), staff)


def typed_facts(request: HttpRequest) -> dict[str, dict[str, str]]:
    """The facts of the form; a line without a name is left out."""
    columns = [request.POST.getlist(name)[:200] for name in ("name", "id", "en")]
    rows = zip(*columns, strict=False)
    return {name.strip(): {"id": first, "en": second} for name, first, second in rows
            if name.strip()}  # fmt: skip


URLS = [
    path("<slug:slug>/answers/new", answers_new, name="answers_new"),
    path("<slug:slug>/answers/facts", answers_facts, name="answers_facts"),
    path("<slug:slug>/answers/of/<slug:intent>", answers_entry, name="answers_entry"),
]
