"""What was searched for, on its way through an address: sealed, for one sign-in, for a while.

A search can so be come back to (back, again, another language). Whoever meets the address elsewhere
(a history, a proxy's log, a colleague) reads nothing in it, not even how much was typed; nothing
is kept here.
"""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest

from janji.desk import sessions
from janji.desk.access_seal import seal, unseal
from janji.desk.staff import business_of, house_of

LIVES = timedelta(minutes=60)
BLOCK = 64  # bytes: what is sealed is filled up to a whole number of these


def sealed(request: HttpRequest, words: str) -> str:
    """*words* as an address may carry them. words: without blanks at their ends."""
    until = int((house_of(request).clock.now() + LIVES).timestamp())
    plain = f"{until} {words}".encode()
    filled = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
    return seal(house_of(request), filled, bound_to(request)).hex()


def opened(request: HttpRequest, carried: str) -> str | None:
    """The words that *carried* holds for this sign-in; None when their time is over, or for
    anything else."""
    try:
        found = unseal(house_of(request), bytes.fromhex(carried), bound_to(request))
    except ValueError:
        return None
    until, _, words = (found or b"0").decode().partition(" ")
    return words.rstrip() if house_of(request).clock.now().timestamp() < int(until) else None


def bound_to(request: HttpRequest) -> str:
    """This sign-in at this desk: nobody else reads the words out of the address."""
    return f"search:{business_of(request).id}:{sessions.present(request)}"
