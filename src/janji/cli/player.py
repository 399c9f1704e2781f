"""The player of the demo: customers write, time passes, and what can be seen is checked."""

from __future__ import annotations

import smtplib
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import click

from janji.cli.stage import Stage
from janji.kit.clock import local_date, start_of_day
from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import people
from janji.vault.house import House
from janji.vault.people import Identifier

PATIENCE = 90.0  # seconds of real time before the demo says that something hangs
QUIET = """
SELECT (SELECT count(*) FROM message
         WHERE business_id = %(business)s AND direction = 'in' AND handled_at IS NULL)
     + (SELECT count(*) FROM message
         WHERE business_id = %(business)s AND state IN ('queued', 'sending') AND next_at <= %(now)s)
     + (SELECT count(*) FROM media
         WHERE business_id = %(business)s AND state = 'due' AND next_at <= %(now)s) AS open,
       (SELECT quiet_at FROM duty_run
         WHERE business_id = %(business)s AND duty = 'round') AS quiet_at
"""


@dataclass
class Player:
    """Plays on a stage and remembers what went wrong."""

    stage: Stage
    house: House
    business: Business
    language: str
    failures: list[str] = field(default_factory=list)

    def tell(self, key: str, **values: Any) -> None:
        """One line of the story, with the day and hour of its clock."""
        local = self.stage.clock.now().astimezone(_zone(self.business))
        head = f"{local:%d/%m %H.%M}"
        click.echo(
            f"  {click.style(head, dim=True)}  {say(f'cli.demo.{key}', self.language, **values)}"
        )

    def check(self, key: str, kept: bool, **values: Any) -> None:
        """Something that can be seen: a tick, or a cross that the demo ends with."""
        words = say(f"cli.demo.{key}", self.language, **values)
        mark = click.style("✓", fg="green") if kept else click.style("✗", fg="red")
        click.echo(f"               {mark} {words}")
        if not kept:
            self.failures.append(key)

    def says(self, number: str, text: str, name: str = "", **more: Any) -> dict[str, Any]:
        """A customer writes; the twin posts the signed webhook. Returns the door's answers."""
        said = {
            "from": number,
            "to": self.business.channel.sender,
            "body": text,
            "profile_name": name,
            **more,
        }
        answer = self.stage.http.post(f"{self.stage.twin}/twin/customer-says", json=said)
        answer.raise_for_status()
        result: dict[str, Any] = answer.json()
        return result

    def phone(self, number: str) -> list[dict[str, Any]]:
        """What the customer's phone shows."""
        answer = self.stage.http.get(f"{self.stage.twin}/twin/phone/{number}")
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def answers(self, number: str) -> list[str]:
        """What the business wrote to this phone, oldest first."""
        return [line["body"] for line in self.phone(number) if line["from"] != "customer"]

    def at_twilio(self, marker: str) -> int:
        """How often a marker stands anywhere at the provider's side."""
        answer = self.stage.http.get(f"{self.stage.twin}/twin/search", params={"marker": marker})
        return int(answer.json()["provider"])

    def mail(self, sender: str, subject: str, body: str) -> None:
        """Somebody writes an e-mail to the business."""
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = (
            sender,
            self.business.contacts.email,
            subject,
        )
        letter["Message-ID"] = f"<{abs(hash((sender, subject, body)))}@contoh.example>"
        letter.set_content(body)
        port = int(self.stage.environ["JANJI_SMTP_IN_PORT"])
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as post:
            post.send_message(letter)

    def person(self, number: str) -> UUID | None:
        """The random id a number leads to now."""
        with self.house.act(self.business) as db:
            return people.find(db, self.house.vault, [Identifier("whatsapp", number)])

    def move(self, moment: datetime) -> None:
        """Set every process's clock to *moment* and wait until all that is due is done."""
        now = self.stage.clock.now()
        self.stage.clock.set(max(moment, now + timedelta(seconds=31)))
        self.settle()

    def later(self, **span: float) -> None:
        """Some time passes."""
        self.move(self.stage.clock.now() + timedelta(**span))

    def nights_until(self, moment: datetime) -> None:
        """Days pass, each midnight on its own, as it would."""
        zone = self.business.zone
        while True:
            tomorrow = local_date(self.stage.clock.now(), zone) + timedelta(days=1)
            midnight = start_of_day(tomorrow, zone) + timedelta(minutes=1)
            if midnight >= moment:
                break
            self.move(midnight)
        self.move(moment)

    def settle(self) -> None:
        """Wait until nothing is due at the present moment.

        Raises: JanjiError cli.demo_hangs when it takes too long.
        """
        now, ends = self.stage.clock.now(), time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            with self.house.act(self.business) as db:
                row = db.one(QUIET, now=now)
            if (
                row is not None
                and not row.open
                and row.quiet_at is not None
                and row.quiet_at >= now
            ):
                self.stage.http.post(f"{self.stage.twin}/twin/settle")
                return
            threading.Event().wait(0.01)
        raise JanjiError("cli.demo_hangs")


def _zone(business: Business) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(business.zone)
