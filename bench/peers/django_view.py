"""The usual way: one Django view, one row and one commit per message.

Without middleware and ORM, with one autocommit connection per thread. It does less than the
product: nothing is sealed, nothing dropped, no ledger line is written. It reads the form as Django
does, or, faster, with our parser (PEER_PARSER=lent).
"""

from __future__ import annotations

import os
import threading
from typing import Any

import django
import psycopg
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from bench.messages import PATH, PUBLIC, TOKEN
from bench.peers.rows import KEEP
from janji.channels.twilio import signature

EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
LENT = signature.parse_form if os.environ.get("PEER_PARSER") == "lent" else None
own = threading.local()


def connection() -> psycopg.Connection[Any]:
    """This thread's own connection."""
    found: psycopg.Connection[Any] | None = getattr(own, "connection", None)
    if found is None:
        found = own.connection = psycopg.connect(os.environ["BENCH_APP_URL"], autocommit=True)
    return found


def own_parser(request: HttpRequest) -> list[tuple[str, str]]:
    """The form as the framework reads it."""
    return [(name, value) for name, values in request.POST.lists() for value in values]


def take(request: HttpRequest) -> HttpResponse:
    """Verify, store, answer."""
    params = LENT(request.body) if LENT else own_parser(request)
    given = request.headers.get("x-twilio-signature")
    if not signature.valid([TOKEN], PUBLIC + request.get_full_path(), params, given):
        return HttpResponse(status=403)
    form = dict(params)
    connection().execute(KEEP, (form["MessageSid"], form["From"], form["Body"]), prepare=True)
    return HttpResponse(EMPTY, content_type="text/xml")


def health(_request: HttpRequest) -> HttpResponse:
    """Say that the server answers."""
    return HttpResponse(b"ok")


if not settings.configured:
    settings.configure(
        DEBUG=False, ROOT_URLCONF=__name__, MIDDLEWARE=[], ALLOWED_HOSTS=["*"],
        SECRET_KEY="only-for-measuring", USE_TZ=True, INSTALLED_APPS=[], DATABASES={},
    )  # fmt: skip
    django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the settings, as Django asks
from django.urls import path  # noqa: E402 - the same

urlpatterns = [path(PATH.lstrip("/"), take), path("health", health)]
application = get_wsgi_application()
