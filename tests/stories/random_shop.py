"""A shop in which anything may happen, and what must be true of it after every step."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fakes.twin import ACCOUNT
from janji.kit.clock import local_date
from janji.kit.db import Database, Db
from janji.kit.errors import Refused
from janji.vault.key_names import Gone
from janji.worker.rounds import Rounds
from janji.worker.timetable import timetable
from stories.ramen import Ramen
from stories.sights import Said

NUMBERS = tuple(f"+62812000005{place:02d}" for place in range(7))
QUESTIONS = (
    "halal gak kak?", "jam buka hari ini?", "what time do you open?", "alamatnya di mana?",
    "saya kecewa, ramennya dingin", "makasih ya", "berapa lama chat disimpan?", "asdfgh", "1", "",
)  # fmt: skip
WORDS = ("DATA SAYA", "STOP", "AGEN", "MENU", "HAPUS DATA", "HAPUS DATA", "YA HAPUS", "TIDAK")
WEEK = timedelta(weeks=1)


class Killed(BaseException):
    """The worker's process ended here, as by kill -9."""


class MortalDatabase(Database):
    """A worker's way to the database that ends its life at a chosen transaction."""

    def __init__(self, whole: Database) -> None:
        self.url, self._whole, self.lives, self.before_commit = whole.url, whole, -1, False

    @contextmanager
    def act(self, business: int) -> Iterator[Db]:
        """One transaction, perhaps the last."""
        self.lives -= 1
        last = self.lives == 0
        with self._whole.act(business) as db:
            yield db
            if last and self.before_commit:
                raise Killed
        if last:
            raise Killed


@dataclass(frozen=True)
class Kept:
    """A message that the door said yes to. ends: the local day at whose start it must be gone."""

    said: Said
    message: UUID
    person: UUID
    ends: date


