"""Is this receipt ours, word for word? Anybody may ask; nothing is stored and no cookie is set."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from janji.site import words
from janji.site.same_site import from_this_site
from janji.site.visitor import business_of, house_of, language_of

LONGEST = 8_000


@dataclass(frozen=True)
class Result:
    """What the check found. status: kept (genuine) or broken; why: key of the reason."""

    status: str
    why: str
    facts: list[tuple[str, str]]


@csrf_exempt  # sets no cookie; from_this_site refuses forms of other sites
@require_http_methods(["GET", "HEAD", "POST"])
@from_this_site
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and under it what the check found."""
    typed = request.POST.get("receipt", "").strip()
    shown: dict[str, Any] = {"typed": typed[:LONGEST]}
    if request.method == "POST" and not typed:
        shown["error"] = "site.receipt_empty"
    elif typed:
        here = business_of(request)
        shown["result"] = checked(
            typed, house_of(request).signer.public, here.id, language_of(request)
        )
    return render(request, "site/receipt.html", shown, status=422 if "error" in shown else 200)


def checked(typed: str, public_key: str, business: int, language: str) -> Result:
    """Whether *typed* carries our signature over exactly these words, for this business."""
    found = parts("".join(typed.split()))
    if found is None or len(typed) > LONGEST:
        return Result("broken", "site.receipt_no_shape", [])
    body, signature = found
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signature, body)
    except InvalidSignature:
        return Result("broken", "site.receipt_not_ours", [])
    facts = json.loads(body)
    if facts.get("business") != business:
        return Result("broken", "site.receipt_other_business", [])
    plain = {name: value for name, value in facts.items() if isinstance(value, str | int | float)}
    return Result("kept", "", words.figures(plain, language))


def parts(typed: str) -> tuple[bytes, bytes] | None:
    """(signed bytes, signature) of JANJI1.<body>.<signature>, base64url; None for anything else."""
    pieces = typed.split(".")
    if len(pieces) != 3 or pieces[0] != "JANJI1":
        return None
    try:
        body, signature = (base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)) for one in pieces[1:])
        return (body, signature) if isinstance(json.loads(body), dict) else None
    except (binascii.Error, ValueError):
        return None
