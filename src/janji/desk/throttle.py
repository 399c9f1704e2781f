"""Slow down guessing of passwords per account, without knowing where the guesses come from.

No address is kept (ramen promises R-14 to R-16), so the account itself waits: the first few slips
cost nothing, then each wrong password doubles the wait up to a quarter of an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from janji.kit.sql import named_sql
from janji.vault.house import House

SQL = named_sql(__file__)
INSTALLATION = 0  # accounts belong to the installation, not to one business
ALLOWED = 5
FIRST, LONGEST = timedelta(seconds=15), timedelta(minutes=15)
OLD = timedelta(days=1)


def waits_until(house: House, name: str, now: datetime) -> datetime | None:
    """Until when nobody may try this account; None when they may try now."""
    with house.database.act(INSTALLATION) as db:
        free_at: datetime | None = db.value(SQL["free_at"], account=account(name))
    return free_at if free_at and free_at > now else None


def wrong(house: House, name: str, now: datetime) -> None:
    """Count a wrong password, and forget accounts nobody tried lately."""
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["forget"], before=now - OLD)
        db.run(
            SQL["wrong"],
            account=account(name),
            now=now,
            allowed=ALLOWED,
            first=FIRST,
            longest=LONGEST,
        )


def right(house: House, name: str) -> None:
    """Clear the account after the right password."""
    with house.database.act(INSTALLATION) as db:
        db.run(SQL["right"], account=account(name))


def account(name: str) -> str:
    """A keyed hash of the name typed, so that a password typed there by mistake is kept nowhere."""
    return salted_hmac("janji.desk.login", name.strip().lower(), algorithm="sha256").hexdigest()
