"""Small secrets of staff, sealed under a key of the installation that lies outside the database.

For second factors at rest, and for what somebody typed before their desk locked: it travels
through their own browser, unreadable on the way.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from janji.vault.house import House

NONCE = 12


def seal(house: House, words: bytes, bound_to: str) -> bytes:
    """*words* unreadable; they open only where *bound_to* is the same."""
    nonce = os.urandom(NONCE)
    return nonce + box(house).encrypt(nonce, words, bound_to.encode())


def unseal(house: House, sealed: bytes, bound_to: str) -> bytes | None:
    """What was sealed; None when it was not sealed here for this."""
    try:
        return box(house).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):
        return None


def box(house: House) -> AESGCM:
    """The key of staff secrets, made once for the installation."""
    return AESGCM(hashlib.sha256(house.settings.make_secret("desk_staff_key").encode()).digest())
