"""What the assistant did not understand lately: counts first; words only through the gate."""

from __future__ import annotations

from datetime import date

from janji.insight.counts import folded
from janji.insight.seen import PURPOSE
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import gate
from janji.vault.gate import Opened
from janji.vault.house import Vault

SQL = named_sql(__file__)
MOST = 20


def counts(db: Db, business: Business, today: date) -> dict[str, int]:
    """How many turns each intent was nearest to and not answered, while they are still held.

    Folded as every other count; empty where the policy counts nothing.
    """
    insight = business.policy.insight
    if insight is None or not business.policy.may_use("message_in", PURPOSE):
        return {}
    rows = db.all(SQL["missed"], today=today, purpose=PURPOSE)
    found = folded(((row.who, row.intent) for row in rows), insight.k)
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def words(
    db: Db, vault: Vault, business: Business, intent: str, today: date, by: int
) -> list[Opened] | Refused:
    """The newest of these messages, opened to improve the service; each reading is noted."""
    rows = db.all(SQL["missed_messages"], intent=intent, today=today, purpose=PURPOSE, most=MOST)
    found = [row.message_id for row in rows]
    return gate.read_records(db, vault, business, PURPOSE, found, by=by)
