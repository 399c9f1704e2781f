"""Promises with verdicts and evidence, asked again on demand, and how each answered before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from janji.audit import report, standing, standing_words
from janji.audit.proof_names import family_of
from janji.channels import proving
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.policy.business import Business

APART = timedelta(seconds=60)  # asking every proof takes the database a moment: not more often
HISTORY = 60
RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TAIL = 8


@for_work("proof")
@require_http_methods(["GET", "HEAD", "POST"])
def proofs(request: HttpRequest, slug: str) -> HttpResponse:
    """Every promise and how it stands; a press asks all proofs again, at most once a minute."""
    if request.method == "POST":
        asked_again(request)
        return redirect("desk:proofs", slug=slug)
    house, here, language = house_of(request), business_of(request), language_of(request)
    with house.act(here) as db:
        answers = standing.latest(db)
    stands = standing.standings(here, answers)
    chosen = request.GET.get("state", "")
    facts = {
        "tally": standing.tally(stands, answers.values()),
        "chosen": chosen,
        "promises": [
            {"promise": one, "status": stands[one.id],
             "seen": [told(answers[name], here, language)
                      for name in one.proofs if name in answers]}
            for one in here.policy.promises
            if not chosen or stands[one.id] == chosen
        ],
    }  # fmt: skip
    return render(request, "desk/proofs.html", facts)


def told(seen: standing.Seen, here: Business, language: str) -> dict[str, Any]:
    """One answer in words."""
    return {
        "proof": seen.proof,
        "verdict": seen.verdict,
        "at": seen.at,
        "figures": standing_words.figures(seen.evidence, language, here.zone),
        "missing": standing_words.missing(seen.missing, language),
    }


def asked_again(request: HttpRequest) -> None:
    """Ask every proof now, unless that was done a moment ago; tell what came of it."""
    house, here = house_of(request), business_of(request)
    now = house.clock.now()
    with house.act(here) as db:
        last = standing.last_run(db)
        if last is not None and now - last < APART:
            return tell(request, "desk.proofs.just_asked")
        db.note("proof.asked", None, staff=staff_id(request))
    verdicts = proving.ask_proofs(house, here, now)
    broken = sum(one.word == "broken" for one in verdicts)
    return tell(request, "desk.proofs.asked", n=len(verdicts), broken=broken)


@for_work("proof")
@require_safe
def proofs_one(request: HttpRequest, slug: str, proof: str) -> HttpResponse:
    """One proof: the promises it looks at and how it answered over time. Raises: Http404."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    promises = standing.named_by(here).get(proof)
    if promises is None:
        raise Http404
    with house.act(here) as db:
        answers = standing.history(db, proof, HISTORY)
    broken = bool(answers) and answers[0].verdict == "broken"
    facts = {
        "proof": proof,
        "promises": promises,
        "answers": [told(one, here, language) for one in answers],
        "now": standing_now(request, proof) if broken else None,
    }
    return render(request, "desk/proofs_one.html", facts)


def standing_now(request: HttpRequest, proof: str) -> dict[str, Any]:
    """How a broken proof stands at this moment: the rows that break it, and what it is about."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    verdict = proving.ask_one(house, here, proof, house.clock.now())
    columns = list(dict.fromkeys(name for row in verdict.rows for name in row))
    return {
        "verdict": verdict.word,
        "family": family_of(proof),
        "columns": columns,
        "rows": [[(name, cell(row.get(name), language, here.zone)) for name in columns]
                 for row in verdict.rows],
        "all": int(verdict.evidence.get("broken_rows", 0)),
    }  # fmt: skip


def cell(value: Any, language: str, zone: str) -> str:
    """One fact of a row that breaks a promise: a moment in words, an id by its end."""
    words = "–" if value is None else report.moment(value, language, zone)
    return f"…{words[-TAIL:]}" if RANDOM.fullmatch(words) else words


URLS = [
    path("<slug:slug>/proofs", proofs, name="proofs"),
    path("<slug:slug>/proofs/<slug:proof>", proofs_one, name="proofs_one"),
]
