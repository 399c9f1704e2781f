"""How much of what is promised is kept by rules and looked at by proofs; the list for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from janji.policy.business import Business
from janji.policy.promise import Promise
from janji.policy.questions import Policy

HEAD = """<!-- Generated from businesses/*/policy.yaml by `python -m janji.policy`. Do not edit. -->
# Every promise, and what keeps it

Each line is a sentence of a published privacy policy. *Rule* is its place in the business's
`policy.yaml`, *kept by* the module that acts, *proof* the independent query that looks.
"""


@dataclass(frozen=True)
class Coverage:
    """Counts over the promises of one policy; a promise may be both enforced and proven.

    planned: those whose part of the product is not built yet.
    missing: ids that the marks a or b ask to bind and that nothing binds.
    """

    total: int
    enforced: int
    proven: int
    statement: int
    planned: int
    missing: tuple[str, ...]


def coverage(policy: Policy) -> Coverage:
    """How many promises a rule keeps, a proof looks at, and how many are only said."""
    promises = policy.promises
    return Coverage(
        total=len(promises),
        enforced=sum(promise.rule is not None for promise in promises),
        proven=sum(promise.proof is not None for promise in promises),
        statement=sum(not promise.bound and not promise.planned for promise in promises),
        planned=sum(bool(promise.planned) for promise in promises),
        missing=tuple(promise.id for promise in promises if lacks(promise)),
    )


def lacks(promise: Promise) -> bool:
    """Whether its marks ask for a rule (a) or a proof (b) that it does not have."""
    if promise.planned:
        return False
    without_rule = "a" in promise.marks and promise.rule is None
    return without_rule or ("b" in promise.marks and promise.proof is None)


def missing_modules(policy: Policy) -> tuple[str, ...]:
    """Modules that a promise says act on it and that do not exist, as room.module, sorted."""
    house = Path(__file__).resolve().parents[1]
    named = {module for promise in policy.promises for module in promise.by}
    return tuple(sorted(name for name in named if not stands_in(house, name)))


def stands_in(house: Path, module: str) -> bool:
    """Whether the house has this module, as a file or as a package."""
    place = house.joinpath(*module.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def markdown(businesses: Iterable[Business]) -> str:
    """The text of docs/promises.md: a table per business, its counts, and its proofs."""
    return HEAD + "".join(line + "\n" for business in businesses for line in table(business))


def table(business: Business) -> Iterator[str]:
    """The lines about one business."""
    count = coverage(business.policy)
    yield from ("", f"## {business.policy.file.controller.name}", "")
    yield (
        f"{count.total} promises: {count.enforced} kept by a rule, {count.proven} looked at by a"
        f" proof, {count.statement} statement only, {count.planned} planned."
    )
    yield from (
        "",
        "| id | promise | sentence | rule | kept by | proof |",
        "|---|---|---|---|---|---|",
    )
    for promise in business.policy.promises:
        yield row(promise)


def row(promise: Promise) -> str:
    """One promise as a line of the table."""
    sentence = "<br>".join(escaped(words) for words in dict.fromkeys(promise.quotes.values()))
    rule = f"`{promise.rule}`" if promise.rule else "–"
    if not promise.bound:
        rule = f"planned: {escaped(promise.planned['en'])}" if promise.planned else "statement only"
    cells = (
        promise.id,
        escaped(promise.about["en"]) + (" (implied)" if promise.implied else ""),
        sentence,
        rule,
        ", ".join(f"`{module}`" for module in promise.by) or "–",
        ", ".join(f"`{proof}`" for proof in promise.proofs) or "–",
    )
    return "| " + " | ".join(cells) + " |"


def escaped(words: str) -> str:
    """Words that cannot break a table or turn into markup."""
    for sign in ("\\", "|", "<", "[", "*", "_", "`"):
        words = words.replace(sign, f"\\{sign}")
    return words


def root() -> Path:
    """The folder of the repository."""
    return Path(__file__).resolve().parents[3]
