"""Check the ledger where it lies: every hash of every chain, and every head that was ever signed.

Fast because the server spells the lines in blocks and only hashing happens here. What is hashed is
compared with the hashes stored beside it, so that a changed line is named, not only noticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from janji.audit.chain import START
from janji.audit.checkpoint import SQL as CHECKPOINTS
from janji.audit.checkpoint import digest
from janji.kit.db import Db, Row
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
BLOCK = 500  # lines spelled by the server at once
MOST_FAULTS = 20


@dataclass(frozen=True)
class Fault:
    """Where the ledger does not hold.

    what: gap (a line is missing), changed (a line or hash differs), signature, checkpoint_gap,
    head (a signed head is not there any more).
    """

    what: str
    chain: int
    seq: int


@dataclass(frozen=True)
class Checked:
    """What was looked at, and what did not hold (at most MOST_FAULTS)."""

    entries: int
    chains: int
    checkpoints: int
    faults: tuple[Fault, ...]


def verify_fast(db: Db, public_key: str) -> Checked:
    """Check every line and every checkpoint of the business of *db*. public_key: hex."""
    entries, ends, faults = check_chains(db)
    signed = db.all(CHECKPOINTS["checkpoints"])
    faults += check_checkpoints(db, signed, public_key)
    return Checked(entries, len(ends), len(signed), tuple(faults[:MOST_FAULTS]))


def check_chains(db: Db) -> tuple[int, dict[int, tuple[int, bytes]], list[Fault]]:
    """Hash every line after the one before it; return how many, each chain's end, the faults."""
    entries, ends, faults = 0, dict[int, tuple[int, bytes]](), list[Fault]()
    db.run(SQL["without_compiling"])
    with db.connection.cursor(binary=True) as cursor:
        rows = cursor.stream(SQL["blocks"], {"business": db.business, "block": BLOCK})
        for row in rows:
            ends[row.chain], found = check_block(db.business, row, *ends.get(row.chain, (0, START)))
            entries += row.n
            faults += found
    return entries, ends, faults


def check_block(
    business: int, row: Row, seq: int, previous: bytes
) -> tuple[tuple[int, bytes], list[Fault]]:
    """Check one block after the line *seq* with hash *previous*; return its end and faults."""
    sha256, computed, link = hashlib.sha256, list[bytes](), previous
    owner = b"%d|%d|" % (business, row.chain)
    for number, rest in enumerate(row.lines.split(b"\n"), row.first):
        link = sha256(b"%b%b%d|%b" % (link, owner, number, rest)).digest()
        computed.append(link)
    faults = []
    if row.first != seq + 1 or row.last != seq + row.n:
        faults.append(Fault("gap", row.chain, seq + 1))
    if b"".join(computed) != row.hashes or len(computed) != row.n:
        place = row.first + first_difference(computed, row.hashes)
        faults.append(Fault("changed", row.chain, place))
    return (row.last, row.hashes[-32:]), faults


def first_difference(computed: Sequence[bytes], kept: bytes) -> int:
    """How many hashes agree before the first that does not."""
    pairs = enumerate(computed)
    return next((n for n, mine in pairs if mine != kept[32 * n : 32 * n + 32]), len(computed))


def check_checkpoints(db: Db, signed: Sequence[Row], public_key: str) -> list[Fault]:
    """Whether each checkpoint is signed, follows the one before, and its heads are still there."""
    key, faults, before = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)), [], ""
    heads: list[tuple[int, int, bytes]] = []
    for number, row in enumerate(signed, 1):
        try:
            key.verify(bytes(row.signature), row.body.encode())
        except InvalidSignature:
            faults.append(Fault("signature", 0, row.number))
        told = json.loads(row.body)
        if (row.number, told["number"], told["previous"]) != (number, number, before):
            faults.append(Fault("checkpoint_gap", 0, row.number))
        before = digest(row.body)
        heads += [(int(n), seq, bytes.fromhex(kept)) for n, (seq, kept) in told["heads"].items()]
    return faults + lost_heads(db, heads)


def lost_heads(db: Db, heads: Sequence[tuple[int, int, bytes]]) -> list[Fault]:
    """Signed heads that the ledger no longer has as they were signed."""
    rows = db.all(
        SQL["lost_heads"],
        chains=[chain for chain, _, _ in heads],
        seqs=[seq for _, seq, _ in heads],
        hashes=[kept for _, _, kept in heads],
    )
    return [Fault("head", row.chain, row.seq) for row in rows]
