"""Mail at the desk: where letters come in and go out, each tried live before it is kept."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from janji.channels.mail import trial
from janji.channels.mail.servers import PORTS, Server, read_server, server_of
from janji.desk.look import tell
from janji.desk.staff import business_of, for_work, house_of, language_of, staff_id
from janji.kit.errors import JanjiError
from janji.kit.settings import Settings
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import chosen

WAYS = ("imap", "smtp")
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?\Z")
LONGEST = 200


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Show both ways, or try and keep the one that was sent."""
    way, error = request.POST.get("way", ""), None
    if request.method == "POST" and way in WAYS:
        error = kept(request, way)
        if error is None:
            return redirect("desk:settings_mail", slug=slug)
    house, here = house_of(request), business_of(request)
    with house.act(here) as db:
        checks = chosen.checks(db)
    facts = {
        "ways": [way_facts(request, one, error if one == way else None) for one in WAYS],
        "checks": checks,
        "address": here.contacts.email,
        "own_door": house.settings.smtp_in_port,
    }
    return render(request, "desk/settings_mail.html", facts, status=422 if error else 200)


def way_facts(request: HttpRequest, way: str, error: str | None) -> dict[str, Any]:
    """One form: as typed after an error, else as it is; a password is never shown."""
    settings, here = house_of(request).settings, business_of(request)
    known = now_set(settings, here, way)
    fields: dict[str, Any] = {"host": "", "port": "", "user": "", "scheme": f"{way}s"}
    if known:
        fields = {"host": known.host, "port": known.port, "user": known.user,
                  "scheme": known.scheme, "folder": known.folder}  # fmt: skip
    if error:
        fields = {name: request.POST.get(name, "")[:LONGEST] for name in
                  ("host", "port", "user", "scheme", "folder")}  # fmt: skip
    return {"way": way, "error": error, "set": known is not None, "fields": fields,
            "fixed": set_outside(settings, here, way),
            "schemes": (f"{way}s", way)}  # fmt: skip


def now_set(settings: Settings, here: Business, way: str) -> Server | None:
    """The server as it is set; one that cannot be read counts as none."""
    try:
        return server_of(settings, here, way)
    except JanjiError:
        return None


def secret_of(here: Business, way: str) -> str:
    """The name of the secret that holds the address with its password."""
    return f"janji_{way}_url_{here.slug.replace('-', '_')}"


def set_outside(settings: Settings, here: Business, way: str) -> bool:
    """Whether the operator's environment decides."""
    environ, name = settings.secrets.environ, secret_of(here, way).upper()
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def kept(request: HttpRequest, way: str) -> str | None:
    """Try the server; keep it only when it takes the login. Else the sentence of why not."""
    house, here, language = house_of(request), business_of(request), language_of(request)
    if set_outside(house.settings, here, way):
        return say("desk.mail.outside", language, name=secret_of(here, way).upper())
    address = address_in(request, way)
    if address is None:
        return say("desk.mail.form", language)
    server = read_server(address, way, secret_of(here, way))
    state = trial.login(server, local=house.settings.simulator)
    passed, before = state == "works", house.settings.secret(secret_of(here, way))
    if passed or before in (None, address):  # a try that was not kept tells nothing of what is
        with house.act(here) as db:
            chosen.note_check(
                db, f"mail_{way}", state, staff_id(request), house.clock.now(), passed=passed
            )
    if not passed:
        return say(f"desk.mail.{state}", language, host=server.host)
    house.settings.keep_secret(secret_of(here, way), address)
    tell(request, "desk.mail.works")
    return None


def address_in(request: HttpRequest, way: str) -> str | None:
    """The address with its password from the form; None when a field makes no sense.

    An empty password keeps the one that is set, for the same server and user alone.
    """
    post = {name: value[:LONGEST].strip() for name, value in request.POST.items()
            if isinstance(value, str)}  # fmt: skip
    scheme, host, user = post.get("scheme", ""), post.get("host", "").lower(), post.get("user", "")
    port = post.get("port", "") or str(PORTS.get(scheme, ""))
    if scheme not in (way, f"{way}s") or not HOST.match(host):
        return None
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return None
    known = now_set(house_of(request).settings, business_of(request), way)
    password = request.POST.get("password", "")[:LONGEST]
    if not password and known and (known.host, known.user) == (host, user):
        password = known.password
    who = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    folder = f"/{quote(post.get('folder', '') or 'INBOX', safe='')}" if way == "imap" else ""
    return f"{scheme}://{who}{host}:{port}{folder}"


URLS = [
    path("<slug:slug>/settings/mail", mail, name="settings_mail"),
]
