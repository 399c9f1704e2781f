"""How far a shorter promise has reached what is held, in words for every face of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from janji.kit.text import say
from janji.vault import restamp, versions

if TYPE_CHECKING:
    from janji.kit.db import Db
    from janji.policy.business import Business
    from janji.vault.house import Vault
    from janji.vault.restamp import Progress

State = Literal["waits", "runs", "done"]


@dataclass(frozen=True)
class Reach:
    """One shorter promise on its way. waiting: end dates that nothing was done about yet.

    state: "waits" for the worker; "runs"; "done", told while the version that did it is in force.
    """

    state: State
    waiting: int
    progress: Progress | None

    def words(self, language: str) -> str:
        """The whole of it as a sentence or two."""
        values = {"waiting": self.waiting}
        if self.progress is not None:
            values |= {
                "version": self.progress.version, "keys": self.progress.keys,
                "moved": self.progress.moved, "records": self.progress.records,
            }  # fmt: skip
        return say(f"vault.reach.{self.state}", language, **values)

    def facts(self) -> dict[str, object]:
        """The same for machines."""
        found = self.progress
        told: dict[str, object] = {"state": self.state, "waiting": self.waiting}
        if found is None:
            return told
        return told | {
            "version": found.version, "days": found.keys, "days_moved": found.moved,
            "records_moved": found.records, "since": found.since.isoformat(timespec="seconds"),
            "seen": found.seen.isoformat(timespec="seconds"),
        }  # fmt: skip


def reach(db: Db, today: date, waiting: int = 0) -> Reach | None:
    """How it stands on *today*, a local day; None when nothing has to be told.

    waiting: as `restamp.waiting` counts it, where the keyring is at hand.
    """
    found = restamp.progress(db)
    if waiting:
        return Reach("waits" if found is None or found.over else "runs", waiting, found)
    if found is None:
        return None
    if not found.over:
        return Reach("runs", 0, found)
    return Reach("done", 0, found) if found.version == versions.standing(db, today) else None


def reach_here(db: Db, vault: Vault, business: Business, today: date) -> Reach | None:
    """The same where the keyring can be asked what still waits."""
    return reach(db, today, restamp.waiting(db, vault, business, today))
