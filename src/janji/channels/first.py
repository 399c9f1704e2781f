"""The first message: does what a customer writes come by webhook, and does an answer go out?

Twilio tells nobody whether the address for incoming messages is set in its console. So its list of
messages is held beside ours: what stands in theirs and no webhook brought says that it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal

from janji.channels.twilio import trial
from janji.channels.twilio.client import Twilio, UnlistedError
from janji.channels.twilio.results import Record
from janji.kit import http
from janji.kit.db import Db, Row
from janji.kit.settings import Settings
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault.places import Places

SQL = named_sql(__file__)
LOOKED_AT = 20
REFUSED = ("failed", "refused")
Word = Literal["works", "unpointed", "unanswered", "unsent", "nobody", "refused", "silent"]


@dataclass(frozen=True)
class First:
    """How far the newest message came.

    works: by webhook, and an answer went out. unpointed: Twilio has it and called nobody here.
    unanswered: it is here, no answer yet. unsent: the provider refused the answer, with its code.
    nobody: Twilio has none for our number. refused, silent: Twilio did not say.
    """

    word: Word
    at: datetime | None = None
    code: int = 0


def newest(
    settings: Settings, business: Business, account: str, token: str
) -> Record | First | None:
    """Twilio's newest message to our number, None when it keeps none; First when it did not say."""
    base = settings.provider_base(business.channel.api_base)
    with http.client(trial.WAIT, loopback=settings.twin_url or "") as web:
        listed = Twilio(base, account, token, web).list_messages(
            to=business.channel.sender, page_size=LOOKED_AT
        )
        try:
            page = list(islice(listed, LOOKED_AT))
        except UnlistedError as broken:
            state, code = trial.why(broken)
            return First(state, code=code)
    return next((one for one in page if one.direction == "inbound"), None)


def judged(db: Db, sealer: Places, theirs: Record | None) -> First:
    """What *theirs*, the newest at Twilio, says together with what is kept here.

    Where the policy ends the provider's copies early, ours alone can tell.
    """
    if theirs is None:
        last = db.one(SQL["newest"])
        return answered(db, last) if last else First("nobody")
    ours = db.one(SQL["known"], sid=sealer.find_hash("sid", theirs.sid))
    if ours is None or db.value(SQL["recovered"], person=ours.person_id, since=ours.at):
        return First("unpointed", theirs.sent_at or theirs.created_at)
    return answered(db, ours)


def answered(db: Db, message: Row) -> First:
    """Whether something went out to who wrote *message*, after it.

    Whoever waits for a person is not answered by the assistant: then an earlier answer counts.
    """
    reply = db.one(SQL["reply"], person=message.person_id, after=message.message_id)
    if reply is None and db.one(SQL["with_people"], person=message.person_id) and happened(db):
        return First("works", message.at)
    if reply is None or reply.state == "queued":
        return First("unanswered", message.at)
    if reply.state in REFUSED:
        return First("unsent", message.at, reply.error_code or 0)
    return First("works", message.at)


def happened(db: Db) -> bool:
    """Whether a message ever came in and one went out, as far as anything is kept of it."""
    return bool(db.value(SQL["happened"]))
