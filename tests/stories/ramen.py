"""The language of the stories: what customers, staff and nights do, and what a person could see."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import psycopg

from fakes.twin import ACCOUNT, TOKEN, free_port
from janji.care import agent
from janji.care.turns import Desk
from janji.channels.mail.smtp_in import receiver
from janji.cli.opening import applied
from janji.kit.clock import local_date, start_of_day
from janji.kit.errors import Refused
from janji.twins.twilio.posting import signature
from janji.twins.twilio.state import new_sid
from janji.vault import backup, restore
from janji.vault.house import open_house
from janji.vault.restore_rows import Loaded
from janji.worker.rights_port import RightsPort
from janji.worker.rounds import Rounds
from janji.worker.timetable import timetable
from stories.looking import LogBook
from stories.sights import Said, Sights
from stories.stage import Stage

BUDI, SARAH, CITRA, DEWI, EKO = (f"+6281200000{n}" for n in (102, 103, 104, 105, 106))
A_BREATH = timedelta(seconds=5)  # longer than the assistant waits for more short lines
LAST_MINUTES = timedelta(minutes=5)  # of a day: when weeks are counted


@dataclass
class Ramen(Sights):
    """Ramen Master in one story: what customers, staff, nights and the dishonest do."""

    ends: ExitStack
    rounds: Rounds = field(init=False)
    mail_port: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.restart_worker()

    def delivers(self, text: str = "", *, sent_by: str, name: str = "", **more: Any) -> Said:
        """WhatsApp hands over a message; nobody has looked at it yet."""
        found = self.stage.twin.tell(
            "customer-says", **{"from": sent_by}, to=self.shop.channel.sender, body=text,
            profile_name=name, **more,
        )  # fmt: skip
        statuses = tuple(one["status"] for one in found["answers"])
        return Said(sent_by, text, found["sid"], statuses)

    def receives(self, text: str = "", *, sent_by: str, name: str = "", **more: Any) -> Said:
        """A customer writes, and the shop does what is due."""
        said = self.delivers(text, sent_by=sent_by, name=name, **more)
        for _ in range(2):  # what was queued a moment later leaves a moment later
            self.clock.set(self.now + A_BREATH)
            self.works()
        return said

    def gets_mail(self, subject: str, body: str, *, sent_by: str) -> None:
        """Somebody writes an e-mail to the shop, and the shop does what is due."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = sent_by, self.shop.contacts.email, subject
        letter["Message-ID"] = f"<{new_sid('mail')}@contoh.example>"
        letter.set_content(body)
        if not self.mail_port:
            self.mail_port = free_port()
            post = receiver(self.house, self.mail_port)
            post.start()
            self.ends.callback(post.stop)
        with smtplib.SMTP("127.0.0.1", self.mail_port, timeout=20) as smtp:
            smtp.send_message(letter)
        self.clock.set(self.now + A_BREATH)
        self.works()

    def works(self) -> None:
        """The worker does everything that is due now, and the provider's callbacks arrive."""
        for _ in range(3):
            while self.rounds.go() or self.rounds.spare():
                pass
            self.stage.twin.tell("settle")

    def nightly_duties(self) -> None:
        """Whoever was away for nights comes back and does what is due."""
        self.works()

    def restart_worker(self) -> None:
        """A fresh worker process: it remembers nothing but what was committed."""
        duties = timetable(
            self.house, self.shop, twilio=self.stage.twilio, assistant=self.stage.assistant
        )
        self.rounds = Rounds(self.house, self.shop, duties)

    def turns(self) -> Desk:
        """What takes the turns of the talk, for stories that stop in between."""
        return Desk(self.house, self.shop, self.stage.assistant, RightsPort(self.house))

    def nights(self, number: int) -> None:
        """Nights pass, each with its duties; the story goes on a minute after the last midnight."""
        for _ in range(number):
            self.clock.set(self.midnight() + timedelta(minutes=1))
            self.works()

    def sunday_night(self) -> None:
        """The nights until the last minutes of this week, in which weeks are counted."""
        monday = 7 - local_date(self.now, self.shop.zone).weekday()
        self.nights(monday - 1)
        self.clock.set(self.midnight() - LAST_MINUTES)
        self.works()

    def midnight(self, nights: int = 1) -> datetime:
        """The moment at which the next night's midnight comes where the shop is."""
        today = local_date(self.now, self.shop.zone)
        return start_of_day(today + timedelta(days=nights), self.shop.zone)

    def agent_answers(self, number: str, text: str) -> UUID | Refused:
        """Staff write to a customer from the desk."""
        person = self.person(number)
        assert person is not None
        with self.act() as db:
            db.note("staff.added", None, staff=1, role="agent")
        with self.act() as db:
            done = agent.reply(db, self.house.vault, self.shop, person, text, 1, self.now)
        self.works()
        return done

    def posts(
        self, form: list[tuple[str, str]], *, to: str = "in", token: str = TOKEN, **headers: str
    ) -> int:
        """Twilio posts *form* to our door, signed; how the door answered."""
        url = f"{self.stage.url}/hook/{self.shop.slug}/twilio/{to}"
        signed = {"x-twilio-signature": signature(token, url, form), **headers}
        signed["content-type"] = "application/x-www-form-urlencoded"
        return self.http.post(url, content=urlencode(form), headers=signed).status_code

    def status(self, message: UUID, sid: str, word: str) -> int:
        """Twilio says what became of a message of ours."""
        form = [("AccountSid", ACCOUNT), ("MessageSid", sid), ("MessageStatus", word)]
        return self.posts(form, to=f"status?m={message}")

    def backup(self) -> Path:
        """A copy of everything that is kept, as it leaves the house."""
        media, folder = self.house.vault.media, self.house.settings.home.parent / "backups"
        folder.mkdir(exist_ok=True)
        return backup.make(self.owner_url, media, folder, self.now, lambda *_: None).path

    def restored(self, archive: Path) -> Loaded:
        """What a copy turns out to hold when it is brought back into a fresh database now."""
        name = f"restored_{new_sid('')}"
        owner_url, _ = self.stage.server.fresh_database(name, template=self.stage.template)
        judge = restore.judge_of(self.house, self.now)
        return restore.load(owner_url, archive, None, judge, self.now, lambda *_: None)

    def guilty(self, sql: str) -> None:
        """Somebody with the owner's key does what the product never does."""
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            owner.execute(sql)


@contextmanager
def open_ramen(stage: Stage, home: Path, name: str) -> Iterator[Ramen]:
    """A shop with a database, keys and files of its own; the twin has forgotten all others."""
    stage.twin.tell("reset")
    stage.post.letters.clear()
    owner_url, app_url = stage.server.fresh_database(name, template=stage.template)
    house = open_house(
        stage.settings(home), app_url, connections=8, clock=stage.clock, businesses=stage.businesses
    )
    book, root = LogBook(), logging.getLogger()
    root.addHandler(book)
    with ExitStack() as ends:
        ends.callback(root.removeHandler, book)
        ends.callback(house.close)
        ends.enter_context(stage.doorway.opened(house))
        client = ends.enter_context(httpx.Client(trust_env=False, timeout=20.0))
        applied(house, house.business("ramen-master"))
        yield Ramen(stage, house, owner_url, book, client, ends)