@dataclass
class RandomShop:
    """Random acts on a shop, and a model of what it owes to whom."""

    ramen: Ramen
    dice: random.Random
    kept: list[Kept] = field(default_factory=list)
    confirmed: set[str] = field(default_factory=set)
    story: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mortal = MortalDatabase(self.ramen.house.database)
        self.acts: list[Callable[[], None]] = [
            *[self.message] * 9, *[self.word] * 4, self.picture, self.forged, *[self.again] * 2,
            *[self.agent] * 2, self.fault, *[self.minutes] * 3, *[self.hours] * 3, self.night,
            self.two_days, *[self.killed] * 2, self.letter,
        ]  # fmt: skip

    def step(self) -> None:
        """One random act, then the worker until nothing is due."""
        act = self.dice.choice(self.acts)
        self.story.append(f"{self.ramen.now:%d %H:%M} {act.__name__}")
        act()
        self.ramen.works()

    # ------------------------------------------------------------ what may happen

    def message(self) -> None:
        """A question, perhaps delivered several times."""
        text = self.dice.choice(QUESTIONS)
        self.keep(text, duplicate=self.dice.choice((0, 0, 0, 1, 2)), together=True)

    def word(self) -> None:
        """A command or a right."""
        self.keep(self.dice.choice(WORDS))

    def picture(self) -> None:
        """A file that is no picture although it says so."""
        self.keep("lihat ini", media=[{"content_type": "image/jpeg", "text": "bukan gambar"}])

    def forged(self) -> None:
        """Somebody plays Twilio."""
        way: dict[str, Any] = {self.dice.choice(("forge", "unsigned")): True}
        said = self.ramen.delivers("transfer dong", sent_by=self.dice.choice(NUMBERS), **way)
        assert said.statuses == (403,)

    def again(self) -> None:
        """Twilio repeats a webhook of the last days."""
        today = local_date(self.ramen.now, self.ramen.shop.zone)
        recent = [one for one in self.kept if one.ends > today]
        if recent:
            said = self.dice.choice(recent).said
            form = [
                ("AccountSid", ACCOUNT), ("MessageSid", said.sid), ("Body", said.text),
                ("From", f"whatsapp:{said.number}"), ("To", self.ramen.shop.channel.sender),
            ]  # fmt: skip
            assert self.ramen.posts(form) == 200

    def agent(self) -> None:
        """Staff answer somebody they can see; the window may have shut."""
        known = [number for number in NUMBERS if self.ramen.person(number)]
        if known:
            done = self.ramen.agent_answers(self.dice.choice(known), "Ada yang bisa dibantu, Kak?")
            assert isinstance(done, UUID | Refused)

    def fault(self) -> None:
        """Twilio misbehaves for a moment."""
        kind = self.dice.choice(("down", "lost", "delete", "delete"))
        self.ramen.stage.twin.tell("faults", kind=kind, times=self.dice.randint(1, 3))
        shuffled = self.dice.random() < 0.5
        self.ramen.stage.twin.tell("settings", shuffle=shuffled, duplicates=int(shuffled))

    def minutes(self) -> None:
        """Some minutes."""
        self.ramen.clock.forward(minutes=self.dice.randint(1, 50))

    def hours(self) -> None:
        """Some hours."""
        self.ramen.clock.forward(hours=self.dice.randint(1, 20))

    def night(self) -> None:
        """The next midnight, to the second or a little after."""
        self.ramen.clock.set(
            self.ramen.midnight() + timedelta(seconds=self.dice.choice((60, 61, 300)))
        )

    def two_days(self) -> None:
        """The worker was away over a weekend."""
        self.ramen.clock.forward(hours=self.dice.randint(30, 48))
        self.ramen.restart_worker()

    def killed(self) -> None:
        """A worker dies at some transaction, and another one takes over."""
        self.keep(self.dice.choice((*QUESTIONS, "YA HAPUS")), number=self.dice.choice(NUMBERS[:2]))
        if self.dice.random() < 0.5:
            self.ramen.clock.set(self.ramen.midnight() + timedelta(minutes=1))
        self.ramen.clock.forward(seconds=5)
        house = replace(self.ramen.house, database=self.mortal)
        duties = timetable(
            house,
            self.ramen.shop,
            twilio=self.ramen.stage.twilio,
            assistant=self.ramen.stage.assistant,
        )
        self.mortal.lives = self.dice.randint(1, 40)
        self.mortal.before_commit = self.dice.random() < 0.5
        try:
            Rounds(house, self.ramen.shop, duties).go()
        except Killed:
            self.story.append("      ... died")
        self.ramen.restart_worker()

    def letter(self) -> None:
        """A deletion request by e-mail, with the code that came to the phone."""
        number = self.dice.choice(NUMBERS)
        subject, sender = (
            self.ramen.shop.contacts.deletion_subjects[0],
            f"{number[-3:]}@contoh.example",
        )
        self.ramen.gets_mail(subject, f"Nomor {number}", sent_by=sender)
        answers = self.ramen.answers(number)
        code = re.findall(r"\b\d{6}\b", answers[-1]) if answers else []
        if code and "e-mail" in answers[-1]:
            self.confirmed.add(number)
            self.ramen.gets_mail(f"Re: {subject}", code[0], sent_by=sender)

    def keep(self, text: str, number: str = "", **more: Any) -> None:
        """A customer writes, the door says yes, and from now on we owe them."""
        number = number or self.dice.choice(NUMBERS)
        said = self.ramen.delivers(text, sent_by=number, **more)
        assert set(said.statuses) == {200}
        if text == "YA HAPUS":
            self.confirmed.add(number)
        digest = self.ramen.house.vault.sealer(self.ramen.shop.id).find_hash("sid", said.sid)
        row = self.ramen.row(
            "SELECT * FROM message WHERE business_id = %(business)s AND sid_hash = %(sid)s",
            sid=digest,
        )
        assert row is not None, "acknowledged and not stored"
        ends = local_date(self.ramen.now, self.ramen.shop.zone) + WEEK
        self.kept.append(Kept(said, row.message_id, row.person_id, ends))

    # ------------------------------------------------------------ what must be true

    def check(self) -> None:
        """Every promise, and every message, after every step."""
        unexpected = [one for one in self.ramen.faults if "twilio_list" not in one]
        assert unexpected == [], "a list that Twilio did not give is asked for again later"
        self.ramen.faults.clear()
        broken = {
            one.proof: one.rows for one in self.ramen.proofs().values() if one.word == "broken"
        }
        assert broken == {}
        self.check_messages()
        assert self.lines_on_phones() <= self.parts_queued(), "somebody was answered twice"

    def check_messages(self) -> None:
        """Acknowledged messages are readable until they are lawfully gone, and never after."""
        today = local_date(self.ramen.now, self.ramen.shop.zone)
        erased = set(self.ramen.house.journal.everyone(self.ramen.shop.id))
        for one in self.kept:
            if one.person in erased:
                assert one.said.number in self.confirmed, "erased without the second word"
        owed = {one.message for one in self.kept if one.ends > today and one.person not in erased}
        held, readable = self.held()
        assert readable == owed
        assert held == owed, "rows outlive what may be read"

    def held(self) -> tuple[set[UUID], set[UUID]]:
        """Inbound messages that have a row, and those whose words can be opened."""
        with self.ramen.act() as db:
            rows = db.all(
                "SELECT person_id, record_id, kind, expires_on, sealed FROM record"
                " WHERE business_id = %(business)s AND kind = 'message_in'"
            )
        readable = {row.record_id for row in rows if not isinstance(self.ramen.opens(row), Gone)}
        return {row.record_id for row in rows}, readable

    def lines_on_phones(self) -> int:
        """How many messages of ours reached a phone."""
        return sum(len(self.ramen.answers(number)) for number in NUMBERS)

    def parts_queued(self) -> int:
        """How many messages the ledger says were meant to be sent."""
        return int(self.ramen.row(
            "SELECT coalesce(sum((detail::jsonb ->> 'parts')::int), 0) FROM ledger"
            " WHERE business_id = %(business)s AND action = 'message.queued'"
        )[0])  # fmt: skip
