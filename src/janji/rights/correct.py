"""A request to correct data, first cut: recorded, explained, answered by staff.

The only name held comes from the person's WhatsApp profile and changes with it (UU PDP 30).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.policy.business import Business
from janji.rights import requests


def start(
    db: Db, business: Business, person: UUID, channel: str, language: str, now: datetime
) -> requests.Ticket | Refused:
    """Record a correction that staff will carry out; the chat itself proves whose data it is."""
    right = requests.right_of(business, "correction")
    if isinstance(right, Refused):
        return Refused("rights.not_offered", {"contact": business.contacts.email})
    return requests.start(
        db, business, person, "correction", channel, language, now, verified_by="possession"
    )
