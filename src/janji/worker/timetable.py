"""What is done for a business, in which order, how often."""

from __future__ import annotations

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

from janji.audit import checkpoint
from janji.care import assignment, escalation, notices, presence, queue, teach
from janji.care.assistant import Assistant, prepare
from janji.care.published import Press
from janji.care.turns import Desk, take_turns
from janji.channels import fetch, outbox
from janji.channels.connected import connected
from janji.channels.pace import PER_SECOND, Pace
from janji.channels.provider import delete_due, end_provider_days, settle_debts
from janji.channels.proving import ask_proofs
from janji.channels.reconcile import reconcile
from janji.channels.twilio.client import Twilio
from janji.channels.twilio.results import Failed
from janji.insight import counters, staff
from janji.kit import http
from janji.kit.clock import local_date
from janji.kit.db import Db
from janji.kit.duty import Duty
from janji.kit.errors import JanjiError
from janji.policy.business import Business
from janji.rights.duties import duties as rights_duties
from janji.vault import day_tables, erasure, records, restamp, retention
from janji.vault.house import House
from janji.vault.key_names import ABUSE_CLASS, DayKey
from janji.vault.retention import end_orphans
from janji.worker.rights_port import RightsPort
from janji.worker.rounds import SQL

SENDERS = 8  # letters under way at once; the provider's own limit is far above
PROVIDER_TIMEOUT = 20.0
TURNS = 20  # between two looks at what is to be sent: no answer waits for everybody's turn
LITTLE, MINUTE, HOUR = timedelta(seconds=2), timedelta(minutes=1), timedelta(hours=1)


def twilio_of(house: House, business: Business) -> Twilio:
    """The provider's client, with secrets from the settings.

    Raises: JanjiError door.no_token when account or token is missing.
    """
    account = house.settings.secret(business.channel.account_env)
    token = house.settings.secret(business.channel.token_env)
    if not account or not token:
        raise JanjiError("door.no_token", business=business.slug, secret=business.channel.token_env)
    base = house.settings.provider_base(business.channel.api_base)
    return Twilio(base, account, token, http.client(PROVIDER_TIMEOUT, loopback=base))


def timetable(
    house: House,
    business: Business,
    *,
    twilio: Twilio | None = None,
    assistant: Assistant | None = None,
) -> list[Duty]:
    """Every duty of *business*, most urgent first; only the keeping ones while it is not connected.

    twilio, assistant: made from the settings unless the caller has them at hand already.
    """
    if twilio is None and not connected(house.settings, business):
        return [*ending_duties(house, business), *telling_duties(house, business)]
    twilio = twilio or twilio_of(house, business)
    assistant = assistant or prepare(business, house.settings.public_url)
    desk = Desk(house, business, assistant, RightsPort(house))
    press = Press(business, house.settings.public_url, assistant)
    pool = ThreadPoolExecutor(SENDERS, thread_name_prefix="sender")
    pace = Pace(PER_SECOND)
    return [
        *ending_duties(house, business),
        Duty("days ahead", lambda now: days_ahead(house, business, now), HOUR),
        Duty("turns", lambda now: take_turns(renewed(desk, press), now, TURNS), None, 1),
        *inbox_duties(house, business),
        Duty(
            "outbox",
            lambda now: send_due(house, business, twilio, pool, pace, now),
            held=pace.is_short,
        ),
        Duty("reconcile", lambda now: reconcile(house, business, twilio, now), 3 * MINUTE, 1),
        Duty("media", lambda now: fetch.fetch_due(house, business, twilio, now)),
        *rights_duties(house, business, twilio),
        *provider_duties(house, business, twilio),
        Duty("policy notices", lambda now: tell_changes(house, business, now), MINUTE),
        Duty("proposals", lambda now: end_proposals(house, business, now), HOUR, 1),
        Duty("abuse limits", lambda now: end_limits(house, business, now), MINUTE, 1),
        *telling_duties(house, business),
    ]


def ending_duties(house: House, business: Business) -> list[Duty]:
    """What ends what is held, with or without a channel."""
    act = functools.partial(house.act, business)
    return [
        Duty("resume erasures", resumed(house, business), every=10 * MINUTE),
        Duty("insight", lambda now: count_period(house, business, now), 2 * MINUTE, 1),
        Duty("staff figures", lambda now: count_staff(house, business, now), HOUR, 1),
        Duty("restamp", lambda now: restamp.step(act, house.vault, business, now), MINUTE),
        Duty("retention", lambda now: retention.sweep(act, house.vault, business, now), MINUTE),
        Duty("orphan keys", lambda now: end_orphans(act, house.vault, business, now), 6 * HOUR, 1,
             patient=True),
    ]  # fmt: skip


