"""A business: who it is, how it is reached, when it is open, and the policy it keeps.

A business is a folder of data. `load_business` reads business.yaml, policy.yaml and the published
words together and says everything wrong with them at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from janji.kit.errors import Problem
from janji.policy.brand import Brand
from janji.policy.check import check, check_business
from janji.policy.model import PolicyFile
from janji.policy.model_business import BusinessFile
from janji.policy.model_messages import NOTHING_READY, MessagesFile
from janji.policy.opening import OpeningHours, opening_hours
from janji.policy.questions import Policy, compile_policy
from janji.policy.reader import (
    MOST_BYTES,
    PolicyRefused,
    Reading,
    load_bytes,
    read,
    readable,
    understand,
)

Found = TypeVar("Found")


@dataclass(frozen=True)
class Contacts:
    """How people reach the business; phone in E.164, e-mail subjects as promised."""

    email: str
    phone: str
    deletion_subjects: tuple[str, ...]


@dataclass(frozen=True)
class ChannelSettings:
    """The channel's provider, our address there ("whatsapp:+62…"), and where secrets are named."""

    kind: str
    provider: str
    sender: str
    account_env: str
    token_env: str
    api_base: str


@dataclass(frozen=True)
class Business:
    """One business with the policy it keeps. languages: the first is the default.

    messages: what staff say ready-made, nothing when the business has no messages.yaml.
    name, languages, channel, hours, messages, brand: as the files say until the desk says otherwise
    (`overlay.take`). policy: the version in force (`overlay.take_policy`), the file's before any
    was applied; everything else changes with the files alone.
    """

    id: int
    slug: str
    name: str
    zone: str
    languages: tuple[str, ...]
    policy: Policy
    folder: Path
    channel: ChannelSettings
    contacts: Contacts
    hours: OpeningHours
    messages: MessagesFile = NOTHING_READY
    brand: Brand = field(default_factory=Brand)


def load_business(folder: Path, known_proofs: frozenset[str] | None = None) -> Business:
    """The business in *folder*, or PolicyRefused with all that is wrong in all of its files.

    known_proofs: when given, a proof that is not in it is a problem. Files that did not change are
    not read again in this process. A house lays what its desk chose over a copy of its own.
    """
    return _loaded(folder, fingerprint(folder), known_proofs)


