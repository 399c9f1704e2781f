"""A change of the policy is told to the people it concerns, before it binds (UU PDP 21(2)).

The plan that was applied names the channels. Inside WhatsApp's window the change is told in words,
outside it by an approved template; whom neither reaches is told when they write next. A notice ends
with what the person last wrote, so that telling somebody never keeps them longer. The site tells
everybody by itself: a coming version stands on the policy page.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from janji.care import canned
from janji.channels import outbox
from janji.channels.mail import out
from janji.channels.twilio.errors import TABLE
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
TAKEN_BACK = "policy_stays"  # the one that tells that it does not come
MESSAGES = {"whatsapp", "email"}
AT_ONCE = 100
LULL = timedelta(minutes=60)  # from a notice the provider had no room for to the next one
PASSING = frozenset(
    (20500, 20503, *(int(code) for code, row in TABLE.items() if row["reaction"] == "throttle"))
)
NOBODY = UUID(int=0)
CENTURY = 36_525  # days


@dataclass(frozen=True)
class Notice:
    """What is told: the version, and where its page stands. site: our public address.

    takes_back: it tells that an earlier version does not come, to whom that one was told.
    """

    version: Version
    business: Business
    site: str
    takes_back: bool = False

    @property
    def page(self) -> str:
        """Where every word of the change stands."""
        return f"{self.site.rstrip('/')}/{self.business.slug}/privacy"

    @property
    def binds_at(self) -> datetime:
        """The moment the change binds, or would have."""
        return start_of_day(self.version.effective_on, self.business.zone)

    @property
    def counts(self) -> list[int]:
        """The versions whose notices tell this one too: those it replaced without a new duty."""
        plan = self.version.plan
        more = plan["taken_back"]["said_with"] if self.takes_back else plan.get("told_with", ())
        return [self.version.number, *more]

    @property
    def channels(self) -> Sequence[str]:
        """Through what it is told."""
        plan = self.version.plan
        found: Sequence[str] = (plan["taken_back"] if self.takes_back else plan).get("channels", ())
        return found

    @property
    def told_of(self) -> list[int] | None:
        """The versions of which one must have been told to be told this; None: everybody is."""
        return list(self.version.plan["taken_back"]["versions"]) if self.takes_back else None

    @property
    def template(self) -> str:
        """The template that tells it outside the window."""
        return TAKEN_BACK if self.takes_back else TEMPLATE

    def words(self, language: str, now: datetime) -> str:
        """The whole notice; before the day it binds and after it."""
        if self.takes_back:
            day = date.fromisoformat(self.version.plan["taken_back"]["day"])
            return say(
                "care.notice.taken_back", language, name=self.business.name, page=self.page,
                day=long_date(day, language),
            )  # fmt: skip
        lines = self.version.plan.get("summary", {}).get(language, ())
        key = "coming" if now < self.binds_at else "in_force"
        return say(
            f"care.notice.{key}", language, name=self.business.name, page=self.page,
            day=long_date(self.version.effective_on, language),
            lines="".join(f"- {line}\n" for line in lines),
        )  # fmt: skip


def tell(db: Db, vault: Vault, business: Business, site: str, now: datetime) -> int:
    """Queue the notices for people who were not told yet; how many. One process at a time."""
    if not db.value(SQL["alone"]):
        return 0
    told = 0
    for notice in (
        *(Notice(one, business, site) for one in owed(db, business, now)),
        *(Notice(one, business, site, takes_back=True) for one in taking_back(db, business, now)),
    ):
        if "whatsapp" in notice.channels:
            told += on_whatsapp(db, vault, notice, now)
        if "email" in notice.channels:
            told += by_mail(db, vault, notice, now)
    return told


def taking_back(db: Db, business: Business, now: datetime) -> list[Version]:
    """The versions that take back what people were told of; the next one that binds ends it."""
    known, today = versions.all_of(db), local_date(now, business.zone)
    replaced, running = versions.never_bound(known, business.zone), versions.standing(db, today)
    return [
        one for one in known
        if one.plan.get("taken_back") and one.number not in replaced
        and (one.effective_on > today or one.number == running)
    ]  # fmt: skip


def owed(db: Db, business: Business, now: datetime) -> list[Version]:
    """The changes people are told of now: all that come, and the last one that took force.

    What another version replaced before its day never binds; what is only on the page is not sent.
    """
    known, today = versions.all_of(db), local_date(now, business.zone)
    replaced = versions.never_bound(known, business.zone)
    telling = [
        one for one in known
        if one.number not in replaced and MESSAGES & set(one.plan.get("channels", ()))
    ]  # fmt: skip
    coming = [one for one in telling if one.effective_on > today]
    return [*coming[::-1], *telling[len(coming) : len(coming) + 1]]


def on_whatsapp(db: Db, vault: Vault, notice: Notice, now: datetime) -> int:
    """Those whose window is open, and those an approved template reaches.

    A notice that failed for the provider's sake (too much at once, out of order) is followed by
    another when that is over; one that the window shut on, by the template.
    """
    rows = db.all(
        SQL["due_on_whatsapp"], versions=notice.counts, told_of=notice.told_of,
        binds_at=notice.binds_at, held_from=held_from(notice.business, now),
        window_from=now - outbox.WINDOW, window=outbox.WINDOW, templates=pushed(notice, now),
        again_from=now - LULL, passing=list(PASSING), outside=outbox.OUTSIDE_WINDOW, most=AT_ONCE,
    )  # fmt: skip
    return sum(message(db, vault, notice, row, now) for row in rows)


def held_from(business: Business, now: datetime) -> datetime:
    """The oldest moment of which what was written then is still held: no notice outlives it."""
    today = local_date(now, business.zone)

    def gone(days: int) -> bool:
        at = start_of_day(today - timedelta(days=days), business.zone)
        return records.last_day(business, outbox.KIND, at)[1] <= today

    oldest = bisect_left(range(CENTURY), x=True, key=gone) - 1
    return start_of_day(today - timedelta(days=max(oldest, 0)), business.zone)


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
    """Those who have an address with us and no conversation.

    Whom the gate refuses stands in nobody's way: the walk goes on behind them.
    """
    business = notice.business
    if not business.policy.may_use("identifier_email", PURPOSE):
        return 0
    told, after = 0, NOBODY
    while told < AT_ONCE:
        rows = db.all(
            SQL["due_by_mail"], versions=notice.counts, told_of=notice.told_of,
            binds_at=notice.binds_at, held_from=held_from(business, now), after=after,
            most=AT_ONCE,
        )  # fmt: skip
        told += sum(letter(db, vault, notice, row, now) for row in rows)
        if len(rows) < AT_ONCE:
            break
        after = rows[-1].person_id
    return told


def letter(db: Db, vault: Vault, notice: Notice, row: Row, now: datetime) -> int:
    """Write to one person; 0 when their address may not be used for it."""
    business = notice.business
    address = gate.contact(db, vault, business, PURPOSE, row.person_id, "email")
    if not isinstance(address, str):
        return 0
    language = row.language or business.languages[0]
    mail = out.Mail(
        address, say("care.notice.subject", language, name=business.name),
        notice.words(language, now), purpose=PURPOSE, ends=row.ends,
    )  # fmt: skip
    sent = out.queue(db, vault, business, row.person_id, mail, now)
    return noted(db, notice, row.person_id, "email", sent, now)


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
    return next((one for one in found if one.id == notice.template and one.usable), None)


@dataclass(frozen=True)
class Standing:
    """How far the telling of one version has come. waiting: not told yet, by whatever channel."""

    told: tuple[Row, ...]
    waiting: int


def standing(db: Db, business: Business, version: Version) -> Standing:
    """Who was told of *version*, by channel, and how many still wait."""
    notice = Notice(version, business, "")
    told = tuple(row for row in db.all(SQL["standing"]) if row.version == version.number)
    waiting = db.value(SQL["waiting"], versions=notice.counts, binds_at=notice.binds_at)
    return Standing(told, int(waiting))
