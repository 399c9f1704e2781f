"""Whatever arrives is read as plain facts, or refused by name; it never breaks the reader."""

from __future__ import annotations

import json
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from janji.channels.mail.parse import LONGEST_TEXT, Letter, read
from janji.kit.errors import Refused

HEAD = b"From: Sari <Sari@Example.test>\r\nSubject: halo\r\n"


def letter(raw: bytes) -> Letter:
    found = read(raw)
    assert isinstance(found, Letter)
    return found


def test_a_plain_mail_is_its_sender_subject_and_words() -> None:
    found = letter(HEAD + b"Message-ID: <a@b>\r\n\r\nnomor saya\r\n")
    assert found == Letter("sari@example.test", "<a@b>", "halo", "nomor saya\n", None)


def test_encoded_headers_are_decoded_and_folds_are_joined() -> None:
    raw = (
        b"From: =?utf-8?B?U2FyaQ==?= <sari@example.test>\r\n"
        b"Subject: =?UTF-8?Q?Permintaan_Penghapusan?=\r\n =?utf-8?b?IERhdGEgV2hhdHNBcHA=?=\r\n\r\nx"
    )
    assert letter(raw).subject == "Permintaan Penghapusan Data WhatsApp"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"Content-Type: text/plain; charset=no-such-set\r\n\r\nkopi \xc3\xa9", "kopi é"),
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nkopi \xe9", "kopi é"),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\nkopi \xff", "kopi \ufffd"),
        (
            b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nbm9tb3I=",
            "nomor",
        ),
        (
            b"Content-Type: text/html\r\n\r\n<style>p{}</style><p>nomor&nbsp;saya<br>0812</p>",
            "nomor saya\n0812",
        ),
    ],
)
def test_charsets_encodings_and_html_end_as_words(body: bytes, expected: str) -> None:
    assert letter(HEAD + body).text.strip() == expected


def test_the_plain_part_wins_and_attachments_stay_where_they_are() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "sari@example.test", "x"
    mail.set_content("kata-kata")
    mail.add_alternative("<p>markup</p>", subtype="html")
    mail.add_attachment("isi lampiran", filename="ktp.txt")
    found = letter(mail.as_bytes())
    assert found.text.strip() == "kata-kata"


def test_addresses_of_computers_and_names_of_devices_are_never_read() -> None:
    raw = (
        b"Received: from x (203.0.113.9)\r\nX-Originating-IP: 203.0.113.9\r\n"
        b"User-Agent: Fon/1\r\n" + HEAD + b"\r\nhalo"
    )
    facts = str(letter(raw).facts())
    assert "203.0.113.9" not in facts
    assert "Fon" not in facts


@pytest.mark.parametrize(
    "sender",
    ["", "not an address", "a@b", "<>", "a@b.c\r\nBcc: x@y.z", f"{'a' * 70}@b.test", "é@b.test"],
)
def test_a_sender_that_cannot_be_answered_is_none(sender: str) -> None:
    raw = b"From: " + sender.replace("\r\n", " ").encode() + b"\r\nSubject: x\r\n\r\ny"
    found = letter(raw)
    assert found.sender is None or "\n" not in found.sender
    if sender in ("", "<>", "a@b", "not an address"):
        assert (found.sender, found.automatic) == (None, "no_sender")


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (b"Auto-Submitted: auto-generated", "auto_submitted"),
        (b"Auto-Submitted: no", None),
        (b"Precedence: Bulk", "bulk"),
        (b"List-Id: <a.b>", "bulk"),
        (b"Return-Path: <>", "bounce"),
        (b"Content-Type: multipart/report; boundary=x", "bounce"),
        (b"X-Autoreply: yes", "auto_submitted"),
    ],
)
def test_mail_written_by_machines_is_known(header: bytes, why: str | None) -> None:
    assert letter(HEAD + header + b"\r\n\r\nhalo").automatic == why


def test_nothing_at_all_is_refused() -> None:
    for raw in (b"", b"\r\n\r\n", b"X: y\r\n\r\n  "):
        found = read(raw)
        assert isinstance(found, Refused)
        assert found.code == "mail_empty"


def test_deep_nesting_does_not_exhaust_the_reader() -> None:
    depth = 3000
    raw = HEAD + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(depth)
    )
    assert isinstance(read(raw + b"\r\nhalo"), Letter | Refused)


@pytest.mark.parametrize("charset", [b"unicode_escape", b"utf-7", b"utf-16", b"rot13", b"idna"])
def test_a_strange_charset_never_leaves_half_a_character(charset: bytes) -> None:
    head = HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n"
    found = letter(head + rb"nomor \ud800 +2AA-")
    json.dumps(found.facts(), ensure_ascii=False).encode()


def test_long_texts_are_cut() -> None:
    assert len(letter(HEAD + b"\r\n" + b"a" * 100_000).text) == LONGEST_TEXT


NAMES = st.sampled_from(
    ["From", "Subject", "Content-Type", "Content-Transfer-Encoding", "Message-ID", "Return-Path",
     "Auto-Submitted", "Content-Disposition", "MIME-Version", "Precedence"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["multipart/mixed; boundary=x", "multipart/alternative", "text/html; charset=utf-7",
         "text/plain; charset*=x''%ff", "=?utf-8?b?!!!?=", "=?x?q?=ff?=", "base64", "uuencode",
         "message/rfc822", 'text/plain; charset="\x00"', "a@b.test, c@d.test", "=?utf-8?b?4pi?="]
    ),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    headers=st.lists(st.tuples(NAMES, VALUES), max_size=8),
    body=st.one_of(st.binary(max_size=300), st.just(b"--x\r\n\r\nhalo\r\n--x--")),
)
def test_any_headers_and_any_body_are_read_or_refused(
    headers: list[tuple[str, str]], body: bytes
) -> None:
    lines = [f"{name}: {value}".encode("utf-8", "surrogatepass") for name, value in headers]
    found = read(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    assert isinstance(found, Letter | Refused)
    if isinstance(found, Letter):
        json.dumps(found.facts(), ensure_ascii=False).encode()
        assert found.sender is None or ("\n" not in found.sender and "@" in found.sender)
        assert found.message_id is None or "\n" not in found.message_id


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_at_all_are_read_or_refused(raw: bytes) -> None:
    assert isinstance(read(raw), Letter | Refused)
