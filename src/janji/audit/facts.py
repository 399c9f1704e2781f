"""What proofs must know beside the database: the policy's numbers, and what only processes know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from janji.audit.facts_conduct import Conduct, conduct_of
from janji.audit.lengths import Length, expected_end, term_values
from janji.kit.clock import local_date

if TYPE_CHECKING:
    from datetime import datetime

    from janji.policy.business import Business

IDENTIFIERS_OF = {"whatsapp": ("whatsapp", "wa_user"), "email": ("email",)}
INTENTS_OF = {  # the policy's word → what a turn in the database may be called
    "rights": ("erase", "my_data", "correct", "object", "hapus_data", "akses_data"),
    "stop": ("stop_marketing", "stop_promosi", "withdraw"),
    "person": ("agent", "minta_agen"),
}
REQUEST_OF = {"deletion": "erasure"}  # the policy's word → the request table's word


@dataclass(frozen=True)
class Agreement:
    """One contract as the policy file records it. state: signed, pending or unknown."""

    recipient: str
    name: str
    state: str
    since: date | None


@dataclass(frozen=True)
class Alive:
    """What only running processes know; None means nobody looked, and the proof says so.

    key_days: class, as keys name it, and day of every day key in the keyring. media_days: class and
    day of every folder of files.
    access_log: "off", "scrubbed" or "full", how the web server writes its own log.
    reachable_hosts: names or patterns that our HTTP client may reach.
    """

    key_days: Sequence[tuple[str, date]] | None = None
    media_days: Sequence[tuple[str, date]] | None = None
    access_log: str | None = None
    reachable_hosts: Sequence[str] | None = None


@dataclass(frozen=True)
class ProofFacts:
    """The promise in numbers and closed words, as the proofs need it.

    kinds: record kind → whole days kept (None: while a purpose lasts). uses: (kind, purpose) pairs.
    chat_identifiers: identifier kinds of people on the promised channels. never: field names that
    are never kept. protected: closed words that no abuse limit may swallow. answer_hours: request
    kind → hours. verified_kinds: request kinds that need to know who asks. clauses: promise id →
    languages it is written in. provider_overdue: days after which a provider's copy is late.
    counts_keep: how long counts are kept, from the day their period began ("2 years").
    classes: record kind → its class. lengths: how long each class was kept under every version.
    """

    zone: str
    kinds: dict[str, int | None]
    message_keep: int | None
    media_keep: int | None
    purposes: frozenset[str]
    uses: frozenset[tuple[str, str]]
    marketing_purposes: frozenset[str]
    channels: frozenset[str]
    chat_identifiers: frozenset[str]
    provider: str
    recipients: frozenset[str]
    hosts: frozenset[str]
    never: frozenset[str]
    protected: frozenset[str]
    answer_hours: dict[str, int]
    verified_kinds: frozenset[str]
    languages: tuple[str, ...]
    clauses: dict[str, tuple[str, ...]]
    policy_hash: str
    policy_version: str
    effective: date
    counters: frozenset[str] = frozenset()
    k: int | None = None
    counts_keep: str | None = None
    provider_overdue: int | None = None
    agreements: tuple[Agreement, ...] = ()
    conduct: Conduct = field(default_factory=Conduct)
    alive: Alive = field(default_factory=Alive)
    classes: Mapping[str, str] = field(default_factory=dict)
    lengths: tuple[Length, ...] = ()

    def values(self, declared: Sequence[str], now: datetime) -> dict[str, Any]:
        """Values for every statement of the proofs; *declared* are the stored columns we know."""
        return {
            "now": now,
            "zone": self.zone,
            "today": local_date(now, self.zone),
            "declared": list(declared),
            **self._promise_values(),
            **self._agreement_values(),
            **self.conduct.values(),
            **self._alive_values(local_date(now, self.zone)),
        }

    def _promise_values(self) -> dict[str, Any]:
        uses = sorted(self.uses)
        words = {name: sorted(getattr(self, name)) for name in WORD_SETS}
        plain = {name: getattr(self, name) for name in PLAIN}
        return {
            **words,
            **plain,
            "kinds": list(self.kinds),
            "keeps": list(self.kinds.values()),
            **term_values(self.kinds, self.classes, self.lengths),
            "use_kinds": [kind for kind, _ in uses],
            "use_purposes": [purpose for _, purpose in uses],
            "answer_kinds": list(self.answer_hours),
            "answer_hours": list(self.answer_hours.values()),
            "languages": list(self.languages),
            "clause_ids": list(self.clauses),
            "clause_words": [
                f"{one} {word}" for one, words in self.clauses.items() for word in words
            ],
        }

    def _ends(self, held: Sequence[tuple[str, date]], today: date) -> list[date]:
        messages = self.classes.get("message_in", "")
        known = [one for one in self.lengths if one.since < today]
        return [expected_end(known, cls, day, messages) for cls, day in held]

    def _agreement_values(self) -> dict[str, Any]:
        return {
            "agreement_recipients": [one.recipient for one in self.agreements],
            "agreement_names": [one.name for one in self.agreements],
            "agreement_states": [one.state for one in self.agreements],
            "agreement_days": [one.since for one in self.agreements],
        }

    def _alive_values(self, today: date) -> dict[str, Any]:
        keys, alive = self.alive.key_days, self.alive
        return {
            "key_classes": None if keys is None else [cls for cls, _ in keys],
            "key_days": None if keys is None else self._ends(keys, today),
            "media_days": None if alive.media_days is None else self._ends(alive.media_days, today),
            "access_log": alive.access_log,
            "reachable": None if alive.reachable_hosts is None else list(alive.reachable_hosts),
        }


WORD_SETS = (
    "purposes", "marketing_purposes", "channels", "chat_identifiers", "recipients", "hosts",
    "never", "protected", "verified_kinds", "counters",
)  # fmt: skip
PLAIN = (
    "message_keep", "media_keep", "provider", "policy_hash", "policy_version", "effective", "k",
    "provider_overdue", "counts_keep",
)  # fmt: skip


def facts_of(business: Business, alive: Alive, known: tuple[Length, ...] = ()) -> ProofFacts:
    """The facts of one business, from its policy and what its processes know.

    known: how long each class was kept under every version; none: always as now.
    """
    policy = business.policy
    file = policy.file
    kinds = {one: policy.keep_days(policy.retention_class(one)) for one in sorted(policy.kinds())}
    care = {name: channel for name, channel in file.channels.items() if "care" in channel.for_}
    deletion, insight, limits = policy.provider_deletion, policy.insight, policy.abuse_limits
    return ProofFacts(
        zone=business.zone,
        kinds=kinds,
        message_keep=kinds.get("message_in"),
        media_keep=kinds.get("media"),
        purposes=policy.purposes(),
        uses=policy.uses,
        marketing_purposes=frozenset(n for n, why in file.purposes.items() if why.marketing),
        channels=frozenset(care),
        chat_identifiers=frozenset(kind for n in care for kind in IDENTIFIERS_OF.get(n, (n,))),
        provider=business.channel.provider,
        recipients=policy.recipients(),
        hosts=policy.recipient_hosts(),
        never=policy.never,
        protected=protected_words(limits.never_silences if limits else ()),
        answer_hours=answer_hours(business),
        verified_kinds=frozenset(
            REQUEST_OF.get(n, n) for n, right in file.rights.items() if right.verify != "none"
        ),
        languages=business.languages,
        clauses={
            one.id: tuple(language for language, said in one.quotes.items() if said)
            for one in policy.promises
        },
        policy_hash=policy.hash,
        policy_version=policy.version,
        effective=policy.effective,
        counters=frozenset(insight.counters) if insight else frozenset(),
        k=insight.k if insight else None,
        counts_keep=str(insight.keep) if insight else None,
        provider_overdue=deletion.overdue_after.longest_days if deletion else None,
        agreements=agreements_of(business),
        conduct=conduct_of(business),
        alive=alive,
        classes=policy.classes,
        lengths=known,
    )  # fmt: skip


def protected_words(never_silenced: Sequence[str]) -> frozenset[str]:
    """The policy's words and every intent that stands for one of them."""
    intents = (name for word in never_silenced for name in INTENTS_OF.get(word, ()))
    return frozenset((*never_silenced, *intents))


def answer_hours(business: Business) -> dict[str, int]:
    """Request kind → the strictest hours in which it is answered, where hours bind."""
    found = {
        REQUEST_OF.get(name, name): business.policy.answer_within(name).hours
        for name in business.policy.file.rights
    }
    return {kind: hours for kind, hours in found.items() if hours is not None}


def agreements_of(business: Business) -> tuple[Agreement, ...]:
    """Every contract with a processor that the policy file records."""
    return tuple(
        Agreement(name, which, paper.status, paper.since)
        for name, recipient in business.policy.file.recipients.items()
        if recipient.agreements
        for which, paper in (
            ("data_processing", recipient.agreements.data_processing),
            ("confidentiality", recipient.agreements.confidentiality),
        )
    )
