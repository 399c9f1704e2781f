"""Signed checkpoints: an Ed25519 signature over where every chain of a business stands.

A checkpoint names the last line of each chain and the hash of the checkpoint before it. A ledger
whose tail was cut, or whose line was changed, no longer fits a checkpoint that somebody kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from janji.audit import ledger
from janji.audit.chain import canonical, stamp
from janji.kit.db import Db
from janji.kit.sql import named_sql

SQL = named_sql(__file__)


@dataclass(frozen=True)
class Signer:
    """The house's signing key, from 32 secret bytes."""

    secret: bytes

    def sign(self, body: str) -> bytes:
        """An Ed25519 signature (RFC 8032) over the UTF-8 bytes of *body*."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(body.encode())

    @property
    def public(self) -> str:
        """The public key as hex: what a verifier needs."""
        key = Ed25519PrivateKey.from_private_bytes(self.secret).public_key()
        return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def take(db: Db, signer: Signer, now: datetime) -> str | None:
    """Write a checkpoint if the ledger moved since the last one; return its body."""
    heads = {str(row.chain): [row.seq, row.hash.hex()] for row in db.all(ledger.SQL["heads"])}
    last = db.one(SQL["newest_checkpoint"])
    number, previous = (0, "") if last is None else (last.number, digest(last.body))
    if not heads or (last is not None and f'"heads":{canonical(heads)}' in last.body):
        return None
    body = canonical(
        {
            "business": db.business, "number": number + 1, "at": stamp(now),
            "previous": previous, "heads": heads,
        }
    )  # fmt: skip
    written = db.run(
        SQL["write_checkpoint"], number=number + 1, at=now, body=body, signature=signer.sign(body)
    )
    return body if written else None


def digest(body: str) -> str:
    """How the next checkpoint names this one."""
    return hashlib.sha256(body.encode()).hexdigest()
