"""Mail in by IMAP, against Debian's dovecot: nothing lost, read twice or marked early."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from imaplib import IMAP4

import pytest

from fakes.mail_house import Story
from fakes.mail_servers import dovecot, free_port, running_dovecot
from janji.channels.mail import imap, inbox
from janji.channels.mail.servers import Server
from janji.kit.errors import JanjiError

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(
        dovecot() is None, reason="dovecot is not installed (Debian: dovecot-imapd)"
    ),
]


class Box:
    """The business's mailbox on the server."""

    def __init__(self, port: int) -> None:
        self.server = Server("imap", "127.0.0.1", port, "privasi", "x")
        self._box = IMAP4("127.0.0.1", port)
        self._box.login("privasi", "x")

    def arrives(self, text: str, number: int = 0) -> None:
        head = f"From: sari@example.test\r\nMessage-ID: <{number}@x>\r\nSubject: halo"
        raw = f"{head}\r\n\r\n{text}\r\n"
        self._box.append("INBOX", "", "", raw.encode())

    def close(self) -> None:
        self._box.logout()

    def unread(self) -> int:
        self._box.select("INBOX")
        return len(self._box.search(None, "UNSEEN")[1][0].split())


@pytest.fixture
def box() -> Iterator[Box]:
    program = dovecot()
    assert program is not None
    with running_dovecot(program) as port:
        opened = Box(port)
        yield opened
        opened.close()


def fetch(story: Story, server: Server) -> imap.Fetched:
    act = partial(story.house.act, story.shop)
    return imap.fetch(act, story.house.vault, story.shop, server, story.now)


def test_unread_mail_is_taken_once_and_marked_read(story: Story, box: Box) -> None:
    for number in range(3):
        box.arrives(f"surat {number}", number)
    assert box.unread() == 3
    assert fetch(story, box.server) == imap.Fetched(stored=3)
    assert (box.unread(), story.rows("mail_in")) == (0, 3)
    assert fetch(story, box.server).total == 0


def test_a_batch_is_bounded_and_the_rest_follows(story: Story, box: Box) -> None:
    for number in range(imap.AT_ONCE + 2):
        box.arrives("surat", number)
    assert fetch(story, box.server).total == imap.AT_ONCE
    assert fetch(story, box.server).total == 2
    assert story.rows("mail_in") == imap.AT_ONCE + 2


def test_a_mail_is_not_marked_read_before_it_is_durable(story: Story, box: Box) -> None:
    box.arrives("surat")
    story.owner("ALTER TABLE mail_in RENAME TO mail_in_away")
    with pytest.raises(Exception, match="mail_in"):
        fetch(story, box.server)
    assert box.unread() == 1
    story.owner("ALTER TABLE mail_in_away RENAME TO mail_in")
    assert fetch(story, box.server) == imap.Fetched(stored=1)
    assert box.unread() == 0


def test_a_mail_seen_before_is_not_taken_again(story: Story, box: Box) -> None:
    for _ in range(2):
        box.arrives("surat yang sama", 7)
    assert fetch(story, box.server) == imap.Fetched(stored=1, duplicate=1)


def test_a_huge_mail_is_set_aside_without_being_read_whole(story: Story, box: Box) -> None:
    box.arrives("x" * 78 + "\r\n" + ("y" * 78 + "\r\n") * (2 * inbox.LARGEST // 80))
    assert fetch(story, box.server) == imap.Fetched(quarantined=1)
    assert story.rows("quarantine", reason="mail_too_large") == 1
    assert box.unread() == 0


def test_a_mailbox_that_is_away_is_a_fault_with_a_name(story: Story) -> None:
    with pytest.raises(JanjiError) as fault:
        fetch(story, Server("imap", "127.0.0.1", free_port(), "privasi", "secret"))
    assert fault.value.code == "channels.mail_unreachable"
    assert "secret" not in str(fault.value)
