"""Policies for programs: JSON-LD, its words, the list of all policies, a feed of versions."""

from __future__ import annotations

import json
from contextlib import suppress
from xml.etree import ElementTree as Xml

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from janji.kit.text import say
from janji.policy import jsonld, jsonld_words
from janji.policy.business import Business
from janji.policy.model_well_known import WellKnown, WellKnownBusiness, WellKnownVersion
from janji.policy.reader import PolicyRefused
from janji.policy.words import day_words
from janji.site import editions
from janji.site.answers import LATER, SOON, signed
from janji.site.editions import Edition, public
from janji.site.meant import Meant, meant
from janji.site.visitor import business_of, house_of, language_of
from janji.vault import versions

LINKED = "application/ld+json"
NEWEST = 10  # versions whose changes the feed tells; readers ask often
ATOM = "http://www.w3.org/2005/Atom"


@require_safe
def current(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The policy in force in the W3C's vocabulary."""
    now = editions.running(editions.editions_of(request))
    return linked(request, business_of(request), now.number if now else None, SOON)


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One version in the W3C's vocabulary. Raises: Http404."""
    here = business_of(request)
    with house_of(request).act(here) as db:
        then = editions.with_policy(db, here, number)
    return linked(request, then, number, LATER)


def linked(
    request: HttpRequest, business: Business, number: int | None, keep: str
) -> HttpResponseBase:
    """A policy as JSON-LD under the address of its version."""
    place = ("site:version", business.slug, number) if number else ("site:privacy", business.slug)
    site = house_of(request).settings.public_url.rstrip("/")
    body = jsonld.document(business, site, public(request, *place), number)
    return signed(request, body.encode(), LINKED, keep=keep)


@require_safe
def vocabulary(request: HttpRequest) -> HttpResponseBase:
    """Our own words for the law of Indonesia, with the W3C's wider ones."""
    site = house_of(request).settings.public_url.rstrip("/")
    body = json.dumps(jsonld_words.vocabulary(site), ensure_ascii=False, indent=1) + "\n"
    return signed(request, body.encode(), LINKED, keep=LATER)


@require_safe
def well_known(request: HttpRequest) -> HttpResponseBase:
    """Where each policy of this installation is, with its hash and every version."""
    house = house_of(request)
    found = []
    for business in house.businesses:
        house.follow(business)
        with house.act(business) as db:
            known = editions.all_editions(db, business, house.today(business))
        found.append(told(request, business, known))
    place = public(request, "site:vocabulary")
    body = WellKnown(vocabulary=place, businesses=tuple(found)).model_dump_json(indent=1)
    return signed(request, f"{body}\n".encode(), "application/json")


def told(request: HttpRequest, business: Business, known: list[Edition]) -> WellKnownBusiness:
    """One business with its addresses."""
    slug = business.slug
    return WellKnownBusiness(
        slug=slug,
        name=business.name,
        languages=business.languages,
        hash=business.policy.hash,
        effective=business.policy.effective,
        page=public(request, "site:privacy", slug),
        jsonld=public(request, "site:privacy_jsonld", slug),
        pdf=public(request, "site:privacy_pdf", slug),
        feed=public(request, "site:privacy_feed", slug),
        proof=public(request, "site:proof", slug),
        badge=public(request, "site:badge", slug),
        versions=tuple(one_version(request, slug, one) for one in known),
    )


def one_version(request: HttpRequest, slug: str, one: Edition) -> WellKnownVersion:
    """One version with its addresses."""
    return WellKnownVersion(
        number=one.number,
        label=one.label,
        hash=one.hash,
        effective=one.effective_on,
        updated=one.updated,
        state=one.state,
        page=public(request, "site:version", slug, one.number),
        jsonld=public(request, "site:version_jsonld", slug, one.number),
        pdf=public(request, "site:version_pdf", slug, one.number),
    )


@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Every version as an Atom feed, newest first; of the newest also what changed."""
    here, language = business_of(request), language_of(request)
    known = editions.editions_of(request)
    changes = newest_changes(request, known)
    Xml.register_namespace("", ATOM)
    root = Xml.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    address = public(request, "site:privacy_feed", slug)
    add(root, "id", public(request, "site:privacy", slug))
    add(root, "title", say("site.feed_title", language, name=here.name))
    add(root, "updated", stamp(known[0]) if known else f"{here.policy.effective}T00:00:00Z")
    add(root, "link", rel="self", href=address, type="application/atom+xml")
    add(root, "link", rel="alternate", href=public(request, "site:privacy", slug))
    add(add(root, "author"), "name", here.policy.file.controller.name)
    for one in known:
        entry(request, root, one, changes.get(one.number, ()))
    body = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return signed(request, body, "application/atom+xml; charset=utf-8")


def newest_changes(request: HttpRequest, known: list[Edition]) -> dict[int, tuple[Meant, ...]]:
    """What the newest versions changed, by number; none for one we cannot read."""
    here, language = business_of(request), language_of(request)
    found: dict[int, tuple[Meant, ...]] = {}
    with house_of(request).act(here) as db:
        for one in known[:NEWEST]:
            if one.before:
                words = [versions.words_of(db, number) for number in (one.before, one.number)]
                with suppress(PolicyRefused):
                    found[one.number] = meant(words[0], words[1], language)
    return found


def entry(
    request: HttpRequest, root: Xml.Element, one: Edition, changed: tuple[Meant, ...]
) -> None:
    """One version as an entry: from which day it binds, what it changed, where it is."""
    language, slug = language_of(request), business_of(request).slug
    made = add(root, "entry")
    address = public(request, "site:version", slug, one.number)
    day = day_words(one.effective_on, language)
    add(made, "id", address)
    title = "site.version_named" if one.state == "replaced" else "site.feed_entry"
    add(made, "title", say(title, language, number=one.number, day=day))
    add(made, "updated", stamp(one))
    add(made, "link", rel="alternate", href=address)
    if one.before:
        changes = public(request, "site:difference", slug, one.before, one.number)
        add(made, "link", rel="related", href=changes)
    state = say(f"site.feed_{one.state}", language, day=day)
    add(made, "summary", " ".join((state, *(change.words for change in changed))))


def stamp(one: Edition) -> str:
    """The day a version was published, as Atom spells a moment."""
    return f"{one.updated.isoformat()}T00:00:00Z"


def add(parent: Xml.Element, name: str, words: str | None = None, **more: str) -> Xml.Element:
    """One more element of the feed."""
    made = Xml.SubElement(parent, f"{{{ATOM}}}{name}", more)
    made.text = words
    return made
