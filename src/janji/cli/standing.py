"""The businesses as they are bound now, for commands that only look: nothing is applied by a look.

What runs is the version in force, whatever the folder says; a folder that says something else, or
nothing that can be used, is told. Where no version was ever applied, the folder speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import OperationalError
from psycopg.errors import UndefinedTable

from janji.cli import opening
from janji.cli.doctor_database import owner_url, standing
from janji.cli.folders import folder_of
from janji.kit import postgres
from janji.kit.clock import Clock, SystemClock, local_date
from janji.kit.db import Database
from janji.kit.settings import Settings
from janji.policy.business import Business, load_business, load_standing
from janji.policy.model import PolicyFile
from janji.policy.model_business import BusinessFile
from janji.policy.reader import PolicyRefused, Reading, read
from janji.vault import versions
from janji.vault.house import clock_of

if TYPE_CHECKING:
    from janji.audit.standing import Seen


@dataclass(frozen=True)
class Standing:
    """One business as it is bound. reading: the file of its policy with lines.

    answers: of each proof, as it was asked last; empty where no database was made yet.
    """

    business: Business
    reading: Reading[PolicyFile]
    answers: dict[str, Seen]


def bound(chosen: Settings, slug: str | None = None, *, start: bool = True) -> list[Standing]:
    """Business *slug*, or all of them, under the version in force.

    start: start our database for it when it sleeps; else only for a folder that cannot be used.
    Raises: JanjiError vault.no_such_business; PolicyRefused where a folder is broken and no version
    can stand in for it.
    """
    folders = folders_of(chosen, slug)
    with asked(chosen, start=start or any(map(broken, folders))) as database:
        return [one_bound(folder, database, clock_in(chosen)) for folder in folders]


def folders_of(chosen: Settings, slug: str | None) -> list[Path]:
    """The folder of *slug*, or of every business. Raises: JanjiError vault.no_such_business."""
    if slug is not None:
        return [folder_of(chosen, slug)]
    return [path.parent for path in sorted(chosen.businesses.glob("*/business.yaml"))]


def broken(folder: Path) -> bool:
    """Whether nothing can run on what the folder says."""
    try:
        load_business(folder)
    except PolicyRefused:
        return True
    return False


def clock_in(chosen: Settings) -> Clock:
    """The clock; a trial's is made by whoever moves it, not by a look."""
    moved = chosen.clock_file
    return SystemClock() if moved and not moved.exists() else clock_of(chosen)


@contextmanager
def asked(chosen: Settings, *, start: bool) -> Iterator[Database | None]:
    """The database, when there is one to ask; one that was started for it is stopped again."""
    url = owner_url(chosen)
    server = None
    if not isinstance(url, str) and start and standing(chosen.home) is not None:
        server = postgres.serve(chosen)
        url = server.owner_url
    if not isinstance(url, str):
        yield None
        return
    try:
        with closing(Database(url, most=1)) as database:
            yield database
    finally:
        if server is not None and server.started_here:
            server.stop()


def one_bound(folder: Path, database: Database | None, clock: Clock) -> Standing:
    """One business under its version in force; as its folder says where none was applied."""
    try:
        found = in_force(folder, database, clock) if database else None
    except (UndefinedTable, OperationalError):  # an older schema has applied nothing
        found = None
    if found is not None:
        return found
    business = load_business(folder)
    return Standing(business, read(folder / "policy.yaml", PolicyFile), {})


def in_force(folder: Path, database: Database, clock: Clock) -> Standing | None:
    """One business under the version that binds today, its folder told where it says another."""
    from janji.audit import standing as proofs

    facts = read(folder / "business.yaml", BusinessFile).facts
    with database.act(facts.id) as db:
        version = versions.in_force(db, local_date(clock.now(), facts.zone))
        if version is None:
            return None
        words = versions.words_of(db, version.number)
        here = load_standing(folder, words.source, words.published)
        here = replace(here, policy=versions.policy_of(db, version, here))
        opening.tell_folder(db, here)
        return Standing(here, versions.reading_of(db, version, here), proofs.latest(db))
