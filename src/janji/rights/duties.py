"""What the worker calls for the rights room: each repeats until nothing is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from janji.channels.mail import imap, inbox, out
from janji.channels.mail.post import Post, poster
from janji.channels.mail.servers import server_of
from janji.channels.twilio.client import Twilio
from janji.kit.clock import local_date
from janji.kit.duty import Duty
from janji.policy.business import Business
from janji.rights import contacts, erase, lapse, mail_requests
from janji.rights.ports import Hands, hands_of
from janji.vault.house import House

AT_ONCE = 100
MAIL_EVERY, LOOK_EVERY = timedelta(seconds=30), timedelta(minutes=1)


def duties(house: House, business: Business, twilio: Twilio) -> list[Duty]:
    """Every duty of the rights room for one business, most urgent first."""
    hands = hands_of(house, twilio)
    place = (house, business)
    return [
        Duty("mail in", partial(fetch_mail, *place), every=MAIL_EVERY),
        Duty("mail requests", partial(take_mail, *place)),
        Duty("deletions", partial(carry_out_deletions, *place, hands)),
        Duty("unconfirmed requests", partial(end_unconfirmed, *place), every=LOOK_EVERY),
        Duty("mail out", partial(send_mail, *place)),
        Duty("contacts", partial(end_contacts, *place)),
        Duty("old mail", partial(forget_old_mail, *place), every=LOOK_EVERY),
    ]


def fetch_mail(house: House, business: Business, now: datetime) -> int:
    """Bring unread mail in by IMAP, if a server is set. Raises: JanjiError channels.mail_…"""
    server = server_of(house.settings, business, "imap")
    if server is None:
        return 0
    return imap.fetch(partial(house.act, business), house.vault, business, server, now).total


def take_mail(house: House, business: Business, now: datetime) -> int:
    """Handle waiting letters, one commit each."""
    taken = 0
    while taken < AT_ONCE and mail_requests.take(house, business, now):
        taken += 1
    return taken


def end_unconfirmed(house: House, business: Business, now: datetime) -> int:
    """End requests that nobody confirmed in time."""
    return lapse.work(house, business, now)


def carry_out_deletions(house: House, business: Business, hands: Hands, now: datetime) -> int:
    """Bring confirmed deletions as far as they go, and finish those a processor held up."""
    done = 0
    while done < AT_ONCE and erase.work(house, business, hands, now):
        done += 1
    while done < AT_ONCE and erase.finish_waiting(house, business, hands, now):
        done += 1
    return done


def send_mail(house: House, business: Business, now: datetime, post: Post | None = None) -> int:
    """Send queued mail through *post*, or through the server that is set; 0 when none is."""
    if post is None:
        server = server_of(house.settings, business, "smtp")
        if server is None:
            return 0
        post = poster(server)
    act, sent = partial(house.act, business), 0
    while sent < AT_ONCE and out.send_due(act, house.vault, business, post, now):
        sent += 1
    return sent


def end_contacts(house: House, business: Business, now: datetime) -> int:
    """End the contacts of people who were told."""
    ended = 0
    while ended < AT_ONCE and contacts.end_due(house, business, now):
        ended += 1
    return ended


def forget_old_mail(house: House, business: Business, now: datetime) -> int:
    """End the traces of letters whose day is over."""
    today = local_date(now, business.zone)
    with house.act(business) as db:
        return inbox.forget_old(db, today) + out.forget_old(db, today)