def telling_duties(house: House, business: Business) -> list[Duty]:
    """What lets anyone look, with or without a channel."""
    return [
        Duty("proofs", lambda now: 0 * len(ask_proofs(house, business, now)), 6 * HOUR, 1,
             patient=True),
        Duty("checkpoint", lambda now: take_checkpoint(house, business, now), 10 * MINUTE, 1),
    ]  # fmt: skip


def inbox_duties(house: House, business: Business) -> list[Duty]:
    """What finds somebody for those who wait."""

    def in_commit(step: Callable[[Db, datetime], int]) -> Callable[[datetime], int]:
        def work(now: datetime) -> int:
            with house.act(business) as db:
                return step(db, now)

        return work

    escalate = in_commit(lambda db, now: escalation.escalate(db, business, now))
    give_out = in_commit(lambda db, now: assignment.give_out(db, business, now))
    return [
        Duty("wake", in_commit(queue.wake), MINUTE),
        Duty("away", in_commit(assignment.release_away), MINUTE),
        Duty("give out", give_out, every=LITTLE),
        Duty("escalate", escalate, MINUTE),
        Duty("looks", in_commit(presence.forget), MINUTE, 1),
    ]


def provider_duties(house: House, business: Business, twilio: Twilio) -> list[Duty]:
    """What makes an end at the provider what ended here."""
    return [
        Duty("provider", lambda now: delete_due(house, business, twilio, now), 5 * MINUTE, 3),
        Duty("provider debts", lambda now: settle_debts(house, business, twilio, now), MINUTE),
        Duty("provider days", lambda now: end_provider_days(house, business, now), HOUR),
    ]


def renewed(desk: Desk, press: Press) -> Desk:
    """The desk with the answers that are in force now."""
    with desk.house.act(desk.business) as db:
        return replace(desk, assistant=press.newest(db))


def send_due(
    house: House,
    business: Business,
    twilio: Twilio,
    pool: ThreadPoolExecutor,
    pace: Pace,
    now: datetime,
) -> int:
    """Send what is due, several letters at once, each settled in its own commit."""
    allowed = pace.take(SENDERS * 2)
    letters = outbox.claim(house, business, now, allowed) if allowed else []
    callback = f"{house.settings.public_url}/hook/{business.slug}/twilio/status"

    def deliver(one: outbox.Letter) -> None:
        result = outbox.send(house, business, twilio, callback, one)
        if isinstance(result, Failed) and result.reaction == "throttle":
            pace.slow_down(result.retry_after)
        outbox.settle(house, business, one, result, now)

    list(pool.map(deliver, letters))
    pace.left(allowed, len(letters))
    return len(letters)


def resumed(house: House, business: Business) -> Callable[[datetime], int]:
    """Finish what a crash interrupted."""
    act = functools.partial(house.act, business)
    return lambda now: erasure.resume(act, house.vault, business, house.journal, now)


def count_period(house: House, business: Business, now: datetime) -> int:
    """Count the period whose time has come, before retention takes its rows."""
    with house.act(business) as db:
        return counters.close(db, business, now)


def count_staff(house: House, business: Business, now: datetime) -> int:
    """Count whole days per member of staff where the owner switched it on; end old ones."""
    with house.act(business) as db:
        return staff.count_days(db, business, now)


def days_ahead(house: House, business: Business, now: datetime) -> int:
    """Make keys and partitions for today's and tomorrow's messages before anybody needs them."""
    before = len(house.vault.ready_days)

    def step(db: Db) -> None:
        for ahead in (timedelta(0), timedelta(days=1)):
            cls, day = records.last_day(business, "message_in", now + ahead)
            records.ready_day(db, house.vault, cls, day)

    day_tables.alone(functools.partial(house.act, business), step)
    return len(house.vault.ready_days) - before


def end_limits(house: House, business: Business, now: datetime) -> int:
    """Throw away yesterday's abuse limits and the key they were kept under."""
    today = local_date(now, business.zone)
    with house.act(business) as db:
        gone = db.run(SQL["forget_old_limits"], today=today)
    old = [
        d for d in house.vault.keyring.days(business.id, ABUSE_CLASS) if d is not None and d < today
    ]
    if old:
        house.vault.keyring.destroy(days=[DayKey(business.id, ABUSE_CLASS, day) for day in old])
    return gone


def tell_changes(house: House, business: Business, now: datetime) -> int:
    """Tell people of a change of the policy."""
    with house.act(business) as db:
        return notices.tell(db, house.vault, business, house.settings.public_url, now)


def end_proposals(house: House, business: Business, now: datetime) -> int:
    """End phrasings that nobody approved in time."""
    with house.act(business) as db:
        return teach.end_proposals(db, business, now)


def take_checkpoint(house: House, business: Business, now: datetime) -> int:
    """Sign where the ledger stands."""
    with house.act(business) as db:
        return 1 if checkpoint.take(db, house.signer, now) else 0
