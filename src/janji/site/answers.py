"""Answers for machines and other sites: kept for a while, asked for again by their sign (ETag)."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

SOON = "public, max-age=300"
LATER = "public, max-age=86400"


def signed(
    request: HttpRequest, body: bytes, content_type: str, *, keep: str = SOON, fetched: bool = True
) -> HttpResponseBase:
    """*body* with its ETag; 304 when the asker has it already.

    fetched: scripts of other sites may read it (it holds nothing that is not public).
    """
    sign = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    known = {one.removeprefix("W/") for one in asked}  # compared weakly, RFC 9110 13.1.2
    answer: HttpResponseBase
    if sign in known or "*" in known:
        answer = HttpResponseNotModified()
    else:
        answer = HttpResponse(body, content_type=content_type)
    answer.headers["ETag"] = sign
    answer.headers["Cache-Control"] = keep
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if fetched:
        answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
