"""A brand chosen at the desk: its style sheet and mark, under addresses that change with them."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from janji.policy.brand import style_sheet
from janji.policy.business import Business
from janji.site.visitor import business_of

FOR_LONG = "public, max-age=31536000, immutable"


def style_address(business: Business) -> str | None:
    """Where the style sheet is; None while the desk chose no colour."""
    colour = business.brand.colour
    return address("site:brand_style", business, colour.encode()) if colour else None


def mark_address(business: Business) -> str | None:
    """Where the mark is; None while the desk chose none."""
    mark = business.brand.mark
    return address("site:brand_mark", business, mark) if mark else None


def address(page: str, business: Business, content: bytes) -> str:
    """The page with a sign of its content, so that browsers may keep it."""
    sign = hashlib.sha256(content).hexdigest()[:12]
    return reverse(page, args=[business.slug], query={"v": sign})


@require_safe
def brand_style(request: HttpRequest, slug: str) -> HttpResponse:
    """The style sheet. Raises: Http404 when none was chosen."""
    colour = business_of(request).brand.colour
    if not colour:
        raise Http404
    return lasting(HttpResponse(style_sheet(colour), content_type="text/css; charset=utf-8"))


@require_safe
def brand_mark(request: HttpRequest, slug: str) -> HttpResponse:
    """The mark as a PNG. Raises: Http404 when none was chosen."""
    mark = business_of(request).brand.mark
    if not mark:
        raise Http404
    return lasting(HttpResponse(mark, content_type="image/png"))


def lasting(answer: HttpResponse) -> HttpResponse:
    """The answer, kept by browsers: its address changes with its content."""
    answer.headers["Cache-Control"] = FOR_LONG
    return answer
