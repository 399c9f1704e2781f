"""Our client against a real twin process: send, look, delete, prove, download."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs

import httpx
import pytest

from fakes.twin import ACCOUNT, CUSTOMER, OURS, TOKEN, Hook, RunningTwin, free_port, running_twin
from janji.channels.twilio.client import Twilio
from janji.channels.twilio.download import Downloaded, sniffed
from janji.channels.twilio.results import (
    Accepted,
    Deleted,
    Failed,
    FileRecord,
    Gone,
    NotYet,
    Record,
)
from janji.kit.errors import JanjiError, Refused
from janji.kit.http import client
from janji.kit.text import say

PICTURE = b"\xff\xd8\xff\xe0" + b"invented picture" * 10


@contextmanager
def speaking_to(base: str, token: str = TOKEN) -> Iterator[Twilio]:
    with client(5.0, loopback=base) as http:
        yield Twilio(base, ACCOUNT, token, http)


@pytest.fixture
def twilio(twin: RunningTwin) -> Iterator[Twilio]:
    with speaking_to(twin.base) as twilio:
        yield twilio


def sent(twilio: Twilio, body: str = "halo", **more: str) -> str:
    found = twilio.send_text(CUSTOMER, OURS, body, **more)
    assert isinstance(found, Accepted), found
    return found.sid


def test_a_text_is_sent_seen_redacted_deleted_and_proved_gone(
    twin: RunningTwin, twilio: Twilio
) -> None:
    twin.customer_says("halo")
    sid = sent(twilio, "Halo kak 😀")
    twin.tell("settle")
    found = twilio.fetch(sid)
    assert isinstance(found, Record)
    assert (found.body, found.status, found.to) == ("Halo kak 😀", "read", CUSTOMER)
    assert found.created_at is not None
    assert found.created_at.tzinfo is UTC
    assert twilio.is_gone(sid) is False

    redacted = twilio.redact(sid)
    assert isinstance(redacted, Record)
    assert redacted.body == ""
    assert twilio.delete_message(sid) == Deleted()
    assert twilio.is_gone(sid) is True
    assert twilio.delete_message(sid) == Gone()
    assert twilio.redact(sid) == Gone()


def test_a_template_is_sent_with_its_variables(twin: RunningTwin, twilio: Twilio) -> None:
    twin.tell("templates", HX7="Pesanan {{1}} siap, kak {{2}}")
    found = twilio.send_template(CUSTOMER, OURS, "HX7", {"1": "A-7", "2": "Sári"})
    assert isinstance(found, Accepted)
    twin.tell("settle")
    assert twin.phone()[-1]["body"] == "Pesanan A-7 siap, kak Sári"


def test_the_callback_address_travels_with_the_message(
    twin: RunningTwin, twilio: Twilio, hook: Hook
) -> None:
    twin.customer_says("halo")
    sid = sent(twilio, status_callback=f"{hook.url}/status?m=17")
    twin.tell("settle")
    assert {post[0] for post in hook.posts} == {"/status?m=17"}
    assert parse_qs(hook.posts[0][2].decode())["MessageSid"] == [sid]


@pytest.mark.parametrize(
    ("code", "act"),
    [(63018, "throttle"), (63016, "window"), (21610, "optout"), (63024, "dead"), (63041, "alarm")],
)
def test_a_refused_message_says_how_to_react(
    twin: RunningTwin, twilio: Twilio, code: int, act: str
) -> None:
    twin.customer_says("halo")
    twin.tell("faults", kind="send", code=code)
    found = twilio.send_text(CUSTOMER, OURS, "halo")
    assert isinstance(found, Failed)
    assert (found.code, found.reaction) == (code, act)
    assert say(found.words, "id")
    assert found.retry_after == (1.0 if act == "throttle" else None)


def test_wrong_credentials_call_the_owner(twin: RunningTwin) -> None:
    with speaking_to(twin.base, token="wrong") as twilio:
        found = twilio.send_text(CUSTOMER, OURS, "halo")
        assert isinstance(found, Failed)
        assert found.reaction == "alarm"
        assert twilio.is_gone("SM" + "0" * 32) is None


def test_a_lost_answer_is_unsure_and_the_message_can_be_found(
    twin: RunningTwin, twilio: Twilio
) -> None:
    twin.customer_says("halo")
    twin.tell("faults", kind="lost")
    found = twilio.send_text(CUSTOMER, OURS, "sekali saja")
    assert isinstance(found, Failed)
    assert found.reaction == "unsure"
    assert [row.body for row in twilio.list_messages(to=CUSTOMER)] == ["sekali saja"]


def test_nobody_listening_means_nothing_was_sent() -> None:
    with speaking_to(f"http://127.0.0.1:{free_port()}") as twilio:
        found = twilio.send_text(CUSTOMER, OURS, "halo")
        assert isinstance(found, Failed)
        assert found.reaction == "retry"
        assert twilio.is_gone("SM" + "0" * 32) is None
        with pytest.raises(JanjiError, match="twilio_list"):
            list(twilio.list_messages())


def test_a_connection_cut_in_the_middle_is_unsure() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def cut() -> None:
            connection, _ = server.accept()
            connection.recv(65536)
            connection.close()

        thread = threading.Thread(target=cut)
        thread.start()
        with speaking_to(f"http://127.0.0.1:{server.getsockname()[1]}") as twilio:
            found = twilio.send_text(CUSTOMER, OURS, "halo")
        thread.join()
    assert isinstance(found, Failed)
    assert found.reaction == "unsure"


def test_a_proxys_404_proves_no_deletion(hook: Hook) -> None:
    with speaking_to(hook.url) as twilio:
        assert twilio.is_gone("SM" + "0" * 32) is None  # the hook knows no GET: 501 without JSON


def test_an_unfinished_message_says_not_yet(twin: RunningTwin, twilio: Twilio) -> None:
    said = twin.customer_says("halo")
    twin.tell("faults", kind="delete", times=2)
    assert [twilio.delete_message(said["sid"]) for _ in range(3)] == [NotYet(), NotYet(), Deleted()]


def test_lists_are_read_to_the_end_and_from_a_moment(tmp_path: Path) -> None:
    with running_twin(tmp_path / "clock") as twin, speaking_to(twin.base) as twilio:
        sids = []
        for hour in range(10):
            twin.tell("clock", now=f"2026-03-02T{hour:02}:00:00+00:00")
            sids.append(twin.customer_says(f"pesan {hour}")["sid"])
        assert [row.sid for row in twilio.list_messages(to=OURS, page_size=3)] == sids[::-1]
        since = datetime(2026, 3, 2, 7, tzinfo=UTC)
        late = list(twilio.list_messages(sender=CUSTOMER, since=since, page_size=2))
        assert [row.sid for row in late] == sids[:6:-1]
        assert late[-1].sent_at == since
        assert late[-1].direction == "inbound"


def test_a_list_that_breaks_says_so(twin: RunningTwin, twilio: Twilio) -> None:
    for number in range(4):
        twin.customer_says(f"pesan {number}")
    rows = twilio.list_messages(page_size=2)
    assert next(rows).body == "pesan 3"
    assert next(rows).body == "pesan 2"
    twin.tell("faults", kind="down", times=1)
    with pytest.raises(JanjiError) as broken:
        next(rows)
    assert say(broken.value.code, "id", **broken.value.values)


def test_files_are_listed_deleted_and_gone(twin: RunningTwin, twilio: Twilio) -> None:
    picture = {"content_type": "image/jpeg", "base64": base64.b64encode(PICTURE).decode()}
    said = twin.customer_says(media=[picture, picture])
    files = twilio.list_media(said["sid"])
    assert isinstance(files, list)
    assert [file.content_type for file in files] == ["image/jpeg"] * 2
    assert isinstance(files[0], FileRecord)
    assert twilio.delete_media(said["sid"], files[0].sid) == Deleted()
    assert twilio.delete_media(said["sid"], files[0].sid) == Gone()
    assert twilio.list_media(said["sid"]) == [files[1]]
    assert twilio.delete_message(said["sid"]) == Deleted()
    assert twilio.list_media(said["sid"]) == Gone()


def media_url(twin: RunningTwin, hook: Hook, content: bytes) -> tuple[str, str]:
    twin.tell("settings", webhook=hook.url)
    file = {"content_type": "image/png", "base64": base64.b64encode(content).decode()}
    said = twin.customer_says(media=[file])
    return said["sid"], parse_qs(hook.posts[-1][2].decode())["MediaUrl0"][0]


def test_a_file_is_fetched_with_credentials_and_typed_by_its_bytes(
    twin: RunningTwin, twilio: Twilio, hook: Hook
) -> None:
    sid, url = media_url(twin, hook, PICTURE)
    assert twilio.download_media(url, 1_000_000) == Downloaded(PICTURE, "image/jpeg")
    assert twilio.download_media(url, len(PICTURE) - 1) == Refused("channels.media_too_large")
    twilio.delete_message(sid)
    assert twilio.download_media(url, 1_000_000) == Refused("channels.media_gone")


def test_a_file_of_an_unknown_kind_is_refused(
    twin: RunningTwin, twilio: Twilio, hook: Hook
) -> None:
    _, url = media_url(twin, hook, b"MZ this is a program")
    assert twilio.download_media(url, 1_000_000) == Refused("channels.media_type")


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/x",
        "https://evil.example/x.jpg",
        "file:///etc/passwd",
        "",
        "https://api.twilio.com:22/",
    ],
)
def test_addresses_we_may_not_open_are_refused(twilio: Twilio, url: str) -> None:
    assert twilio.download_media(url, 1_000) == Refused("channels.media_address")


class Recorder(httpx.BaseTransport):
    """A transport that keeps what was asked, for answers no honest twin gives."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.asked: list[httpx.Request] = []
        self._answers = list(answers)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self._answers.pop(0)


