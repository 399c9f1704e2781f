"""How long each class was promised to be kept, by version: what the proofs hold the vault against.

Worked out from the versions' own words, not from what the vault wrote down about them: a proof that
asked the vault when something ends would believe whatever the vault believes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from janji.policy.base import Span

KEY_CLASS = re.compile(r"(?:@provider-)?(?P<cls>[^@]+?)(?:-v(?P<version>\d+))?")
PROVIDER = "@provider"


class Said(NamedTuple):
    """One version: its number, its first local day, and how long it keeps each class."""

    number: int
    since: date
    spans: Mapping[str, Span | None]


class Length(NamedTuple):
    """How long *cls* is kept from the day *since* to the day before *until*.

    version: the number that keys are named after, 0 for what stood first.
    """

    cls: str
    version: int
    keep: Span | None
    since: date
    until: date


def lengths(said: Sequence[Said]) -> tuple[Length, ...]:
    """What was in force when, class by class. said: every version, by number."""
    return tuple(
        one
        for cls in sorted({cls for version in said for cls in version.spans})
        for one in stood(cls, [version for version in said if cls in version.spans])
    )


def stood(cls: str, said: Sequence[Said]) -> Iterator[Length]:
    """The lengths of one class in order. A version that a newer one overtook never stood."""
    changes = [
        version
        for before, version in zip([None, *said[:-1]], said, strict=True)
        if before is None or before.spans[cls] != version.spans[cls]
    ]
    firsts = [min(one.since for one in said if one.number >= change.number) for change in changes]
    for at, (change, since) in enumerate(zip(changes, firsts, strict=True)):
        until = min(firsts[at + 1 :], default=date.max)
        if since < until:
            number = change.number if at else 0
            yield Length(cls, number, change.spans[cls], since if at else date.min, until)


def expected_end(known: Iterable[Length], key_class: str, day: date, messages: str) -> date:
    """The last day a key may live to, by its name and what was promised since the days it is of.

    messages: the class that the ids at the provider go with.
    """
    found = KEY_CLASS.fullmatch(messages if key_class == PROVIDER else key_class)
    if found is None:
        return day
    of_class = [one for one in known if one.cls == found["cls"]]
    own = next((one for one in of_class if one.version == int(found["version"] or 0)), None)
    if own is None or own.keep is None:
        return day
    made = earliest(own.keep, day)
    since = (
        one.keep.after(made)
        for one in of_class
        if one.keep and one.version >= own.version and one.until > made
    )
    return min([day, *since])


def earliest(keep: Span, day: date) -> date:
    """The first day of which things end on *day*; the nearest before it when no day leads there."""
    made = day.toordinal() - keep.shortest_days
    while keep.after(date.fromordinal(made)) >= day:
        made -= 1
    following = date.fromordinal(made + 1)
    return following if keep.after(following) == day else date.fromordinal(made)


def term_values(
    kinds: Mapping[str, int | None], classes: Mapping[str, str], known: Sequence[Length]
) -> dict[str, list[Any]]:
    """What was promised for each kind, in every time: shortest and longest, from when to when.

    kinds: whole days kept now, which count for all time where no version is known.
    """
    told = {one.cls for one in known}
    rows = [
        (kind, one.keep.shortest_days, one.keep.longest_days, one.since, one.until)
        for kind in kinds
        for one in known
        if one.cls == classes.get(kind) and one.keep is not None
    ] + [
        (kind, days, days, date.min, date.max)
        for kind, days in kinds.items()
        if days is not None and classes.get(kind) not in told
    ]
    names = ("kinds", "shortest", "days", "sinces", "untils")
    return {f"term_{name}": [row[at] for row in rows] for at, name in enumerate(names)}
