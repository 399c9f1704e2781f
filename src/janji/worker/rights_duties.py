"""The rights room's duties, with the hands they need: processors, independent check, receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from janji.audit import residue
from janji.audit.receipt import make
from janji.channels import provider
from janji.channels.twilio.client import Twilio
from janji.kit.db import Db
from janji.kit.duty import Duty
from janji.policy.business import Business
from janji.rights import duties
from janji.rights.ports import Hands
from janji.vault.house import House


def hands(house: House, twilio: Twilio) -> Hands:
    """Who acts for the rights room outside of it."""

    def processors(business: Business, people: list[UUID], now: datetime) -> object:
        return provider.delete_for_people(house, business, twilio, people, now)

    def look(
        db: Db, people: Sequence[UUID], identifier_hashes: Sequence[bytes]
    ) -> Mapping[str, int]:
        found = dict(residue.residue(db, people, identifier_hashes))
        keys = sum(house.vault.keyring.exists(db.business, person) for person in people)
        return {**found, **({"keyring": keys} if keys else {})}

    return Hands(processors, look, partial(make, house.signer))


def rights_duties(house: House, business: Business, twilio: Twilio) -> list[Duty]:
    """Mail in, requests, deletions, notices, mail out."""
    helping = hands(house, twilio)
    minute = timedelta(minutes=1)
    return [
        Duty("mail fetched", lambda now: duties.fetch_mail(house, business, now), minute, 1),
        Duty("mail read", lambda now: duties.take_mail(house, business, now)),
        Duty("deletions", lambda now: duties.carry_out_deletions(house, business, helping, now)),
        Duty("requests lapsed", lambda now: duties.end_unconfirmed(house, business, now), minute),
        Duty("contacts ended", lambda now: duties.end_contacts(house, business, now), minute),
        Duty("mail sent", lambda now: duties.send_mail(house, business, now)),
        Duty(
            "mail forgotten",
            lambda now: duties.forget_old_mail(house, business, now),
            timedelta(hours=1),
        ),
    ]
