"""What the doctor asks of the policies: readable, and whether what runs is what the folder says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from psycopg import OperationalError
from psycopg.errors import UndefinedTable

from janji.cli.doctor_database import owner_url
from janji.cli.doctor_finding import Finding, fine, needs
from janji.kit.clock import SystemClock, local_date
from janji.kit.db import Database, Db
from janji.kit.errors import Problem
from janji.kit.settings import Settings
from janji.kit.text import LANGUAGES
from janji.policy.business import Business, all_businesses
from janji.policy.model_business import BusinessFile
from janji.policy.reader import PolicyRefused, read
from janji.vault import proposals, versions
from janji.vault.house import clock_of, readable
from janji.vault.proposals import Standing
from janji.vault.restamp_told import reach
from janji.vault.version_journal import VersionJournal, sign


def policies(settings: Settings) -> tuple[list[Finding], list[Business]]:
    """The findings about every folder, and the businesses that can work."""
    url = owner_url(settings)
    if isinstance(url, str):
        try:
            with closing(Database(url, most=1)) as database:
                return asked(settings, database)
        except (UndefinedTable, OperationalError):  # told by who asks the database itself
            pass
    try:
        return [], all_businesses(settings.businesses)
    except PolicyRefused as refused:
        return [broken_files(settings, refused)], []


def broken_files(settings: Settings, refused: PolicyRefused) -> Finding:
    """Files that nothing can run on, with the first place to look at."""
    return needs("policies", folder=str(settings.businesses), first=place_of(refused.problems))


def asked(settings: Settings, database: Database) -> tuple[list[Finding], list[Business]]:
    """The findings with what was applied at hand."""
    moved = settings.clock_file  # a trial's clock is made by whoever moves it, not by a look
    clock = SystemClock() if moved and not moved.exists() else clock_of(settings)
    found = []
    for path in sorted(settings.businesses.glob("*/business.yaml")):
        try:
            facts = read(path, BusinessFile).facts
        except PolicyRefused:
            continue
        with database.act(facts.id) as db:
            found.append(finding(path.parent, proposals.look(db, path.parent)))
            found += forgotten(settings, db, facts.id, path.parent.name)
            found += reaching(db, path.parent.name, local_date(clock.now(), facts.zone))
    try:
        return found, readable(settings, database, clock)
    except PolicyRefused as refused:
        return [*found, broken_files(settings, refused)], []


def finding(folder: Path, seen: Standing) -> Finding:
    """How one folder stands to what runs."""
    if seen.version is None:
        return fine("policy_first", business=folder.name)
    facts = {"business": folder.name, "number": seen.version.number}
    if seen.state == "broken":
        return needs("policy_broken", **facts, first=place_of(seen.problems))
    if seen.state == "desk":
        return fine("policy_desk", **facts)
    return needs("policy_changed", **facts) if seen.state == "changed" else fine("policy", **facts)


def forgotten(settings: Settings, db: Db, number: int, slug: str) -> Iterator[Finding]:
    """Whether a version was applied here that the database does not know any more."""
    newest = versions.newest(db)
    written = VersionJournal(settings.home).of(number)
    known = written.get(newest.number) if newest else None
    if newest and known and sign(known.version) == sign(newest) and max(written) > newest.number:
        yield needs("policy_forgotten", business=slug, number=newest.number, newest=max(written))


def reaching(db: Db, slug: str, today: date) -> Iterator[Finding]:
    """How far a shorter promise has reached what is held."""
    if reached := reach(db, today):
        yield fine(
            "policy_reach", business=slug, reach={one: reached.words(one) for one in LANGUAGES}
        )


def place_of(problems: Sequence[Problem]) -> str:
    """The first place to look at: file:line:column."""
    first = min(problems)
    return f"{first.file}:{first.line}:{first.column}"
