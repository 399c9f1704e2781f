"""Mail out: queued with the commit, sent once, tried again, given up only when refused for good."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest

from fakes.mail_house import Story
from fakes.mail_servers import free_port, running_sink
from janji.channels.mail import out
from janji.channels.mail.out import Mail
from janji.channels.mail.post import poster
from janji.channels.mail.servers import Server, read_server
from janji.kit.errors import JanjiError
from janji.vault import people
from janji.vault.people import Identifier

SARI = "sari@example.test"


def queued(story: Story, subject: str = "Kabar untuk Anda") -> UUID:
    with story.act() as db:
        vault, now = story.house.vault, story.now
        person = people.find_or_make(db, vault, [Identifier("email", SARI)], now)
        mail = Mail(SARI, subject, "Halo Sari – kabar baik.", "<q@example.test>")
        return out.queue(db, vault, story.shop, person, mail, now)


def send(story: Story, port: int) -> int:
    act = partial(story.house.act, story.shop)
    post = poster(Server("smtp", "127.0.0.1", port))
    return out.send_due(act, story.house.vault, story.shop, post, story.now)


def state(story: Story, mail: UUID) -> str:
    return next(
        one
        for one in ("queued", "sent", "failed")
        if story.rows("mail_out", mail_id=mail, state=one)
    )


def test_a_queued_mail_arrives_once_and_is_marked_as_a_machines(story: Story) -> None:
    mail = queued(story)
    assert SARI not in story.dump("mail_out") + story.dump("record")
    with running_sink() as (sink, port):
        assert (send(story, port), send(story, port)) == (1, 0)
    assert [one["To"] for one in sink.mails] == [SARI]
    got = sink.mails[0]
    assert got["From"] == story.shop.contacts.email
    assert got["Auto-Submitted"] == "auto-replied"
    assert got["In-Reply-To"] == "<q@example.test>"
    assert got["Message-ID"] == f"<{mail}@ramenmaster.example>"
    assert "kabar baik" in got.get_content()
    assert state(story, mail) == "sent"


@pytest.mark.parametrize("words", ["Kabar\r\nBcc: x@elsewhere.test", "Kabar\nTo: x@elsewhere.test"])
def test_no_header_can_be_smuggled_in(story: Story, words: str) -> None:
    queued(story, words)
    with running_sink() as (sink, port):
        send(story, port)
    assert sink.mails[0]["Bcc"] is None
    assert sink.mails[0]["To"] == SARI


def test_a_server_that_is_away_is_tried_again_with_growing_waits(story: Story) -> None:
    mail = queued(story)
    nowhere = free_port()
    assert send(story, nowhere) == 1
    assert (state(story, mail), send(story, nowhere)) == ("queued", 0)
    story.clock.forward(hours=7)
    with running_sink() as (sink, port):
        assert send(story, port) == 1
    assert len(sink.mails) == 1


@pytest.mark.parametrize(
    ("part", "answer", "after"),
    [
        ("answer", "451 busy", "queued"),
        ("answer", "554 no", "failed"),
        ("recipient_answer", "550 unknown", "failed"),
        ("recipient_answer", "450 grey", "queued"),
    ],
)
def test_a_refusal_for_good_ends_it_and_a_refusal_for_now_does_not(
    story: Story, part: str, answer: str, after: str
) -> None:
    mail = queued(story)
    with running_sink() as (sink, port):
        setattr(sink, part, answer)
        send(story, port)
    assert (len(sink.mails), state(story, mail)) == (0, after)


def test_a_mail_whose_writer_ended_is_not_sent(story: Story) -> None:
    mail = queued(story)
    story.owner("DELETE FROM record")
    with running_sink() as (sink, port):
        send(story, port)
    assert (sink.mails, state(story, mail)) == ([], "failed")


@pytest.mark.parametrize(
    "address", ["", "http://x", "imap://x", "smtp://", "smtp://x:nine", "smtps:/x", "x"]
)
def test_an_address_that_is_none_is_said_without_repeating_it(address: str) -> None:
    with pytest.raises(JanjiError) as fault:
        read_server(address, "smtp", "JANJI_SMTP_URL")
    assert fault.value.values == {"setting": "JANJI_SMTP_URL"}


def test_a_password_never_stands_in_a_repr() -> None:
    server = read_server("smtps://sari:p%40ss@mail.example.test", "smtp", "X")
    assert (server.user, server.password, server.port) == ("sari", "p@ss", 465)
    assert "p@ss" not in repr(server)
