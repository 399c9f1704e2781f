"""A shop whose promise of how long things are kept changes, version by version."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import psycopg

from fakes.shop import Shop
from janji.kit.clock import local_date
from janji.kit.ids import new_id
from janji.kit.sql import prepared
from janji.policy import overlay
from janji.policy.base import span_of
from janji.policy.questions import Policy, compile_policy
from janji.vault import ends, records, restamp, retention, search

CLS = "conversation"
VERSION = prepared("""
INSERT INTO policy_version
  (business_id, number, hash, label, source, published, author, applied_at, effective_on, plan)
VALUES (:business, :number, :hash, :number::text, '', '', 'test', :now, :on, '{}')""")
ENVELOPE = prepared("""
INSERT INTO message
  (business_id, message_id, expires_on, person_id, direction, at, sid_hash, sid_sealed, handled_at)
VALUES (:business, :record, :day, :person, 'in', :now, :hash, :sealed, :now)""")
TURN = prepared("""
INSERT INTO turn
  (business_id, turn_id, expires_on, person_id, at, intent, band, outcome, language, messages)
VALUES (:business, :record, :day, :person, :now, 'menu', 'answer', 'answered', 'id', 1)""")
DAY = prepared(
    "SELECT expires_on FROM record WHERE business_id = :business AND record_id = :record"
)


def keeping(policy: Policy, words: str | None, cls: str = CLS) -> Policy:
    """*policy* with another length of *cls*; None: while a purpose lasts."""
    its = policy.file.retention[cls]
    ends_when = None if words else {"id": "sampai selesai", "en": "until it is over"}
    changed = its.model_copy(
        update={"keep": span_of(words) if words else None, "ends_when": ends_when}
    )
    file = policy.file.model_copy(update={"retention": {**policy.file.retention, cls: changed}})
    return compile_policy(file, f"{policy.hash[:40]}{words}")


@dataclass
class Promises:
    """The versions of one shop's policy. said: number, policy and first day of each."""

    shop: Shop
    said: list[tuple[int, Policy, date]] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_date(self.shop.now, self.shop.business.zone)

    def first(self, words: str | None) -> Promises:
        """The first version, in force since long ago, in place of the one of the shop's folder."""
        with psycopg.connect(self.shop.owner_url) as owner:
            owner.execute("DELETE FROM policy_version")
        self._apply(keeping(self.shop.business.policy, words), self.today - timedelta(days=4000))
        return self.hear()

    def change(self, words: str | None, on: date | None = None) -> Promises:
        """A further version, in force from *on*: today unless said. Processes hear of it apart."""
        self._apply(keeping(self.shop.business.policy, words), on or self.today)
        return self

    def _apply(self, policy: Policy, on: date) -> None:
        number, old = len(self.said) + 1, self.said[-1][1] if self.said else policy
        with self.shop.act() as db:
            db.run(VERSION, number=number, hash=policy.hash, now=self.shop.now, on=on)
            restamp.begin(db, self.shop.business, number, old, policy, self.shop.now)
        self.said.append((number, policy, on))

    def hear(self) -> Promises:
        """This process lets the business keep the version that is in force today."""
        number, policy, _ = max(one for one in self.said if one[2] <= self.today)
        with self.shop.act() as db:
            overlay.take_policy(self.shop.business, ends.laid_over(db, policy, number))
        return self

    def restamps(self) -> int:
        """Everything that has to move moves; how much was done."""
        return sum(iter(self.step, 0))

    def step(self) -> int:
        """One step of the duty."""
        act = functools.partial(self.shop.house.act, self.shop.business)
        return restamp.step(act, self.shop.house.vault, self.shop.business, self.shop.now)

    def sweeps(self) -> None:
        """A night."""
        act = functools.partial(self.shop.house.act, self.shop.business)
        while retention.sweep(act, self.shop.house.vault, self.shop.business, self.shop.now):
            pass

    def goes_to(self, day: date) -> None:
        """The shop's clock goes to noon of *day*."""
        self.shop.clock(self.shop.now + (day - self.today))

    def end_of(self, record: UUID) -> date | None:
        """The day at whose start a record is gone."""
        with self.shop.act() as db:
            found: date | None = db.value(DAY, record=record)
        return found

    def writes(self, person: UUID, text: str) -> UUID:
        """A message with its envelope, found by its words, and what was made of it."""
        shop, now = self.shop, self.shop.now
        record = shop.says(person, text)
        cls, day = records.last_day(shop.business, "message_in", now)
        sealer, sid = shop.house.vault.sealer(shop.business.id), f"SM{new_id(now).hex}"
        with shop.act() as db:
            db.run(
                ENVELOPE, record=record, day=day, person=person, now=now,
                hash=sealer.find_hash("sid", sid), sealed=sealer.seal_sid(day, record, sid, cls),
            )  # fmt: skip
            place = records.place_of(shop.business, "message_in", now)
            search.keep(db, shop.house.vault, place, record, person, text)
            db.run(TURN, record=record, day=day, person=person, now=now)
        return record
