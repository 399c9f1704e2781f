"""Ask the proofs, with facts from the policy and from what only processes know.

The answers are kept for the public page.
"""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from janji.audit.facts import Alive, facts_of
from janji.audit.proofs import Verdict, prove_and_save
from janji.channels.connected import PROVIDERS
from janji.channels.twilio.client import MEDIA_HOSTS
from janji.kit.settings import ACCESS_LOG
from janji.policy.business import Business
from janji.vault.house import House
from janji.vault.places import PROVIDER_CLASS


def alive(house: House, business: Business) -> Alive:
    """What the proofs cannot see in the database: living day keys, media folders, hosts, logs."""
    keyring = house.vault.keyring
    days = [
        (cls, day)
        for cls in (*sorted(business.policy.spans), PROVIDER_CLASS)
        for day in keyring.days(business.id, cls)
        if day is not None
    ]
    reachable = sorted(hosts(house, business) - LOOPBACK)
    return Alive(
        key_days=days,
        media_days=media_days(house, business),
        access_log=ACCESS_LOG,
        reachable_hosts=reachable,
    )


def hosts(house: House, business: Business) -> set[str]:
    """Whom requests for this business may go to at all: nobody while its channel is not built."""
    if business.channel.provider not in PROVIDERS:
        return set()
    base = house.settings.provider_base(business.channel.api_base)
    return {*MEDIA_HOSTS, urlsplit(base).hostname or ""}


LOOPBACK = frozenset(("127.0.0.1", "localhost"))  # the twin is not a recipient: it is this machine


def media_days(house: House, business: Business) -> list[date]:
    """Days that still have a folder of files."""
    folder = house.vault.media / str(business.id)
    found = [path.name for path in folder.glob("*/*") if path.is_dir()] if folder.is_dir() else []
    return sorted({date.fromisoformat(name) for name in found if name != "open"})


def ask_proofs(house: House, business: Business, now: datetime) -> list[Verdict]:
    """Every proof of *business* at *now*; the answers are saved for the public page."""
    facts = facts_of(business, alive(house, business))
    with house.act(business) as db:
        return prove_and_save(db, facts, now)
