"""Turns: one at a time for each person, bursts joined, everything of a turn in one commit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

import psycopg

from janji.care import judge, language, listen
from janji.care.assistant import Assistant
from janji.care.commands import command
from janji.care.listen import Heard, Talk, Verdict
from janji.channels import outbox
from janji.consent import withdrawals
from janji.kit.clock import local_date
from janji.kit.db import Db, Row
from janji.kit.errors import Refused
from janji.kit.ids import new_id
from janji.kit.sql import named_sql
from janji.kit.text import say
from janji.policy.business import Business
from janji.vault import gate, people, records, restrictions, search
from janji.vault.house import House

SQL = named_sql(__file__)
PURPOSE = "answer_questions"
RIGHTS = "rights_requests"  # rights words are heard whoever is blocked or restricted
KIND = "message_in"
LINES_AT_MOST = 50


class RightsDesk(Protocol):
    """What a turn asks of the rights room; the worker brings it: neighbours do not meet."""

    def open(
        self,
        db: Db,
        business: Business,
        person: UUID,
        kind: str,
        channel: str,
        language: str,
        now: datetime,
    ) -> list[str]:
        """Open a request, or join the open one; the words to answer with."""
        ...

    def confirm(
        self, db: Db, business: Business, person: UUID, language: str, now: datetime
    ) -> list[str]:
        """The person said yes to erasing; the words to answer with."""
        ...

    def my_data(
        self, db: Db, business: Business, person: UUID, language: str, now: datetime
    ) -> list[str]:
        """What is held about the person, and the copy itself."""
        ...


@dataclass(frozen=True)
class Desk:
    """What turns of one business need."""

    house: House
    business: Business
    assistant: Assistant
    rights: RightsDesk


def take_turns(desk: Desk, now: datetime, most: int = 50) -> int:
    """Answer everyone whose turn it is; return how many turns were taken.

    Raises: the first fault of a single person's turn, after everybody else had theirs. Who could
    not be answered was handed to staff; a lost database is raised at once.
    """
    with desk.house.act(desk.business) as db:
        waiting = db.all(SQL["people_waiting"], most=most)
    taken, faults = 0, []
    for row in waiting:
        try:
            taken += take_turn(desk, row.person_id, now)
        except psycopg.OperationalError:
            raise
        except Exception as fault:  # noqa: BLE001 - one person's words must not silence the shop
            faults.append(fault)
            set_aside(desk, row.person_id, now)
    if faults:
        raise faults[0]
    return taken


def set_aside(desk: Desk, person: UUID, now: datetime) -> None:
    """Leave lines that no turn could be made of to staff, unless the person ended meanwhile."""
    with desk.house.act(desk.business) as db:
        rows = db.all(SQL["unhandled"], person=person, most=LINES_AT_MOST)
        if rows and db.run(
            SQL["to_staff"], person=person, language=desk.business.languages[0], at=rows[-1].at
        ):
            handled(db, rows, now)
            db.note("care.turn_failed", person, lines=len(rows))


def take_turn(desk: Desk, person: UUID, now: datetime) -> int:
    """One person's turn in one transaction: 1 when taken, 0 when it must wait or another has it."""
    with desk.house.act(desk.business) as db:
        rows = db.all(SQL["unhandled"], person=person, most=LINES_AT_MOST)
        if not rows:
            return 0
        hushed = restrictions.closed_by(db, people.linked(db, person)) is not None
        opened = gate.read_records(
            db, desk.house.vault, desk.business, RIGHTS if hushed else PURPOSE,
            [row.message_id for row in rows],
        )  # fmt: skip
        if isinstance(opened, Refused):
            return handled(db, rows, now)
        rows, lines, complete = one_turn(rows, opened)
        heard = joined(lines)
        row = locked(db, desk, person, heard, rows)
        waits = not complete and listen.may_wait(desk.assistant, rows[-1].at, now)
        if row is None or (waits and not listen.is_clear(desk.assistant, heard)):
            return 0
        if not still_ours(db, rows):
            return 0
        spoken = language.heard(language.Spoken(row.language, row.other_language_turns), heard.text)
        talk = replace(talk_of(desk, row, rows, spoken.language, now), hushed=hushed)
        muted_until = row.muted_until
        verdict = listen.listen(desk.assistant, talk, heard, now)
        if verdict.replies and verdict.band != "command" and verdict.act is None:
            verdict, muted_until = limited(
                db, desk, person, talk, heard, verdict, row.muted_until, now
            )
        verdict = listen.introduced(
            desk.assistant, done(db, desk, person, talk, verdict, now), talk
        )
        keep(db, desk, person, talk, verdict, rows, lines, spoken, muted_until, now)
        return handled(db, rows, now)


