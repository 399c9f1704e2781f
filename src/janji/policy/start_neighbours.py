"""The businesses that are there already, as far as a new one must keep out of their way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from janji.policy.nodes import parse
from janji.policy.reader import PolicyRefused, decode, load_bytes


@dataclass(frozen=True)
class Neighbour:
    """One folder of businesses/; what could not be read is missing."""

    slug: str
    number: int
    sender: str
    prefix: str


def neighbours(folder: Path) -> list[Neighbour]:
    """Every folder with a business.yaml, however broken: a number once taken stays taken."""
    return [neighbour(path.parent) for path in sorted(folder.glob("*/business.yaml"))]


def neighbour(folder: Path) -> Neighbour:
    """What one folder has taken."""
    facts, promised = tree_of(folder / "business.yaml"), tree_of(folder / "policy.yaml")
    channel = facts.get("channel")
    sender = str(channel.get("sender", "")) if isinstance(channel, dict) else ""
    number = str(facts.get("id", ""))
    return Neighbour(
        slug=folder.name,
        number=int(number) if number.isascii() and number.isdecimal() else 0,
        sender="".join(letter for letter in sender if letter in "+0123456789"),
        prefix=str(promised.get("promise_prefix", "")),
    )


def tree_of(path: Path) -> dict[str, Any]:
    """What a file says, as far as it can be read."""
    with suppress(PolicyRefused):
        tree = parse(decode(load_bytes(path, path.name), path.name)).tree
        return tree if isinstance(tree, dict) else {}
    return {}


def free_number(others: list[Neighbour]) -> int:
    """A number above every one that is taken: a gap may be the trace of a business that went."""
    return max((one.number for one in others), default=0) + 1


def free_prefix(slug: str, others: list[Neighbour]) -> str:
    """A letter for the promises: the first of the name's that nobody uses, else its first."""
    letters = [letter.upper() for letter in slug if letter.isalpha()]
    taken = {one.prefix for one in others}
    return next((letter for letter in letters if letter not in taken), letters[0])
