"""Ask the proofs, with facts from the policy and from what only processes know.

The answers are kept for the public page.
"""

from __future__ import annotations

from datetime import date, datetime
from urllib.parse import urlsplit

from janji.audit.facts import Alive, ProofFacts, facts_of
from janji.audit.lengths import Said, lengths
from janji.audit.proofs import Verdict, prove, prove_and_save
from janji.channels.connected import PROVIDERS
from janji.channels.twilio.client import MEDIA_HOSTS
from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.settings import ACCESS_LOG
from janji.policy.business import Business
from janji.vault import versions
from janji.vault.ends import ends_now
from janji.vault.house import House
from janji.vault.key_names import PROVIDER_CLASS


def alive(house: House, business: Business) -> Alive:
    """What the proofs cannot see in the database: living day keys, media folders, hosts, logs."""
    keyring = house.vault.keyring
    with house.act(business) as db:
        ends = ends_now(db, business)
    days = [
        (key.cls, key.day)
        for cls in (*ends.classes(business.policy), PROVIDER_CLASS)
        for key in ends.living(keyring, business.id, cls)
        if key.day is not None
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


def media_days(house: House, business: Business) -> list[tuple[str, date]]:
    """Class and day of every folder of files."""
    folders = house.vault.files(business.id).days()
    return [(cls, day) for cls, day in folders if day is not None]


def said(db: Db, business: Business, today: date) -> list[Said]:
    """How long each version kept what, from its own words, up to *today*; none for a single one."""
    found = [one for one in reversed(versions.all_of(db)) if one.effective_on <= today]
    if len(found) == 1:
        return []
    return [
        Said(one.number, one.effective_on, versions.policy_of(db, one, business).spans)
        for one in found
    ]


def ask_proofs(house: House, business: Business, now: datetime) -> list[Verdict]:
    """Every proof of *business* at *now*; the answers are saved for the public page."""
    facts = known(house, business, now)
    with house.act(business) as db:
        return prove_and_save(db, facts, now)


def ask_one(house: House, business: Business, proof: str, now: datetime) -> Verdict:
    """How one proof stands at *now*, with the rows that break it; nothing is saved."""
    facts = known(house, business, now)
    with house.act(business) as db:
        return prove(db, facts, now, only=[proof])[0]


def known(house: House, business: Business, now: datetime) -> ProofFacts:
    """The facts that proofs are asked with."""
    with house.act(business) as db:
        told = lengths(said(db, business, local_date(now, business.zone)))
    return facts_of(business, alive(house, business), told)
