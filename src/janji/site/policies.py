"""The policy page, every version of it, and what changed between two, for people to read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from janji.audit import standing as proofs
from janji.policy import page_lines, wording
from janji.policy import render as policy_render
from janji.policy.business import Business
from janji.site import editions, machine, papers
from janji.site.meant import meant
from janji.site.visitor import business_of, house_of, language_of
from janji.site.wanted import in_forms
from janji.vault import versions

ZONES = {
    "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT",
}  # fmt: skip


LINKED, PLAIN, PAPER = "application/ld+json", "application/json", "application/pdf"


@in_forms({
    LINKED: (machine.current, ".jsonld"), PLAIN: (machine.current, ".jsonld"),
    PAPER: (papers.current, ".pdf"),
})  # fmt: skip
@require_safe
def privacy(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole policy that is in force, each sentence with what keeps it and how it stands."""
    here = business_of(request)
    known = editions.editions_of(request)
    now = editions.running(known)
    with house_of(request).act(here) as db:
        published = versions.words_of(db, now.number).published if now else ""
    facts = promised(request, here) | {
        "published": written(published),
        "edition": now,
        "coming": editions.awaited(known),
        "editions": known,
        "current": True,
    }
    return render(request, "site/privacy.html", facts)


def promised(request: HttpRequest, here: Business) -> dict[str, Any]:
    """The policy page, how every promise stands, and the count."""
    with house_of(request).act(here) as db:
        answers = proofs.latest(db)
    verdicts = proofs.standings(here, answers)
    return {
        "page": policy_render.page(here, language_of(request)),
        "verdicts": verdicts,
        "tally": proofs.tally(verdicts, answers.values()),
        "zone_name": ZONES.get(here.zone, here.zone),
    }


@require_safe
def all_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version with its day, the newest first."""
    return render(request, "site/versions.html", {"editions": editions.editions_of(request)})


@in_forms({
    LINKED: (machine.version, ".jsonld"), PLAIN: (machine.version, ".jsonld"),
    PAPER: (papers.version, ".pdf"),
})  # fmt: skip
@require_safe
def one_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version as it was said, whole; how promises stand is told for the one in force alone."""
    here = business_of(request)
    known = editions.editions_of(request)
    edition = the(known, number)
    with house_of(request).act(here) as db:
        then = editions.with_policy(db, here, number)
        published = versions.words_of(db, number).published
    facts = {
        "page": policy_render.page(then, language_of(request)),
        "edition": edition,
        "editions": known,
        "in_force": editions.running(known),
        "published": written(published),
        "verdicts": {},
        "current": False,
    }
    return render(request, "site/privacy.html", facts)


def written(text: str) -> list[str]:
    """A published text as its lines, empty ones left out."""
    return [line for line in text.splitlines() if line.strip()]


def the(known: list[editions.Edition], number: int) -> editions.Edition:
    """The version with this number. Raises: Http404."""
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise Http404
    return found


@require_safe
def difference(request: HttpRequest, slug: str, old: int, new: int) -> HttpResponse:
    """What changed from one version to another: by meaning, then word by word. Raises: Http404."""
    here, language = business_of(request), language_of(request)
    known = editions.editions_of(request)
    before, after = the(known, old), the(known, new)
    if old >= new:
        raise Http404
    with house_of(request).act(here) as db:
        pages = [
            policy_render.page(editions.with_policy(db, here, number), language)
            for number in (old, new)
        ]
        words = [versions.words_of(db, number) for number in (old, new)]
    said = [[" ".join(line.split()) for line in written(one.published)] for one in words]
    facts = {
        "before": before,
        "after": after,
        "meant": meant(words[0], words[1], language),
        "in_text": wording.wording(*said),
        "declared": wording.wording(*(page_lines.lines(one) for one in pages)),
        "text_language": here.policy.file.languages[0],
    }
    return render(request, "site/difference.html", facts)