def fingerprint(folder: Path) -> str:
    """SHA-256 over the names and contents of the files in *folder*; a too large one by its size."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        with suppress(OSError):  # what cannot be read is told by who reads it
            size = path.stat().st_size
            found.update(f"{path.name}\0{size}\0".encode())
            if path.is_file() and size <= MOST_BYTES:
                found.update(path.read_bytes())
    return found.hexdigest()


@lru_cache(maxsize=32)
def _loaded(folder: Path, _seen: str, known_proofs: frozenset[str] | None) -> Business:
    problems: list[Problem] = []
    facts = _gather(problems, lambda: read(folder / "business.yaml", BusinessFile))
    promised, faulty = _gather_policy(problems, folder / "policy.yaml")
    words = _gather(problems, lambda: published_words(folder, promised)) if promised else None
    messages = _gather(problems, lambda: ready_messages(folder))
    if promised and words is not None:
        found_wrong = check(promised, words, known_proofs)
        problems.extend(one for one in found_wrong if one.line not in faulty)
    if facts and promised:
        problems.extend(check_business(facts, promised, folder.resolve().name))
    if problems or facts is None or promised is None or words is None:
        raise PolicyRefused(problems)
    found = assemble(folder, facts.facts, promised.facts, words)
    return replace(found, messages=messages or NOTHING_READY)


def load_standing(folder: Path, source: str, words: str) -> Business:
    """The business in *folder* under a policy applied before, whatever its policy.yaml says now.

    source, words: policy.yaml and the published text as they were applied. Raises: PolicyRefused.
    """
    facts = read(folder / "business.yaml", BusinessFile)
    promised = understand(source, PolicyFile, f"{folder.name}/policy.yaml (v)")
    problems = check_business(facts, promised, folder.resolve().name)
    if problems:
        raise PolicyRefused(problems)
    found = assemble(folder, facts.facts, promised.facts, words)
    return replace(found, messages=ready_messages(folder))


def ready_messages(folder: Path) -> MessagesFile:
    """The ready-made messages in *folder*; none when there is no messages.yaml."""
    path = folder / "messages.yaml"
    return read(path, MessagesFile).facts if path.exists() else NOTHING_READY


def all_businesses(
    folder: Path,
    known_proofs: frozenset[str] | None = None,
    instead: Callable[[Path], Business | None] | None = None,
) -> list[Business]:
    """Every business under *folder* by id, or PolicyRefused with the problems of all of them.

    instead: finds a business whose folder cannot be used; its problems count when it finds none.
    """

    def reading(path: Path) -> Business:
        wrong: list[Problem] = []
        business = _gather(wrong, partial(load_business, path, known_proofs))
        if business is None and instead:
            business = _gather(wrong, partial(instead, path))
        if business is None:
            raise PolicyRefused(wrong)
        return business

    problems: list[Problem] = []
    found: list[Business] = []
    for path in sorted(folder.glob("*/business.yaml")):
        business = _gather(problems, partial(reading, path.parent))
        found.extend([business] if business else [])
    problems.extend(numbers_taken(found))
    if problems:
        raise PolicyRefused(problems)
    return sorted(found, key=lambda business: business.id)


def numbers_taken(found: list[Business]) -> list[Problem]:
    """A problem for each business whose number another has taken before it."""
    owners: dict[int, Business] = {}
    problems: list[Problem] = []
    for business in found:
        first = owners.setdefault(business.id, business)
        if first is not business:
            path = business.folder / "business.yaml"
            place = read(path, BusinessFile)
            problems.append(place.problem(("id",), "policy.number_taken", taken_by=first.slug))
    return problems


def _gather(problems: list[Problem], reading: Callable[[], Found]) -> Found | None:
    """What *reading* returns; its problems are collected instead of ending the reading."""
    try:
        return reading()
    except PolicyRefused as refused:
        problems.extend(refused.problems)
        return None


def _gather_policy(
    problems: list[Problem], path: Path
) -> tuple[Reading[PolicyFile] | None, frozenset[int]]:
    """The policy, or what can be looked at of a faulty one, and the lines of its faulty parts."""
    try:
        return read(path, PolicyFile), frozenset()
    except PolicyRefused as refused:
        problems.extend(refused.problems)
        return refused.rest or (None, frozenset())


def published_words(folder: Path, promised: Reading[PolicyFile]) -> str:
    """The published policy, from the file that policy.yaml names inside the same folder."""
    name = Path(promised.facts.published.file)
    if name.is_absolute() or len(name.parts) != 1 or name.parts[0] == "..":
        raise PolicyRefused([promised.problem(("published", "file"), "policy.outside_folder")])
    path = folder / name
    return readable(load_bytes(path, str(path)), str(path))


def policy_hash(file: PolicyFile, words: str) -> str:
    """SHA-256 (hex) over the canonical JSON of all facts and over the published words."""
    canonical = json.dumps(file.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{canonical}\n{words}".encode()).hexdigest()


def assemble(folder: Path, facts: BusinessFile, promised: PolicyFile, words: str) -> Business:
    """The business from its checked parts."""
    channel, contacts = facts.channel, facts.contacts
    return Business(
        id=facts.id,
        slug=facts.slug,
        name=facts.name,
        zone=facts.zone,
        languages=facts.languages,
        policy=compile_policy(promised, policy_hash(promised, words)),
        folder=folder,
        channel=ChannelSettings(
            kind=channel.kind,
            provider=channel.provider,
            sender=f"{channel.kind}:{channel.sender}",
            account_env=channel.account_env,
            token_env=channel.token_env,
            api_base=channel.api_base,
        ),
        contacts=Contacts(contacts.email, contacts.phone, contacts.deletion_subjects),
        hours=opening_hours(facts.hours, facts.zone),
    )
