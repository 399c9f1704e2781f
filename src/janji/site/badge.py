"""A small picture for the business's own site: how its promises stood at the last look.

It says kept, cannot tell, broken or not checked yet, and when; never that a law is obeyed. It sets
no cookie and counts nobody; browsers keep it for a few minutes.
"""

from __future__ import annotations

from html import escape

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from janji.audit import standing as proofs
from janji.audit.standing import Tally
from janji.kit.clock import local_date
from janji.kit.text import say
from janji.policy.words import day_words
from janji.site.answers import SOON, signed
from janji.site.visitor import business_of, house_of, language_of

COLOURS = {"kept": "#14603a", "broken": "#a01f1c", "cannot_tell": "#734700", "unchecked": "#4d5552"}
LETTER, PAD, NAME = 6.1, 10, 46  # widths in pixels of an 11-pixel letter, the sides, "Janji"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="24" role="img" '
    'lang="{language}" aria-labelledby="t"><title id="t">{title}</title>'
    '<rect width="{width}" height="24" rx="5" fill="{colour}"/>'
    '<path d="M5 0h{name}v24H5a5 5 0 0 1-5-5V5a5 5 0 0 1 5-5z" fill="#1f2624"/>'
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
    '<text x="10" y="16" textLength="32" lengthAdjust="spacingAndGlyphs" font-weight="bold">'
    "Janji</text>"
    '<text x="{start}" y="16" textLength="{length}" lengthAdjust="spacingAndGlyphs">{words}</text>'
    "</g></svg>\n"
)


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The picture, as SVG, for any site."""
    here, language = business_of(request), language_of(request)
    with house_of(request).act(here) as db:
        answers = proofs.latest(db)
    tally = proofs.tally(proofs.standings(here, answers), answers.values())
    words = badge_words(tally, language)
    seen = local_date(tally.checked_at, here.zone) if tally.checked_at else None
    day = day_words(seen, language) if seen else None
    title = say("site.badge_title", language, name=here.name, words=words)
    title += say("site.badge_seen", language, day=day) if day else ""
    body = drawn(state_of(tally), words, title, language)
    return signed(request, body.encode(), "image/svg+xml; charset=utf-8", keep=SOON, fetched=False)


def state_of(tally: Tally) -> str:
    """The one word for how all promises stand: the weakest decides."""
    if tally.checked_at is None:
        return "unchecked"
    if tally.broken:
        return "broken"
    return "kept" if tally.kept == tally.provable else "cannot_tell"


def badge_words(tally: Tally, language: str) -> str:
    """The words on the picture."""
    values = {"kept": tally.kept, "provable": tally.provable, "broken": tally.broken}
    return say(f"site.badge_{state_of(tally)}", language, **values)


def drawn(state: str, words: str, title: str, language: str) -> str:
    """The picture; its width follows its words."""
    length = round(len(words) * LETTER)
    return PICTURE.format(
        width=NAME + 2 * PAD + length + 5, name=NAME, start=NAME + 5 + PAD, length=length,
        colour=COLOURS[state], words=escape(words), title=escape(title), language=language,
    )  # fmt: skip
