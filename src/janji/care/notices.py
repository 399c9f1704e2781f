"""A change of the policy is told to the people it concerns, before it binds (UU PDP 21(2)).

The plan that was applied names the channels. Inside WhatsApp's window the change is told in words,
outside it by an approved template; whom neither reaches is told when they write next. A notice ends
with what the person last wrote, so that telling somebody never keeps them longer. The site tells
everybody by itself: a coming version stands on the policy page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from janji.care import canned
from janji.channels import outbox
from janji.channels.mail import out
from janji.kit.clock import local_date, start_of_day
from janji.kit.dates import long_date
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.hours import Open, open_state
from janji.kit.sql import named_sql
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import gate, records, versions
from janji.vault.house import Vault
from janji.vault.versions import Version

SQL = named_sql(__file__)
PURPOSE = outbox.PURPOSE["notice"]
TEMPLATE = "policy_change"  # the template of messages.yaml that tells it outside the window
AT_ONCE = 100


@dataclass(frozen=True)
class Notice:
    """What is told: the version, and where its page stands. site: our public address."""

    version: Version
    business: Business
    site: str

    @property
    def page(self) -> str:
        """Where every word of the change stands."""
        return f"{self.site.rstrip('/')}/{self.business.slug}/privacy"

    @property
    def binds_at(self) -> datetime:
        """The moment the change binds."""
        return start_of_day(self.version.effective_on, self.business.zone)

    def words(self, language: str, now: datetime) -> str:
        """The whole notice; before the day it binds and after it."""
        lines = self.version.plan.get("summary", {}).get(language, ())
        key = "coming" if now < self.binds_at else "in_force"
        return say(
            f"care.notice.{key}", language, name=self.business.name, page=self.page,
            day=long_date(self.version.effective_on, language),
            lines="".join(f"- {line}\n" for line in lines),
        )  # fmt: skip


def tell(db: Db, vault: Vault, business: Business, site: str, now: datetime) -> int:
    """Queue the notice for people who were not told yet; how many."""
    version = versions.newest(db)
    if version is None or not version.plan.get("channels"):
        return 0
    notice = Notice(version, business, site)
    told = 0
    if "whatsapp" in version.plan["channels"]:
        told += on_whatsapp(db, vault, notice, now)
    if "email" in version.plan["channels"]:
        told += by_mail(db, vault, notice, now)
    return told


def on_whatsapp(db: Db, vault: Vault, notice: Notice, now: datetime) -> int:
    """Those whose window is open, and those an approved template reaches."""
    rows = db.all(
        SQL["due_on_whatsapp"], version=notice.version.number, binds_at=notice.binds_at,
        window_from=now - outbox.WINDOW, templates=pushed(notice, now), most=AT_ONCE,
    )  # fmt: skip
    return sum(message(db, vault, notice, row, now) for row in rows)


def message(db: Db, vault: Vault, notice: Notice, row: Row, now: datetime) -> int:
    """Tell one person; 0 when what they wrote is about to end anyway."""
    business = notice.business
    _, day = records.last_day(business, outbox.KIND, row.last_in_at)
    if day <= local_date(now, business.zone):
        return 0
    shut = now - row.last_in_at >= outbox.WINDOW
    preview = template(notice, row.language, now) if shut else None
    queued = outbox.enqueue(
        db, vault, business, row.person_id,
        preview.text if preview else notice.words(row.language, now), now,
        author="notice", lane=1, as_old_as=row.last_in_at,
        template=outbox.Template(preview.content_sid, dict(preview.values)) if preview else None,
    )  # fmt: skip
    return (
        0
        if isinstance(queued, Refused)
        else noted(db, notice, row.person_id, "whatsapp", queued, now)
    )


def by_mail(db: Db, vault: Vault, notice: Notice, now: datetime) -> int:
    """Those who have an address with us and no conversation."""
    business = notice.business
    rows = db.all(
        SQL["due_by_mail"], version=notice.version.number, binds_at=notice.binds_at, most=AT_ONCE
    )
    told = 0
    for row in rows:
        address = gate.contact(db, vault, business, PURPOSE, row.person_id, "email")
        if not isinstance(address, str) or row.ends is None:
            continue
        language = row.language or business.languages[0]
        mail = out.Mail(
            address, say("care.notice.subject", language, name=business.name),
            notice.words(language, now), purpose=PURPOSE, ends=row.ends,
        )  # fmt: skip
        sent = out.queue(db, vault, business, row.person_id, mail, now)
        told += noted(db, notice, row.person_id, "email", sent, now)
    return told


def noted(
    db: Db, notice: Notice, person: UUID, channel: str, message_id: UUID, now: datetime
) -> int:
    """Write down who was told by what; always 1."""
    number = notice.version.number
    db.run(SQL["told"], version=number, person=person, channel=channel, message=message_id, now=now)
    db.note("policy.told", person, version=number, channel=channel)
    return 1


def pushed(notice: Notice, now: datetime) -> Sequence[str]:
    """The languages in which a template may be sent to a phone now: by day, or on the last day."""
    business = notice.business
    waking = isinstance(open_state(business.hours.weekly(business.languages[0]), now), Open)
    last = notice.binds_at - outbox.WINDOW <= now
    return [one for one in ("id", "en") if template(notice, one, now)] if waking or last else []


def template(notice: Notice, language: str, now: datetime) -> canned.Preview | None:
    """The approved template in this language; None when there is none."""
    values = canned.slots(notice.business, language, now, name="", agent="", site=notice.site)
    found = canned.previews(notice.business, language, values)
    return next((one for one in found if one.id == TEMPLATE and one.usable), None)


@dataclass(frozen=True)
class Standing:
    """How far the telling of one version has come. waiting: not told yet, by whatever channel."""

    told: tuple[Row, ...]
    waiting: int


def standing(db: Db, business: Business, version: Version) -> Standing:
    """Who was told of *version*, by channel, and how many still wait."""
    binds_at = start_of_day(version.effective_on, business.zone)
    told = tuple(row for row in db.all(SQL["standing"]) if row.version == version.number)
    waiting = db.value(SQL["waiting"], version=version.number, binds_at=binds_at)
    return Standing(told, int(waiting))