def one_turn(
    rows: Sequence[Row], lines: Sequence[gate.Opened]
) -> tuple[list[Row], Sequence[gate.Opened], bool]:
    """The lines that belong together: a command is a turn of its own, so STOP always stops.

    The last value: whether more lines follow, so that there is nothing to wait for.
    """
    orders = [place for place, line in enumerate(lines) if is_order(line)]
    end = (orders[0] or 1) if orders else len(lines)
    by_id = {line.record_id for line in lines[:end]}
    return [row for row in rows if row.message_id in by_id], lines[:end], end < len(lines)


def is_order(line: gate.Opened) -> bool:
    """Whether one line alone is a command with a fixed meaning."""
    words = (line.content or {}).get("text", "")
    return command(words, question_open=True) is not None


def joined(lines: Sequence[gate.Opened]) -> Heard:
    """The lines of a turn as one thing said."""
    contents = [line.content for line in lines if line.content is not None]
    texts = [content.get("text", "").strip() for content in contents]
    payloads = [content["payload"] for content in contents if content.get("payload")]
    kinds = frozenset(content.get("kind", "text") for content in contents)
    return Heard(" ".join(text for text in texts if text), payloads[-1] if payloads else "", kinds)


def locked(db: Db, desk: Desk, person: UUID, heard: Heard, rows: Sequence[Row]) -> Row | None:
    """The person's conversation, begun if new, held for this turn; None when another has it."""
    first = language.first(heard.text, desk.business.languages[0])
    db.run(SQL["begin_conversation"], person=person, language=first.language, at=rows[0].at)
    return db.one(SQL["lock_conversation"], person=person)


def still_ours(db: Db, rows: Sequence[Row]) -> bool:
    """Whether nobody took these lines between our reading them and our holding the talk."""
    waiting = db.value(SQL["still_waiting"], messages=[row.message_id for row in rows])
    return int(waiting) == len(rows)


def talk_of(desk: Desk, row: Row, rows: Sequence[Row], spoken: str, now: datetime) -> Talk:
    """Where the talk stands; staff who fell silent give it back to the assistant."""
    conduct = desk.business.policy.assistant
    state, gap = row.state, timedelta(seconds=conduct.session_gap.seconds if conduct else 0)
    idle = timedelta(seconds=conduct.agent_idle.seconds if conduct else 0)
    if state == "agent" and (row.agent_at is None or now - row.agent_at > idle):
        state = "bot"
    new_session = row.session_at == rows[0].at or rows[0].at - row.last_in_at > gap
    if state == "closed" or (
        new_session and state == "waiting" and rows[0].at - row.last_in_at > gap
    ):
        state = "bot"
    muted = row.muted_until is not None and row.muted_until > now
    due = queue_line_due(desk.business, row.queue_told_at, now)
    return Talk(state, spoken, row.misses, row.question, new_session, muted, due)


def queue_line_due(business: Business, told_at: datetime | None, now: datetime) -> bool:
    """Whether who waits may be told again that a person will answer, as the policy says."""
    conduct = business.policy.assistant
    if conduct is None or conduct.queue_line_every is None:
        return False
    return told_at is None or now - told_at >= timedelta(seconds=conduct.queue_line_every.seconds)


