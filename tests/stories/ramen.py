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
from janji.audit.proofs import Verdict
from janji.care import agent
from janji.channels.mail.smtp_in import receiver
from janji.cli.opening import applied
from janji.kit.clock import local_date, start_of_day
from janji.kit.db import Db
from janji.kit.errors import Refused
from janji.twins.twilio.posting import signature
from janji.twins.twilio.state import new_sid
from janji.vault import backup, gate, people, restore
from janji.vault.house import House, open_house
from janji.vault.people import Identifier
from janji.vault.restore_rows import Loaded
from janji.worker.proving import ask_proofs
from janji.worker.rounds import Rounds
from janji.worker.timetable import timetable
from stories.looking import LogBook, database_files, files_below, holds, rows_holding
from stories.stage import Stage, StoryClock

BUDI, SARAH, CITRA, DEWI, EKO = (f"+6281200000{n}" for n in (102, 103, 104, 105, 106))
A_BREATH = timedelta(seconds=5)  # longer than the assistant waits for more short lines
LAST_MINUTES = timedelta(minutes=5)  # of a day: when weeks are counted
LASTING = frozenset(  # tables of numbers, times and closed words, which no night empties
    ("business", "cell", "checkpoint", "compared", "counted_period", "day_end", "dropped_field", "duty_run",
     "ledger", "migration", "proof_run", "request")
)  # fmt: skip
KINDS = ("message_in", "message_out", "note")


@dataclass(frozen=True)
class Said:
    """Something a customer wrote. statuses: how the door answered each delivery."""

    number: str
    text: str
    sid: str
    statuses: tuple[int, ...]


@dataclass
class Ramen:
    """Ramen Master in one story."""

    stage: Stage
    house: House
    owner_url: str
    logs: LogBook
    http: httpx.Client
    ends: ExitStack
    rounds: Rounds = field(init=False)
    mail_port: int = 0

    def __post_init__(self) -> None:
        self.shop = self.house.business("ramen-master")
        self.policy = self.shop.policy
        self.restart_worker()

    # ------------------------------------------------------------ what happens

    @property
    def clock(self) -> StoryClock:
        """The one clock of everybody."""
        return self.stage.clock

    @property
    def now(self) -> datetime:
        """The present moment of the story."""
        return self.clock.now()

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
            while self.rounds.go():
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

    # ------------------------------------------------------------ what can be seen

    def phone(self, number: str) -> list[dict[str, Any]]:
        """What the customer's phone shows, oldest first."""
        return self.stage.twin.phone(number)

    def answers(self, number: str) -> list[str]:
        """What the shop wrote to this phone, oldest first."""
        return [one["body"] for one in self.phone(number) if one["from"] == "business"]

    def last_answer(self, number: str) -> str:
        """The newest words of the shop on this phone."""
        return self.answers(number)[-1]

    def person(self, number: str) -> UUID | None:
        """The random id that a number leads to, if the shop still knows the number."""
        with self.act() as db:
            return people.find(db, self.house.vault, [Identifier("whatsapp", number)])

    def read(self, number: str, kinds: tuple[str, ...] = KINDS) -> list[dict[str, Any]]:
        """What staff can read of a customer, oldest first; empty shells are not readable."""
        person = self.person(number)
        if person is None:
            return []
        with self.act() as db:
            found = gate.read(
                db, self.house.vault, self.shop, "customer_support", person=person, kinds=kinds
            )
        assert isinstance(found, list)
        return [one.content for one in reversed(found) if one.content is not None]

    def knows(self, said: Said) -> bool:
        """Whether the number is known and the words can be read."""
        return any(one.get("text") == said.text for one in self.read(said.number))

    def row(self, sql: str, **values: Any) -> Any:
        """One row, asked for as the product would."""
        with self.act() as db:
            return db.one(sql, **values)

    def rows(self, table: str) -> int:
        """How many rows a table holds, past every rule of the product."""
        with psycopg.connect(self.owner_url) as owner:
            found = owner.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert found is not None
        return int(found[0])

    def filled_tables(self) -> set[str]:
        """Tables of the product that hold rows, but for those of numbers and closed words."""
        with psycopg.connect(self.owner_url) as owner:
            names = owner.execute(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
                " AND relnamespace = 'public'::regnamespace"
            ).fetchall()
        return {str(name) for (name,) in names if name not in LASTING and self.rows(str(name))}

    def files(self) -> list[Path]:
        """Sealed media files of the shop."""
        return list(files_below(self.house.vault.media / str(self.shop.id)))

    def at_twilio(self, marker: str) -> int:
        """How often *marker* stands at the provider's side."""
        return int(self.stage.twin.look("search", marker=marker)["provider"])

    def copies_at_twilio(self) -> int:
        """How many messages and files the provider still holds."""
        found = self.stage.twin.look("health")
        return int(found["messages"]) + int(found["files"])

    def traces(self, marker: str) -> list[str]:
        """Every place of ours where *marker* stands in clear, on disk or in a table."""
        sought = marker.encode()
        found = rows_holding(self.owner_url, sought)
        places = [
            *database_files(self.stage.server, self.owner_url),
            *files_below(self.house.settings.home),
        ]
        found += [str(path) for path in places if holds(path, sought)]
        return found + [line for line in self.logs.lines if marker in line]

    def tables_with(self, sealed: bytes) -> list[str]:
        """Tables in which these bytes stand."""
        return rows_holding(self.owner_url, sealed)

    def page(self, path: str, language: str = "id", **headers: str) -> str:
        """A public page as a browser gets it."""
        answer = self.http.get(
            f"{self.stage.url}{path}", headers={"accept-language": language, **headers}
        )
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def letters(self, address: str) -> list[str]:
        """The e-mails that reached an address, oldest first."""
        return self.stage.post.to(address)

    def request(self) -> Any:
        """The newest request about somebody's data."""
        return self.row(
            "SELECT * FROM request WHERE business_id = %(business)s"
            " ORDER BY received_at DESC, request_id DESC LIMIT 1"
        )

    def actions(self) -> list[str]:
        """What the ledger says happened, oldest first."""
        with self.act() as db:
            rows = db.all(
                "SELECT action FROM ledger WHERE business_id = %(business)s ORDER BY at, chain, seq"
            )
        return [row.action for row in rows]

    def proofs(self) -> dict[str, Verdict]:
        """What every independent proof says now."""
        return {one.proof: one for one in ask_proofs(self.house, self.shop, self.now)}

    def is_kept(self, promise: str) -> bool:
        """Whether a promise's own proof says "kept", and none that looks beside it "broken"."""
        found = self.proofs()
        named = next(one for one in self.policy.promises if one.id == promise)
        words = [found[name].word for name in named.proofs]
        assert words, f"{promise} is a statement only"
        return words[0] == "kept" and "broken" not in words

    @property
    def faults(self) -> list[str]:
        """Duties that failed in this story."""
        return self.logs.faults

    @contextmanager
    def act(self) -> Iterator[Db]:
        """One transaction of the shop."""
        with self.house.act(self.shop) as db:
            yield db


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
