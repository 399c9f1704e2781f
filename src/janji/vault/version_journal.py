"""The journal of versions: what was promised, outside the database and its backups.

A backup knows the versions of its own day. One line per version, appended and fsynced once it is
applied, lets `janji restore` apply the later ones again: else a shorter promise made since would be
forgotten, and things kept longer than people were told. It holds policies and days, no customers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from janji.vault import lines, versions
from janji.vault.versions import Version, Words

if TYPE_CHECKING:
    from janji.kit.db import Db
    from janji.policy.business import Business


@dataclass(frozen=True)
class Written:
    """One line: a version as it was applied, with its words."""

    version: Version
    words: Words


class VersionJournal:
    """One append-only file for all businesses of this installation."""

    def __init__(self, home: Path) -> None:
        self.path = home / "versions" / "versions.jsonl"

    def catch_up(self, db: Db, business: Business) -> int:
        """Append the versions of *business* that are not written yet; how many."""
        known = {sign(one.version) for one in self.of(business.id).values()}
        fresh = [one for one in reversed(versions.all_of(db)) if sign(one) not in known]
        for one in fresh:
            self.append(business.id, one, versions.words_of(db, one.number))
        return len(fresh)

    def of(self, business: int) -> dict[int, Written]:
        """Every version of *business* by number.

        A number written again begins another life of the database: what the older one applied from
        that number on counts no more. Raises: JanjiError vault.versions_damaged.
        """
        found: dict[int, Written] = {}
        for line in self._lines():
            if line["business"] == business:
                found = {number: one for number, one in found.items() if number < line["number"]}
                found[line["number"]] = written(line)
        return found

    def append(self, business: int, version: Version, words: Words) -> None:
        """Make one version durable."""
        line = {
            "business": business, "number": version.number, "hash": version.hash,
            "label": version.label, "author": version.author,
            "applied_at": version.applied_at.isoformat(),
            "effective_on": version.effective_on.isoformat(), "plan": version.plan,
            "source": words.source, "published": words.published,
        }  # fmt: skip
        lines.add(self.path, line)

    def _lines(self) -> list[dict[str, Any]]:
        return lines.read(self.path, "vault.versions_damaged")


def sign(version: Version) -> tuple[int, str, datetime]:
    """What tells a version from one of the same number in another database."""
    return version.number, version.hash, version.applied_at


def written(line: Mapping[str, Any]) -> Written:
    """A line as a version and its words."""
    version = Version(
        line["number"], line["hash"], line["label"], line["author"],
        datetime.fromisoformat(line["applied_at"]), date.fromisoformat(line["effective_on"]),
        line["plan"],
    )  # fmt: skip
    return Written(version, Words(line["source"], line["published"]))
