"""How a batch of arrivals is written: prepared statements and their values, nothing else.

Two ways lead to the same rows. Surely: one round trip, when every message is believed new, with the
ledger chained beforehand; the database refuses the whole when one was not. Carefully: rows first,
then the ledger lines of what was really new.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from psycopg import pq

from janji.audit.ledger import SQL as LEDGER
from janji.audit.ledger import Lines
from janji.door import binary
from janji.door.sealing import KIND, Columns
from janji.door.wire import NOTHING, Statement, Step
from janji.kit.sql import named_sql
from janji.vault import people
from janji.vault.index_keys import HASH_BYTES

SQL = named_sql(__file__.replace("keeping", "batches"))
TYPES: Mapping[str, int] = {
    "business": binary.INT4, "expires_on": binary.DATE, "kind": binary.TEXT, "chain": binary.INT8,
    "at": binary.TIMESTAMPTZ, "now": binary.TIMESTAMPTZ, "expected": binary.INT8,
    "before": binary.INT8, "action": binary.TEXT, "detail": binary.TEXT,
}  # fmt: skip
KEEP = Statement(SQL["keep_rows"] + "\n" + SQL["tell_kept"], TYPES)
KEEP_AND_NOTE = Statement(SQL["keep_rows"] + "\n" + SQL["note_kept"], TYPES)
LINES = Statement(LEDGER["write_lines"], TYPES)
WRITE_ALONG = Statement(people.SQL["write_along"], TYPES)
BEGIN, COMMIT = Statement("BEGIN"), Statement("COMMIT")
WAKE = Statement(SQL["wake"], TYPES)


def opening(business: int) -> list[Step]:
    """Begin, and hold off whoever ends people."""
    return [(BEGIN, NOTHING), alone(business)]


def call(business: int) -> Step:
    """Wake the worker for this business, and for no other, once this is committed."""
    return WAKE, {"business": binary.whole(business)}


def alone(business: int) -> Step:
    """Hold off whoever ends people, before the statement that asks who lives takes its look."""
    return WRITE_ALONG, {"business": binary.whole(business)}


def kept(business: int, batch: Columns) -> Step:
    """Write the batch; the result names what was new."""
    return KEEP, row_values(business, batch)


def kept_and_noted(business: int, batch: Columns, lines: Lines) -> Step:
    """Write the batch with one ledger line each, all alike, or fail when one was not new."""
    values = row_values(business, batch)
    values["chain"] = binary.big(lines.chain)
    values["before"] = binary.big(lines.seqs[0] - 1)
    values["now"] = binary.moment(lines.at)
    values["action"], values["detail"] = lines.actions[0].encode(), lines.details[0].encode()
    values["hashes"] = binary.fixed(binary.BYTEA, 32, lines.hashes)
    values["expected"] = binary.big(len(batch.ids))
    return KEEP_AND_NOTE, values


def noted(business: int, lines: Lines) -> list[Step]:
    """Write ledger lines; no step when there are none."""
    return [(LINES, line_values(business, lines))] if lines.seqs else []


def told_new(result: pq.abc.PGresult) -> dict[UUID, bool]:
    """The answer of `kept`: whether each message was new; without those whose people ended."""
    return {
        UUID(bytes=result.get_value(row, 0)): result.get_value(row, 1) == b"\1"
        for row in range(result.ntuples)
    }


def row_values(business: int, batch: Columns) -> dict[str, bytes]:
    """A batch's columns as the protocol spells them."""
    return {
        "business": binary.whole(business),
        "expires_on": binary.day(batch.expires_on),
        "ids": binary.uuids([one.bytes for one in batch.ids]),
        "people": binary.uuids([one.bytes for one in batch.people]),
        "sids": binary.fixed(binary.BYTEA, HASH_BYTES, batch.sids),
        "sid_seals": binary.byteas(batch.sid_seals),
        "media": binary.smalls([one.media for one in batch.arrivals]),
        "ats": binary.moments([one.at for one in batch.arrivals]),
        "seals": binary.byteas(batch.seals),
        "kind": KIND.encode(),
    }


def line_values(business: int, lines: Lines) -> dict[str, bytes]:
    """Ledger lines as the protocol spells them."""
    return {
        "business": binary.whole(business),
        "chain": binary.big(lines.chain),
        "at": binary.moment(lines.at),
        "seqs": binary.bigs(lines.seqs),
        "actions": binary.texts(lines.actions),
        "subjects": binary.maybe_uuids(
            [None if one is None else one.bytes for one in lines.subjects]
        ),
        "details": binary.texts(lines.details),
        "hashes": binary.byteas(lines.hashes),
    }
