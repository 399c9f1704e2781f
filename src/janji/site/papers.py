"""The policy as PDF/A, pressed on first asking and kept by the digest of what it was made of."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from janji.kit.errors import JanjiError
from janji.policy import paper
from janji.policy import render as policy_render
from janji.policy.business import Business
from janji.site import editions
from janji.site.answers import LATER, SOON, signed
from janji.site.faults import trouble
from janji.site.visitor import business_of, house_of, language_of

ONE_AT_A_TIME = threading.Lock()
WAIT = 5.0  # seconds of real time for the press of another paper
LOG = logging.getLogger("janji.site")


@require_safe
def current(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The policy in force on paper."""
    now = editions.running(editions.editions_of(request))
    return on_paper(request, business_of(request), now.number if now else None, SOON)


@require_safe
def version(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One version on paper. Raises: Http404."""
    here = business_of(request)
    with house_of(request).act(here) as db:
        then = editions.with_policy(db, here, number)
    return on_paper(request, then, number, LATER)


def on_paper(
    request: HttpRequest, business: Business, number: int | None, keep: str
) -> HttpResponseBase:
    """The PDF, shown in the browser under a name of its own."""
    language = language_of(request)
    place = ("site:version", business.slug, number) if number else ("site:privacy", business.slug)
    address = editions.public(request, *place)
    asked = paper.asked(policy_render.page(business, language), address)
    try:
        body = kept(house_of(request).settings.home / "published" / business.slug, asked)
    except JanjiError as fault:
        return trouble(request, fault.status, "paper")
    answer = signed(request, body, "application/pdf", keep=keep, fetched=False)
    name = f"{business.slug}-privacy-v{number}-{language}.pdf" if number else "privacy.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def kept(folder: Path, asked: str) -> bytes:
    """The paper from *folder*, pressed first when it is not there; one press at a time.

    Raises: JanjiError policy.not_pressed (503), also when the press stays busy.
    """
    path = folder / f"{paper.digest(asked)}.pdf"
    if path.exists():
        return path.read_bytes()
    if not ONE_AT_A_TIME.acquire(timeout=WAIT):  # who waits holds a thread that other pages need
        raise JanjiError("policy.not_pressed", 503)
    try:
        if path.exists():
            return path.read_bytes()
        body = paper.press(asked)
        put_by(path, body)
        return body
    finally:
        ONE_AT_A_TIME.release()


def put_by(path: Path, body: bytes) -> None:
    """Put a paper where the next finds it; a disk that takes none is no trouble of the reader."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(f".{os.getpid()}")
        half.write_bytes(body)
        half.replace(path)  # whoever reads meanwhile sees a whole file or none
    except OSError as fault:
        LOG.warning("a paper could not be kept: %s", type(fault).__name__)
