"""The questions that running code asks a policy: each a lookup, compiled once at loading.

What the file does not allow is answered with no: an unknown kind, purpose, field or class is
never permitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from janji.kit.clock import local_date, start_of_day
from janji.kit.errors import JanjiError
from janji.policy.base import Span
from janji.policy.deadline import Deadline, to_deadline
from janji.policy.model import PolicyFile
from janji.policy.model_bot import AbuseLimits, Assistant
from janji.policy.model_conduct import Right
from janji.policy.model_data import ClockOf, Insight, ProviderDeletion, Recipient
from janji.policy.promise import Promise, to_promise


class Change(NamedTuple):
    """The version that last changed how long a class is kept: its number and its first day.

    before, kept: the version whose length stood until then, and that length.
    """

    version: int
    since: date
    before: int
    kept: Span | None


@dataclass(frozen=True)
class Policy:
    """One version of one business's policy, ready to be asked; never changes.

    Made by `compile_policy`. hash: SHA-256 (hex) over all facts and the published words.
    since: (kind, purpose) → the day this use began, where it was not allowed from the beginning.
    asked: purposes that began to rest on consent later: nobody has said yes to them yet.
    changed: class → what last changed how long it is kept (laid over it by vault.ends).
    """

    file: PolicyFile
    version: str
    hash: str
    effective: date
    promises: tuple[Promise, ...]
    uses: frozenset[tuple[str, str]]
    fields: frozenset[str]
    classes: Mapping[str, str]
    spans: Mapping[str, Span | None]
    days: Mapping[str, timedelta | None]
    deadlines: Mapping[str, Deadline]
    never: frozenset[str]
    hosts: frozenset[str]
    since: Mapping[tuple[str, str], date] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    changed: Mapping[str, Change] = field(default_factory=dict)

    def may_use(self, kind: str, purpose: str) -> bool:
        """Whether records of *kind* may be opened for *purpose* (UU PDP 28)."""
        return (kind, purpose) in self.uses

    def cuts(self, kinds: Iterable[str], purpose: str, zone: str) -> dict[str, datetime]:
        """Kind → the moment before which nothing was given for *purpose* (UU PDP 28).

        Empty almost always: a use that was allowed from the beginning has no such moment.
        """
        if not self.since:
            return {}
        days = {kind: self.since.get((kind, purpose)) for kind in kinds}
        return {kind: start_of_day(day, zone) for kind, day in days.items() if day}

    def collects(self, field: str) -> bool:
        """Whether the data category *field* is on the closed list; anything else is dropped."""
        return field in self.fields

    def never_collects(self, name: str) -> bool:
        """Whether a field called *name* is promised never to be stored (case does not matter)."""
        return name.replace("-", "_").lower() in self.never

    def kinds(self) -> frozenset[str]:
        """Every record kind the vault may hold."""
        return frozenset(self.classes)

    def purposes(self) -> frozenset[str]:
        """Every purpose a reader may name."""
        return frozenset(self.file.purposes)

    def marketing_allowed(self) -> bool:
        """Whether any message that sells may be sent."""
        return self.file.marketing.allowed

    def retention_class(self, kind: str) -> str:
        """The retention class of a record kind. Raises: JanjiError policy.unknown_kind."""
        try:
            return self.classes[kind]
        except KeyError:
            raise JanjiError("policy.unknown_kind", kind=kind) from None

    def keep_days(self, cls: str) -> int | None:
        """The most whole days a class is kept; None while a purpose lasts.

        Raises: JanjiError policy.unknown_class.
        """
        span = self._span(cls)
        return None if span is None else span.longest_days

    def keep_until(self, cls: str, at: datetime, zone: str) -> date | None:
        """The local day at whose start a record of moment *at* is gone; None: no fixed end.

        The day of *at* counts as day 0: with 7 days a record of local date D is gone at the
        start of D+7, so it is never older than 7 × 24 hours (promise R-25 read most strictly).
        Raises: JanjiError policy.unknown_class.
        """
        try:
            length = self.days[cls]
        except KeyError:
            raise JanjiError("policy.unknown_class", cls=cls) from None
        if length is not None:
            return local_date(at, zone) + length
        span = self.spans[cls]
        return None if span is None else span.after(local_date(at, zone))

    def _span(self, cls: str) -> Span | None:
        try:
            return self.spans[cls]
        except KeyError:
            raise JanjiError("policy.unknown_class", cls=cls) from None

    def recipients(self) -> frozenset[str]:
        """The ids of everyone else who may see data."""
        return frozenset(self.file.recipients)

    def recipient(self, name: str) -> Recipient | None:
        """What is declared about one recipient; None when it is not declared."""
        return self.file.recipients.get(name)

    def recipient_hosts(self) -> frozenset[str]:
        """Host patterns that our own requests may reach ("*.twilio.com")."""
        return self.hosts

    def may_reach(self, host: str) -> bool:
        """Whether our own requests may go to *host*: exactly named, or under a "*." pattern."""
        if host in self.hosts:
            return True
        _, _, parent = host.partition(".")
        while parent:
            if f"*.{parent}" in self.hosts:
                return True
            _, _, parent = parent.partition(".")
        return False

    def answer_within(self, right: str) -> Deadline:
        """By when *right* is answered. Raises: JanjiError policy.unknown_right."""
        try:
            return self.deadlines[right]
        except KeyError:
            raise JanjiError("policy.unknown_right", right=right) from None

    def right(self, name: str) -> Right:
        """How a right is asked for and checked. Raises: JanjiError policy.unknown_right."""
        try:
            return self.file.rights[name]
        except KeyError:
            raise JanjiError("policy.unknown_right", right=name) from None

    def provider_clocks(self, cls: str = "conversation") -> tuple[ClockOf, ...]:
        """How long each holder keeps a copy of a class, ours first as the file lists them."""
        found = self.file.retention.get(cls)
        return found.clocks if found else ()

    @property
    def provider_deletion(self) -> ProviderDeletion | None:
        """When and how the provider is asked to delete; None: no provider holds copies."""
        return self.file.provider_deletion

    @property
    def abuse_limits(self) -> AbuseLimits | None:
        """When the bot falls silent for a sender; None: there is no bot."""
        return self.file.abuse_limits

    @property
    def assistant(self) -> Assistant | None:
        """How sure the bot must be; None: there is no bot."""
        return self.file.assistant

    @property
    def insight(self) -> Insight | None:
        """The counts that may outlive records; None: none."""
        return self.file.insight

    @cached_property
    def proofs(self) -> frozenset[str]:
        """Every proof that the policy names."""
        named = {proof for promise in self.promises for proof in promise.proofs}
        return frozenset(named | {m.proof for m in self.file.security.values() if m.proof})


def compile_policy(file: PolicyFile, digest: str) -> Policy:
    """*file* ready to be asked; *digest* becomes its hash (see `business.policy_hash`)."""
    spans = {name: cls.keep for name, cls in file.retention.items()}
    return Policy(
        file=file,
        version=file.version,
        hash=digest,
        effective=file.effective,
        promises=tuple(to_promise(entry) for entry in file.promises),
        uses=frozenset((kind, name) for name, why in file.purposes.items() for kind in why.kinds),
        fields=frozenset(file.data),
        classes={name: kind.retention for name, kind in file.kinds.items()},
        spans=spans,
        days={name: span.fixed if span else None for name, span in spans.items()},
        deadlines={name: to_deadline(name, right) for name, right in file.rights.items()},
        never=frozenset(
            field.replace("-", "_").lower()
            for never in file.never_collected.values()
            for field in never.fields
        ),
        hosts=frozenset(host for other in file.recipients.values() for host in other.hosts),
    )
