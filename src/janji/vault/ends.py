"""When a key ends: on its own day, or on the earlier day of a shorter promise made since.

All that is sealed under one key was promised one length of time (`key_names.in_version`), so from
the key's day follows the day it was made of, and from that the day on which every promise in force
since then lets it end. A longer promise never moves an end: what was promised once is kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from janji.kit.db import Db, Row
from janji.kit.sql import named_sql
from janji.policy.base import Span, span_of
from janji.policy.questions import Change, Policy
from janji.vault.key_names import (
    FOR_CLASS,
    PROVIDER_CLASS,
    DayKey,
    in_version,
    provider_class,
    versioned,
)
from janji.vault.places import FOREVER

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.vault.keyring import Keyring

SQL = named_sql(__file__)
ALWAYS = date.min


class Era(NamedTuple):
    """How long a class was kept from the day *since* to the day before *until*."""

    version: int
    keep: Span | None
    since: date
    until: date


class Living(NamedTuple):
    """A living key: its class and day as keys are named, and the day on which it ends."""

    cls: str
    day: date | None
    end: date | None


class Made(NamedTuple):
    """The local days of which a key's things can be."""

    first: date
    last: date


@dataclass(frozen=True)
class Ends:
    """Every length of time a business has promised, by class, as far as they have come into force.

    emptied: keys without a day whose things were all sealed anew, and when they end. sids: the
    class that the provider ids of messages go with.
    """

    lengths: Mapping[tuple[str, int], Span | None]
    eras: Mapping[str, tuple[Era, ...]]
    emptied: Mapping[str, date]
    sids: str

    def end(self, key_class: str, day: date | None) -> date | None:
        """The day on which the key ends; None: when a purpose is over."""
        if day is None:
            return self.emptied.get(key_class)
        made = self.made(key_class, day)
        if made is None:
            return day
        cls, version = self.plain(key_class)
        since = [era for era in self.eras.get(cls, ()) if era.version >= version]
        return min([day, *(era.keep.after(made.first) for era in since
                           if era.keep is not None and era.until > made.first)])  # fmt: skip

    def made(self, key_class: str, day: date) -> Made | None:
        """Of which days the key's things are; None: its promise never changed, or has no length."""
        keep = self.lengths.get(self.plain(key_class))
        return None if keep is None else made_on(keep, day)

    def plain(self, key_class: str) -> tuple[str, int]:
        """The class of the policy and the version that a key is about, provider ids' keys too."""
        if key_class == PROVIDER_CLASS:
            return self.sids, 0
        return versioned(key_class.removeprefix(FOR_CLASS))

    def classes(self, policy: Policy) -> list[str]:
        """Every class of which anything may be held, in force or given up."""
        return sorted({*policy.spans, *self.eras})

    def key_classes(self, cls: str) -> list[str]:
        """The names under which keys of *cls* were ever made, the oldest first."""
        changed = (version for known, version in self.lengths if known == cls and version)
        return [cls, *(in_version(cls, version) for version in sorted(changed))]

    def living(self, keyring: Keyring, business: int, cls: str) -> list[Living]:
        """The living keys of *cls*, of provider ids when it is PROVIDER_CLASS."""
        names: Iterable[str] = self.key_classes(cls)
        if cls == PROVIDER_CLASS:
            every = (one for known in self.eras for one in self.key_classes(known))
            names = dict.fromkeys([PROVIDER_CLASS, *map(provider_class, every)])
        return [
            Living(name, day, self.end(name, day))
            for name in names
            for day in keyring.days(business, name)
        ]


def key_of(business: int, key: Living) -> DayKey:
    """The key as the keyring destroys it."""
    return DayKey(business, key.cls, key.day)


def made_on(keep: Span, day: date) -> Made:
    """The days that lead to *day*: several at a month's end, the nearest before it when none does.

    Every span leads later days to later days, so the first is found by halving.
    """
    ordinal, reach = day.toordinal(), keep.longest_days + 1
    days = range(max(1, ordinal - reach), ordinal + 1)
    at = bisect_left(days, ordinal, key=lambda one: keep.after(date.fromordinal(one)).toordinal())
    led = [one for one in map(date.fromordinal, days[at : at + 5]) if keep.after(one) == day]
    nearest = date.fromordinal(days[max(0, at - 1)])
    return Made(led[0], led[-1]) if led else Made(nearest, nearest)


def read(db: Db, business: Business, today: date) -> Ends:
    """The lengths promised up to *today*, a local day."""
    emptied = {row.cls: row.ends_on for row in db.all(SQL["emptied"], forever=FOREVER)}
    sids = business.policy.retention_class("message_in")
    return replace(of_rows(db.all(SQL["lengths"]), today), emptied=emptied, sids=sids)


def of_rows(rows: Iterable[Row], today: date) -> Ends:
    """The lengths that rows of cls, version, keep and since say, by version, up to *today*."""
    lengths: dict[tuple[str, int], Span | None] = {}
    by_class: dict[str, list[Row]] = {}
    for row in rows:
        lengths[row.cls, row.version] = to_span(row.keep)
        if (first_day(row) or FOREVER) <= today:
            by_class.setdefault(row.cls, []).append(row)
    return Ends(lengths, {cls: eras_of(found) for cls, found in by_class.items()}, {}, "")


def ends_now(db: Db, business: Business) -> Ends:
    """The same as the policy stands in this process."""
    changed = business.policy.changed.values()
    return read(db, business, max((one.since for one in changed), default=ALWAYS))


def eras_of(rows: list[Row]) -> tuple[Era, ...]:
    """The lengths of one class that were in force, in order; one overtaken by a newer never was."""
    stood: list[Era] = []
    for row in rows:
        since = first_day(row) or FOREVER
        stood = [era._replace(until=min(era.until, since)) for era in stood]
        stood.append(Era(row.version, to_span(row.keep), since, FOREVER))
    return tuple(era for era in stood if era.since < era.until)


def first_day(row: Row) -> date | None:
    """The first local day of a length; None when no version says it."""
    since: date | None = ALWAYS if row.version == 0 else row.since
    return since


def to_span(words: str | None) -> Span | None:
    """The length as a row writes it."""
    return None if words is None else span_of(words)


def laid_over(db: Db, policy: Policy, number: int) -> Policy:
    """*policy*, knowing since which versions its lengths stand, as its version *number* does."""
    rows = [row for row in db.all(SQL["lengths"]) if row.version <= number]
    newest = max((row.since for row in rows if row.since is not None), default=ALWAYS)
    changed = {}
    for cls, eras in of_rows(rows, newest).eras.items():
        if len(eras) > 1:
            before, now = eras[-2:]
            changed[cls] = Change(now.version, now.since, before.version, before.keep)
    return replace(policy, changed=changed)
