"""The public pages of a business: what it keeps, its policy, its proof. No cookie, no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from janji.audit import checkpoint as checkpoints
from janji.audit import standing as proofs
from janji.audit import standing_words as words
from janji.audit.export import spelled
from janji.kit.text import catalogue, say
from janji.policy.business import Business
from janji.site import editions
from janji.site.policies import ZONES, promised
from janji.site.visitor import business_of, house_of, language_of

VERIFIER = Path(__file__).parent.parent / "audit" / "janji_verify.py"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The businesses of this installation, or straight to the only one."""
    businesses = house_of(request).businesses
    if len(businesses) == 1:
        return redirect("site:business", slug=businesses[0].slug)
    return render(request, "site/home.html", {"businesses": businesses})


@require_safe
def business(request: HttpRequest, slug: str) -> HttpResponse:
    """What the business keeps, in short, and where to go on."""
    here = business_of(request)
    rights = ("site.word_access", "site.word_delete", "site.word_stop")
    facts = {
        "rights_words": [say(key, language_of(request)) for key in rights],
        "coming": editions.awaited(editions.editions_of(request)),
    }
    return render(request, "site/business.html", {**promised(request, here), **facts})


@require_safe
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """What the last look at every promise found, and how to check it without us."""
    here, house, language = business_of(request), house_of(request), language_of(request)
    with house.act(here) as db:
        answers = proofs.latest(db)
        newest = db.one(checkpoints.SQL["newest_checkpoint"])
    verdicts = proofs.standings(here, answers)
    named = proofs.named_by(here)
    facts = {
        "tally": proofs.tally(verdicts, answers.values()),
        "zone_name": ZONES.get(here.zone, here.zone),
        "age": words.oldest(answers, language),
        "proofs": [shown(name, answers.get(name), named, here, language) for name in named],
        "planned": [one for one in here.policy.promises if one.planned],
        "statements": [one for one in here.policy.promises if not one.bound and not one.planned],
        "public_key": house.signer.public,
        "checkpoint": newest,
    }
    return render(request, "site/proof.html", facts)


def shown(
    name: str, answer: proofs.Seen | None, named: dict[str, list[Any]],
    here: Business, language: str,
) -> dict[str, Any]:  # fmt: skip
    """One proof as a card: what it looks for, what it found, what is missing."""
    status = answer.verdict if answer else "unchecked"
    count = answer.evidence.get("broken_rows", 1) if answer else 0
    return {
        "id": name,
        "about": list(dict.fromkeys(promise.about[language] for promise in named[name])),
        "promises": [promise.id for promise in named[name]],
        "status": status,
        "looks_for": say(f"audit.proof.{name}", language)
        if f"audit.proof.{name}" in catalogue()
        else "",
        "words": say(f"site.found_{status}", language, count=count),
        "missing": words.missing(answer.missing, language) if answer else "",
        "figures": words.figures(answer.evidence, language, here.zone) if answer else [],
        "at": answer.at if answer else None,
    }


@require_safe
def checkpoint(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest signed checkpoint, to keep: a later ledger must still fit it. Raises: Http404."""
    here = business_of(request)
    with house_of(request).act(here) as db:
        newest = db.one(checkpoints.SQL["newest_checkpoint"])
    if newest is None:
        raise Http404
    kept = {"checkpoint": newest.body, "signature": bytes(newest.signature).hex()}
    answer = HttpResponse(spelled(kept), content_type="application/jsonl")
    answer["Content-Disposition"] = f'attachment; filename="{here.slug}-checkpoint.jsonl"'
    return answer


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The script that checks ledger, checkpoints and receipts without any part of Janji."""
    answer = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{VERIFIER.name}"'
    return answer


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Search engines may read the public pages and nothing of the staff's."""
    lines = "User-agent: *\nDisallow: /desk/\nDisallow: /*/simulator\nDisallow: /*/receipt\n"
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")