def done(db: Db, desk: Desk, person: UUID, talk: Talk, verdict: Verdict, now: datetime) -> Verdict:
    """Carry out what a verdict orders; the words to answer with come back in it."""
    if verdict.act is None:
        return verdict
    words: list[str]
    question = None
    place = (db, desk.business, person)
    if verdict.act == "stop_marketing":
        withdrawals.stop_marketing(db, desk.business, person, now)
        words = [say("care.turn.stopped", talk.language, name=desk.business.name)]
    elif verdict.act == "my_data":
        words = desk.rights.my_data(*place, talk.language, now)
    elif verdict.act == "confirm_erase":
        words = desk.rights.confirm(*place, talk.language, now)
    else:
        kind = REQUESTS[verdict.act]
        words = desk.rights.open(*place, kind, "whatsapp", talk.language, now)
        question = "confirm" if kind == "erasure" else None
    return replace(verdict, replies=tuple(words), question=question)


REQUESTS = {
    "erase": "erasure",
    "correct": "correction",
    "object": "objection",
    "withdraw": "withdrawal",
}


def limited(
    db: Db,
    desk: Desk,
    person: UUID,
    talk: Talk,
    heard: Heard,
    verdict: Verdict,
    muted_until: datetime | None,
    now: datetime,
) -> tuple[Verdict, datetime | None]:
    """Apply the abuse limits to a reply of the bot; rights and commands never come here."""
    limits = desk.business.policy.abuse_limits
    if limits is None:
        return verdict, muted_until
    day = local_date(now, desk.business.zone)
    key = desk.house.vault.sealer(desk.business.id).abuse_hash(day, str(person))
    before = db.value(SQL["limits_of"], day=day, hash=key) or {}
    after, abusive = judge.judged(before, heard.text, talk.new_session, now, key, limits)
    if abusive:
        muted_until = judge.mute_until(now, before, limits)
        verdict = Verdict("none", "muted", "muted", state="waiting", misses=talk.misses)
        db.note("care.muted", person)
    db.run(SQL["keep_limits"], day=day, hash=key, state=json.dumps(after))
    return verdict, muted_until


def keep(
    db: Db,
    desk: Desk,
    person: UUID,
    talk: Talk,
    verdict: Verdict,
    rows: Sequence[Row],
    lines: Sequence[gate.Opened],
    spoken: language.Spoken,
    muted_until: datetime | None,
    now: datetime,
) -> None:
    """Queue the replies and write where the talk stands now."""
    vault = desk.house.vault
    author = "system" if verdict.act or talk.hushed else "bot"
    said_at = max(now, rows[-1].at)  # who wrote while we read is answered after, not before
    for words in verdict.replies:
        outbox.enqueue(db, vault, desk.business, person, words, said_at, author=author)
    for line in lines:
        if line.content:
            search.keep(
                db,
                vault,
                records.beside(vault, desk.business, KIND, line.record_id, line.expires_on),
                line.record_id,
                person,
                f"{line.content.get('text', '')} {line.content.get('name') or ''}",
            )
    db.run(
        SQL["keep_state"], person=person, state=verdict.state, misses=verdict.misses,
        question=verdict.question, language=verdict.language or spoken.language,
        others=0 if verdict.language else spoken.others,
        session_at=rows[0].at if talk.new_session else None, last_in_at=rows[-1].at,
        muted_until=muted_until, rated=verdict.rated,
        queue_told_at=now if verdict.state == "waiting" and verdict.replies else None,
    )  # fmt: skip
    cls, day = records.last_day(desk.business, KIND, now)
    records.ready_day(db, vault, cls, day)
    db.run(
        SQL["keep_turn"], turn=new_id(now), expires_on=day, person=person, at=now,
        intent=verdict.intent, band=verdict.band, outcome=verdict.outcome,
        language=verdict.language or spoken.language, messages=len(rows),
        seconds=int((now - rows[0].at).total_seconds()),
    )  # fmt: skip
    db.note("care.turn", person, outcome=verdict.outcome, band=verdict.band, lines=len(rows))


def handled(db: Db, rows: Sequence[Row], now: datetime) -> int:
    """These lines had their turn."""
    db.run(SQL["handled"], messages=[row.message_id for row in rows], now=now)
    return 1
