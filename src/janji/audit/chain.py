"""How ledger lines are chained: pure functions shared by every writer and every verifier.

hash(n) = SHA-256(hash(n-1) ‖ line(n)), line = business|chain|seq|at|action|subject|detail in UTF-8.
The first line of a chain follows 32 zero bytes. at is UTC with microseconds; detail canonical JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

START = bytes(32)


def canonical(detail: Mapping[str, object]) -> str:
    """The one spelling of a detail: sorted keys, no spaces, plain UTF-8."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def stamp(at: datetime) -> str:
    """The one spelling of a moment."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def line(
    business: int, chain: int, seq: int, at: str, action: str, subject: UUID | None, detail: str
) -> bytes:
    """The bytes of one ledger line that its hash covers."""
    return f"{business}|{chain}|{seq}|{at}|{action}|{subject or ''}|{detail}".encode()


def link(previous: bytes, entry: bytes) -> bytes:
    """The hash of a line that follows *previous*."""
    return hashlib.sha256(previous + entry).digest()
