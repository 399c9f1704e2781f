"""Is this receipt ours, word for word? Anybody may ask; nothing is stored and no cookie is set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from janji.audit import receipt as receipts
from janji.kit.errors import Refused
from janji.kit.text import say
from janji.policy.business import Business
from janji.site.same_site import from_this_site
from janji.site.visitor import business_of, house_of, language_of

LONGEST = 20_000


@dataclass(frozen=True)
class Result:
    """What the check found. status: kept (genuine) or broken; why: the reason, said."""

    status: str
    why: str
    lines: list[str]


@csrf_exempt  # sets no cookie; from_this_site refuses forms of other sites
@require_http_methods(["GET", "HEAD", "POST"])
@from_this_site
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and under it what the check found."""
    typed = request.POST.get("receipt", "")[:LONGEST]
    shown: dict[str, Any] = {"typed": typed}
    if request.method == "POST" and not typed.strip():
        shown["error"] = "site.receipt_empty"
    elif typed:
        key = house_of(request).signer.public
        shown["result"] = checked(typed, key, business_of(request), language_of(request))
    return render(request, "site/receipt.html", shown, status=422 if "error" in shown else 200)


def checked(typed: str, public_key: str, here: Business, language: str) -> Result:
    """Whether *typed* holds a receipt signed by us for *here*, word for word."""
    lines = [line.rstrip() for line in typed.splitlines()]  # a form sends CR LF; a chat adds spaces
    facts = receipts.check("\n".join(lines) + "\n", public_key)
    if isinstance(facts, Refused):
        return Result("broken", say("site.receipt_not_whole", language), [])
    if facts.get("business") not in (here.slug, here.name, here.policy.file.controller.name):
        return Result("broken", say("site.receipt_other_business", language), [])
    return Result("kept", "", receipts.in_language(facts, language))
