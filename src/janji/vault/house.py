"""One process's hold on everything: settings, clock, database, vault, businesses.

Every door (web, worker, commands) opens the house once and passes it down.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from psycopg.errors import UndefinedTable

from janji.audit.checkpoint import Signer
from janji.audit.ledger import Ledger
from janji.kit.clock import Clock, SharedClock, SystemClock, local_date
from janji.kit.db import Database, Db
from janji.kit.errors import JanjiError
from janji.kit.settings import Settings
from janji.policy.business import Business, all_businesses, load_standing
from janji.policy.model_business import BusinessFile
from janji.policy.reader import PolicyRefused, read
from janji.vault import chosen, following, versions
from janji.vault.index_keys import IndexKeys
from janji.vault.journal import Journal
from janji.vault.keyring import Keyring
from janji.vault.media_files import MediaFiles
from janji.vault.places import Places
from janji.vault.version_journal import VersionJournal

log = logging.getLogger("janji.policy")


@dataclass
class Vault:
    """The keyring, its sealers and the media folder of one process.

    ready_days: keys and partitions that are there. left_days: days that a restamp has emptied of
    records, by key class, day and earlier end (`restamp_pieces.has_only_words`).
    """

    keyring: Keyring
    media: Path
    ready_days: set[tuple[int, str, date]] = field(default_factory=set)
    left_days: set[tuple[int, str, date, date]] = field(default_factory=set)
    _places: dict[int, Places] = field(default_factory=dict)
    _index: IndexKeys | None = None

    def sealer(self, business: int) -> Places:
        """The sealer of one business, with its cache of keys."""
        found = self._places.get(business)
        if found is None:
            self._index = self._index or IndexKeys(self.keyring)
            found = self._places[business] = Places(self.keyring, self._index, business)
        return found

    def files(self, business: int) -> MediaFiles:
        """The sealed media files of one business."""
        return MediaFiles(self.media, self.sealer(business).sealer)

    def is_ready(self, business: int, cls: str, day: date) -> bool:
        """Whether this process has made sure of the day's key and partition."""
        return (business, cls, day) in self.ready_days


@dataclass(frozen=True)
class House:
    """Everything a door needs, opened once."""

    settings: Settings
    clock: Clock
    database: Database
    vault: Vault
    journal: Journal
    signer: Signer
    businesses: tuple[Business, ...]
    followed: following.Followed = field(default_factory=following.Followed)

    @property
    def versions(self) -> VersionJournal:
        """What was promised, outside the database."""
        return VersionJournal(self.settings.home)

    def today(self, business: Business) -> date:
        """The day it is where *business* is."""
        return local_date(self.clock.now(), business.zone)

    def follow(self, business: Business) -> None:
        """Let *business* keep the policy in force and say what its desk chose, whoever changed it.

        Looks at most once a second, and at the business's midnight; nothing else is asked.
        """
        today = self.today(business)
        if not self.followed.look_due(business.id, today):
            return
        try:
            with self.act(business) as db:
                following.follow(db, self.followed, business, today, self.clock.now())
                chosen.follow(db, self.followed.rows, business)
        except PolicyRefused:
            log.error("%s: its policy in force cannot be read; the last one runs", business.slug)

    def begin(self, business: Business) -> None:
        """Let *business* keep its policy in force from the first moment of this process.

        Where nothing was ever applied, the file in its folder becomes the first version.
        Raises: PolicyRefused when neither can be read.
        """
        today, now = self.today(business), self.clock.now()
        with self.act(business) as db:
            following.begin(db, business, today, now)
            following.follow(db, self.followed, business, today, now)
        with self.act(business) as db:  # what is committed now is written outside of it as well
            self.versions.catch_up(db, business)

    def act(self, business: Business) -> AbstractContextManager[Db]:
        """One transaction for *business*."""
        return self.database.act(business.id)

    def business(self, slug: str) -> Business:
        """The business with this name. Raises: JanjiError vault.no_such_business (404)."""
        for one in self.businesses:
            if one.slug == slug:
                return one
        raise JanjiError("vault.no_such_business", 404, slug=slug)

    def close(self) -> None:
        """Give back connections and the keyring's place among its readers."""
        self.database.close()
        self.vault.keyring.close()


def clock_of(settings: Settings) -> Clock:
    """The machine's clock, or the shared moving clock of a demo."""
    return SharedClock(settings.clock_file) if settings.clock_file else SystemClock()


def open_house(
    settings: Settings,
    app_url: str,
    *,
    connections: int = 12,
    clock: Clock | None = None,
    businesses: Sequence[Business] | None = None,
) -> House:
    """Open everything for this process. The database is already there and migrated.

    clock, businesses: what the settings lead to, unless the caller has them at hand already.
    """
    clock = clock or clock_of(settings)
    database = Database(app_url, Ledger(clock).seal, most=connections)
    found = readable(settings, database, clock) if businesses is None else businesses
    keyring = Keyring(settings.home / "keyring", settings.home / "keys")
    return House(
        settings=settings,
        clock=clock,
        database=database,
        vault=Vault(keyring, settings.home / "media"),
        journal=Journal(settings.home / "erasures"),
        signer=Signer(hashlib.sha256(settings.make_secret("ledger_signing_key").encode()).digest()),
        # Each house holds its own: what one desk chooses changes them.
        businesses=tuple(replace(one) for one in found),
    )


def readable(settings: Settings, database: Database, clock: Clock) -> list[Business]:
    """Every business, one whose policy file is broken under the version that is in force.

    Raises: PolicyRefused with the problems of all that nothing was ever applied for.
    """

    def standing(folder: Path) -> Business | None:
        facts = read(folder / "business.yaml", BusinessFile).facts
        try:
            with database.act(facts.id) as db:
                version = versions.in_force(db, local_date(clock.now(), facts.zone))
                words = versions.words_of(db, version.number) if version else None
        except UndefinedTable:  # a database of an older schema: nothing was ever applied
            return None
        return load_standing(folder, words.source, words.published) if words else None

    return all_businesses(settings.businesses, instead=standing)
