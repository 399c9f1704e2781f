"""Django as one WSGI callable behind the front door, made from our own settings.

Technical facts about a visitor (address, device) are taken out before Django sees the request, so
no page, log or error can hold them (ramen promises R-14 to R-16).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import psycopg
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connections

from janji.site import django_settings as made
from janji.site.statics import Shelf
from janji.vault.house import House

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
DESK_SCHEMA = Path(__file__).parent.parent / "desk" / "schema.sql"
TECHNICAL = (
    "REMOTE_",
    "HTTP_USER_AGENT",
    "HTTP_SEC_CH_",
    "HTTP_VIA",
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_REAL_IP",
    "HTTP_CF_",
    "HTTP_TRUE_CLIENT_IP",
)


def application(house: House) -> Wsgi:
    """The pages of *house*, public ones and the staff's; migrate_desk has run before."""
    prepare(house)
    handler = WSGIHandler()
    shelf = Shelf(business.folder / "brand" for business in house.businesses)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        found = shelf.answer(environ, start_response)
        if found is not None:
            return found
        for name in [name for name in environ if name.startswith(TECHNICAL)]:
            del environ[name]
        if is_public(environ, house.settings.public_url):
            environ["wsgi.url_scheme"] = "https"
        environ["janji.house"] = house
        environ["janji.shelf"] = shelf
        return handler(environ, start_response)

    return answer


def is_public(environ: dict[str, Any], public_url: str) -> bool:
    """Whether the call came to the public https address, through a proxy that ends TLS.

    Some proxies leave the port out of the name they pass on.
    """
    public, called = urlsplit(public_url), environ.get("HTTP_HOST", "").lower()
    return public.scheme == "https" and called in (public.netloc, public.hostname)


def prepare(house: House) -> None:
    """Set Django up for *house*; commands that touch staff accounts call this first."""
    configure()
    for name, value in made.of_installation(house.settings.public_url).items():
        setattr(django_settings, name, value)
    django_settings.SECRET_KEY = house.settings.make_secret("django_secret_key")
    use_database("default", house.database.url)


def configure() -> None:
    """Set Django up once in this process; later calls change nothing."""
    if not django_settings.configured:
        django_settings.configure(**made.fixed())
        # Django's own lines hold addresses and values of faults; security.py writes ours instead.
        logging.getLogger("django").setLevel(logging.CRITICAL + 1)
        django.setup()


def use_database(alias: str, url: str) -> None:
    """Let Django's connection *alias* lead to *url* from now on."""
    entry = connections.settings.setdefault(alias, {})
    entry.clear()
    entry.update(made.database(url))
    if alias in [one.alias for one in connections.all(initialized_only=True)]:
        connections[alias].close()
        del connections[alias]


def migrate_desk(owner_url: str) -> None:
    """Make or renew the tables of logins, sessions and staff, as the owner, in schema desk.

    Safe to repeat. The product's own role may use them and cannot change their shape.
    """
    configure()
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS desk")
    use_database("owner", owner_url)
    try:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    finally:
        connections["owner"].close()
        del connections["owner"]
        del connections.settings["owner"]
    with psycopg.connect(owner_url) as connection:
        connection.execute(DESK_SCHEMA.read_bytes())
