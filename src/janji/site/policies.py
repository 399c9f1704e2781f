"""The policy page, every version of it, and what changed between two, for people to read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from janji.audit import standing as proofs
from janji.policy import meaning, meaning_words, page_lines, wording
from janji.policy import render as policy_render
from janji.policy.business import Business
from janji.site import editions
from janji.site.visitor import business_of, house_of, language_of
from janji.vault import versions

ZONES = {
    "Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT",
}  # fmt: skip
WEAKEST_FIRST = ("looser", "stricter", "other", "wording")


@require_safe
def privacy(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole policy that is in force, each sentence with what keeps it and how it stands."""
    here = business_of(request)
    known = editions.editions_of(request)
    now = editions.running(known)
    facts = promised(request, here) | {
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
        "published": [line for line in published.splitlines() if line.strip()],
        "verdicts": {},
        "current": False,
    }
    return render(request, "site/privacy.html", facts)


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
        texts = [versions.words_of(db, number).published.splitlines() for number in (old, new)]
    said = [[" ".join(line.split()) for line in text if line.strip()] for text in texts]
    facts = {
        "before": before,
        "after": after,
        "meant": meant(request, old, new),
        "in_text": wording.wording(*said),
        "declared": wording.wording(*(page_lines.lines(one) for one in pages)),
        "text_language": here.policy.file.languages[0],
    }
    return render(request, "site/difference.html", facts)


def meant(request: HttpRequest, old: int, new: int) -> list[dict[str, str]]:
    """What the changes mean for people, those that weaken a promise first."""
    here, language = business_of(request), language_of(request)
    with house_of(request).act(here) as db:
        by_number = {one.number: one for one in versions.all_of(db)}
        files = [versions.reading_of(db, by_number[number], here) for number in (old, new)]
        texts = [versions.words_of(db, number).published for number in (old, new)]
    found = meaning.difference(files[0], files[1], (texts[0], texts[1]))
    found.sort(key=lambda change: WEAKEST_FIRST.index(change.direction))
    return [
        {"direction": one.direction, "words": meaning_words.said(one, language)} for one in found
    ]