def downloading(recorder: Recorder, path: str = f"/2010-04-01/Accounts/{ACCOUNT}/x") -> object:
    base = "http://127.0.0.1:4999"
    with httpx.Client(transport=recorder) as http:
        return Twilio(base, ACCOUNT, TOKEN, http).download_media(base + path, 1_000)


def test_credentials_go_to_our_own_account_and_to_the_first_address_only() -> None:
    moved = httpx.Response(302, headers={"location": "/links/abc"})
    recorder = Recorder(moved, httpx.Response(200, stream=httpx.ByteStream(PICTURE)))
    assert downloading(recorder) == Downloaded(PICTURE, "image/jpeg")
    assert ["authorization" in request.headers for request in recorder.asked] == [True, False]
    recorder = Recorder(httpx.Response(401))
    assert downloading(recorder, "/elsewhere") == Refused("channels.media_unreachable")
    assert "authorization" not in recorder.asked[0].headers


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:5000/",
        "http://169.254.169.254/",
        "https://evil.example/",
        "//evil.example/",
    ],
)
def test_a_redirect_to_a_forbidden_place_is_not_followed(location: str) -> None:
    recorder = Recorder(httpx.Response(302, headers={"location": location}))
    assert downloading(recorder) == Refused("channels.media_address")
    assert len(recorder.asked) == 1


def test_redirects_end_and_packed_bodies_are_refused() -> None:
    circle = [httpx.Response(302, headers={"location": "/again"}) for _ in range(4)]
    assert downloading(Recorder(*circle)) == Refused("channels.media_address")
    packed = httpx.Response(
        200, headers={"content-encoding": "br-x"}, stream=httpx.ByteStream(PICTURE)
    )
    assert downloading(Recorder(packed)) == Refused("channels.media_unreachable")


def test_types_are_known_by_their_first_bytes() -> None:
    known = {
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"RIFF0000WEBPVP8 ": "image/webp",
        b"%PDF-1.7": "application/pdf",
        b"OggS\x00": "audio/ogg",
        b"\x00\x00\x00\x18ftypmp42": "video/mp4",
        b"\x00\x00\x00\x18ftypM4A ": "audio/mp4",
        b"\x00\x00\x00\x18ftyp3gp4": "video/3gpp",
        b"#!AMR\n": "audio/amr",
    }
    assert {start: sniffed(start) for start in known} == known
    assert [sniffed(one) for one in (b"", b"<html>", b"PK\x03\x04", b"RIFF0000WAVE")] == [None] * 4
