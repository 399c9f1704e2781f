"""The small receiver: durable before "250", for our own address alone, nothing kept of the way."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import psycopg
import pytest

from fakes.mail_house import Story
from fakes.mail_servers import free_port
from janji.channels.mail import inbox
from janji.channels.mail.smtp_in import receiver

US = "privasi@ramenmaster.example"
MAIL = (
    "Received: from phone (203.0.113.9)\r\nUser-Agent: Fon/1\r\nFrom: Sari <sari@example.test>\r\n"
    "Subject: Permintaan Penghapusan Data WhatsApp\r\n\r\nnomor +62 812 0000 0011\r\n"
)


@pytest.fixture
def client(story: Story) -> Iterator[smtplib.SMTP]:
    port = free_port()
    server = receiver(story.house, port)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
            yield smtp
    finally:
        server.stop()


def test_received_means_durable_and_sealed(story: Story, client: smtplib.SMTP) -> None:
    assert story.rows("mail_in") == 0
    client.sendmail("sari@example.test", [US], MAIL)
    assert story.rows("mail_in") == 1
    for hidden in ("sari@example", "0011", "203.0.113.9", "Fon/1"):
        assert hidden not in story.dump("mail_in")
    with story.act() as db:
        waiting = inbox.waiting(db, story.house.vault, story.shop)
    assert waiting is not None
    assert waiting.letter is not None
    assert waiting.letter.sender == "sari@example.test"
    assert "203.0.113.9" not in str(waiting.letter.facts())


def test_the_same_mail_again_is_taken_and_kept_once(story: Story, client: smtplib.SMTP) -> None:
    for _ in range(2):
        client.sendmail("sari@example.test", [US], MAIL)
    assert story.rows("mail_in") == 1


def test_nothing_is_relayed(story: Story, client: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("sari@example.test", ["someone@elsewhere.test"], MAIL)
    assert refused.value.recipients["someone@elsewhere.test"][0] == 550
    assert story.rows("mail_in") == 0


def test_what_is_too_large_is_refused_at_the_door(story: Story, client: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        client.sendmail("sari@example.test", [US], MAIL + "x" * (inbox.LARGEST + 1))
    assert refused.value.smtp_code == 552
    assert story.rows("mail_in") == 0


def test_a_bounce_is_known_by_its_empty_sender(story: Story, client: smtplib.SMTP) -> None:
    client.sendmail("", [US], MAIL)
    with story.act() as db:
        waiting = inbox.waiting(db, story.house.vault, story.shop)
    assert waiting is not None
    assert waiting.letter is not None
    assert waiting.letter.automatic == "bounce"


def test_while_the_database_is_away_the_sender_is_asked_to_try_again(
    story: Story, client: smtplib.SMTP
) -> None:
    story.owner("ALTER TABLE mail_in RENAME TO mail_in_away")
    with pytest.raises(smtplib.SMTPDataError) as refused:
        client.sendmail("sari@example.test", [US], MAIL)
    assert refused.value.smtp_code == 451
    story.owner("ALTER TABLE mail_in_away RENAME TO mail_in")
    client.sendmail("sari@example.test", [US], MAIL)
    assert story.rows("mail_in") == 1


def test_a_mail_that_says_nothing_is_set_aside_for_people(
    story: Story, client: smtplib.SMTP
) -> None:
    client.sendmail("sari@example.test", [US], "X-Nothing: at all\r\n\r\n\r\n")
    assert story.rows("quarantine", door="mail", reason="mail_empty") == 1
    with psycopg.connect(story.owner_url) as owner:
        words = owner.execute(
            "SELECT detail FROM ledger WHERE action = 'mail.quarantined'"
        ).fetchall()
    assert len(words) == 1
