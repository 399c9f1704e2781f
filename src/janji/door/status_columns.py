"""Statuses as columns: each word of the provider is the time of one step of the lattice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from janji.door.arrivals import Status
from janji.vault.places import Places

# Twilio's words (message resource, status values) → the step whose time they tell.
STEP = {
    "sent": "sents", "delivered": "delivereds", "read": "reads",
    "failed": "faileds", "undelivered": "faileds", "canceled": "faileds",
}  # fmt: skip


def status_values(statuses: Sequence[Status], sealer: Places) -> dict[str, Any]:
    """Values for raise_statuses; a word without a step (queued, sending) only marks acceptance."""
    values: dict[str, list[Any]] = {
        name: []
        for name in ("ids", "sids", "nameless", "sents", "delivereds", "reads", "faileds", "errors")
    }
    for status in statuses:
        sid = sealer.find_hash("sid", status.sid)
        values["ids"].append(status.message)
        values["sids"].append(sid)
        if status.message is None:
            values["nameless"].append(sid)
        for step in ("sents", "delivereds", "reads", "faileds"):
            values[step].append(status.at if STEP.get(status.status) == step else None)
        values["errors"].append(status.error)
    return values
