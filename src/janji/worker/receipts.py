"""The facts of a finished erasure in the shape of a receipt: times, counts, one line per copy elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from janji.audit import checkpoint
from janji.audit.checkpoint import Signer
from janji.audit.receipt import make
from janji.kit.db import Db
from janji.policy.business import Business


def signed(
    db: Db, signer: Signer, business: Business, facts: Mapping[str, Any], now: datetime
) -> str:
    """A signed receipt for *facts* of the rights room (rights/notice.py). Raises: as audit.receipt.make."""
    body: dict[str, Any] = {
        "business": business.name, "ticket": facts["ticket"],
        "received_at": facts["received_at"], "erased_at": facts["checked_at"],
        "residue_checked_at": facts["checked_at"], "policy_version": facts["policy"],
        "planned": facts["planned"], "affected": facts["affected"], "residue": facts["residue"],
        "copies": copies(business, int(facts["provider_copies_left"]), now),
    }  # fmt: skip
    last = db.one(checkpoint.SQL["newest_checkpoint"])
    if last is not None:
        body["checkpoint"] = {"number": last.number, "digest": checkpoint.digest(last.body)[:16]}
    return make(signer, body)


def copies(business: Business, left: int, now: datetime) -> list[dict[str, str]]:
    """What other holders still have: seen gone, still asked for, or ending by itself."""
    found = []
    for clock in business.policy.provider_clocks():
        recipient = business.policy.recipient(clock.holder)
        if recipient is None:
            continue  # our own copy: that is what the receipt is about
        row = {"holder": f"{recipient.name} ({clock.copy_})"}
        if clock.controlled_by == "holder":
            until = now + timedelta(seconds=clock.at_most.seconds)
            row |= {"state": "until", "until": until.isoformat()}
        else:
            row["state"] = "waiting" if left else "gone"
        found.append(row)
    return found
