"""The front door's own HTTP, over real sockets: whatever pieces, order and rubbish come."""

from __future__ import annotations

import itertools
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.front_door import IN, PUBLIC, TOKEN, Door, Shop, form, running_door
from janji.channels.twilio import signature

NOBODY = "/hook/nobody/twilio/in"


def request(number: int, *headers: str, body: bytes | None = None, version: str = "1.1") -> bytes:
    """A signed webhook as bytes; *body* None means the form of message *number*."""
    fields = form(number)
    raw = urlencode(fields).encode() if body is None else body
    sign = signature.sign(TOKEN, PUBLIC + IN, list(fields.items()))
    lines = (
        f"POST {IN} HTTP/{version}", "Host: 127.0.0.1", f"X-Twilio-Signature: {sign}",
        "Content-Type: application/x-www-form-urlencoded", *headers,
    )  # fmt: skip
    sized = any(line.lower().startswith(("content-length", "transfer-enc")) for line in headers)
    length = () if sized else (f"Content-Length: {len(raw)}",)
    return "\r\n".join((*lines, *length, "", "")).encode() + raw


def chunked(raw: bytes, size: int) -> bytes:
    """*raw* in chunks of *size* bytes."""
    pieces = [raw[at : at + size] for at in range(0, len(raw), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"


class Line:
    """One connection to the door."""

    def __init__(self, door: Door) -> None:
        self.socket = socket.create_connection(("127.0.0.1", int(door.base.rpartition(":")[2])), 30)
        self._file = self.socket.makefile("rb")

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def hear(self, *, body: bool = True) -> int:
        """The status of the next answer, its body read to the end; 0 when the line has ended."""
        status = self._file.readline()
        if not status:
            return 0
        length = 0
        while (header := self._file.readline().strip()) and header:
            name, _, value = header.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        if body:
            assert len(self._file.read(length)) == length
        return int(status.split()[1])

    def ended(self) -> bool:
        """Whether the door has hung up."""
        return self._file.read(1) == b""


@contextmanager
def line(door: Door) -> Iterator[Line]:
    opened = Line(door)
    try:
        yield opened
    finally:
        opened.socket.close()


def test_one_line_carries_webhooks_pages_and_health_in_any_order(shop: Shop, door: Door) -> None:
    health = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with line(door) as one:
        for number in range(3):
            one.send(request(number))
            assert one.hear() == 200
            one.send(health)
            assert one.hear() == 200
            one.send(b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
            assert one.hear() == 404
    assert shop.count("message") == 3


def test_pipelined_requests_are_answered_in_their_order(shop: Shop, door: Door) -> None:
    lost = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" % NOBODY.encode()
    forged = request(9, body=b"Body=x")
    with line(door) as one:
        one.send(request(1) + lost + request(2) + forged + request(3) + lost)
        assert [one.hear() for _ in range(6)] == [200, 404, 200, 403, 200, 404]
    assert shop.count("message") == 3
    assert shop.count("quarantine") == 1


def test_a_thousand_pipelined_requests_are_all_kept(shop: Shop, door: Door) -> None:
    with line(door) as one:
        one.send(b"".join(request(number) for number in range(1000)))
        assert {one.hear() for _ in range(1000)} == {200}
    assert shop.count("message") == 1000


def test_a_request_may_come_byte_by_byte(shop: Shop, door: Door) -> None:
    raw = request(1)
    with line(door) as one:
        one.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        one.send(*(raw[at : at + 1] for at in range(len(raw))))
        assert one.hear() == 200
    assert shop.count("message") == 1


def test_a_chunked_body_is_read_and_what_follows_it_is_no_header(shop: Shop, door: Door) -> None:
    raw = urlencode(form(1)).encode()
    ends = chunked(raw, 7)[:-2] + b"X-Twilio-Signature: late\r\n\r\n"
    with line(door) as one:
        one.send(request(1, "Transfer-Encoding: chunked", body=ends))
        assert one.hear() == 200
        one.send(request(2))
        assert one.hear() == 200
    assert shop.count("message") == 2


def test_who_asks_before_sending_is_told_to_go_on(shop: Shop, door: Door) -> None:
    head, _, body = request(1, "Expect: 100-continue").partition(b"\r\n\r\n")
    with line(door) as one:
        one.send(head + b"\r\n\r\n")
        assert one.hear(body=False) == 100
        assert shop.count("message") == 0
        one.send(body)
        assert one.hear() == 200
    assert shop.count("message") == 1


def test_too_much_is_refused_before_it_is_sent(shop: Shop, door: Door) -> None:
    announced = request(1, "Expect: 100-continue", "Content-Length: 300000", body=b"")
    with line(door) as one:
        one.send(announced)
        assert one.hear() == 413
    large = chunked(b"x" * 300_000, 50_000)
    with line(door) as one:
        one.send(request(1, "Transfer-Encoding: chunked", body=large))
        assert one.hear() == 413
        one.send(request(2))
        assert one.hear() == 200
    assert shop.count("message") == 1


def test_an_old_client_is_answered_and_the_line_closed(shop: Shop, door: Door) -> None:
    with line(door) as one:
        one.send(request(1, version="1.0"))
        assert one.hear() == 200
        assert one.ended()
    with line(door) as one:
        one.send(request(2, "Connection: close"))
        assert one.hear() == 200
        assert one.ended()
    assert shop.count("message") == 2


def test_other_methods_on_a_webhook_are_refused(shop: Shop, door: Door) -> None:
    with line(door) as one:
        for method in (b"GET", b"PUT", b"DELETE"):
            one.send(b"%s %s HTTP/1.1\r\nHost: x\r\n\r\n" % (method, IN.encode()))
            assert one.hear() == 405
        one.send(b"HEAD %s HTTP/1.1\r\nHost: x\r\n\r\n" % IN.encode())
        assert one.hear(body=False) == 405
        one.send(request(1))
        assert one.hear() == 200
    assert shop.count("message") == 1


def test_a_head_without_end_is_refused(shop: Shop, door: Door) -> None:
    with line(door) as one:
        one.send(f"POST {IN} HTTP/1.1\r\nHost: x\r\n".encode())
        told = refused(one, b"X-More: " + b"y" * 8000 + b"\r\n")
    assert told in {431, 0}
    assert door.post(form(1)).status_code == 200
    assert shop.count("message") == 1


def refused(one: Line, piece: bytes) -> int:
    """Send *piece* again and again until the door says something."""
    try:
        for _ in range(200):
            one.send(piece)
            time.sleep(0.002)
        return one.hear()
    except (ConnectionResetError, BrokenPipeError):
        return 0


def test_rubbish_after_a_message_does_not_take_its_answer(shop: Shop, door: Door) -> None:
    with line(door) as one:
        one.send(request(1) + b"\x16\x03\x01 no http\r\n\r\n")
        assert one.hear() == 200
        assert one.ended()
    assert shop.count("message") == 1


def test_two_lengths_or_a_length_and_chunks_are_refused(shop: Shop, door: Door) -> None:
    for odd in (
        ("Content-Length: 3", "Content-Length: 4"),
        ("Content-Length: 3", "Transfer-Encoding: chunked"),
    ):
        with line(door) as one:
            one.send(request(1, *odd, body=b"abc"))
            assert one.hear() == 400
            assert one.ended()
    assert shop.count("message") == 0


def test_who_hangs_up_halfway_leaves_nothing_and_disturbs_nobody(shop: Shop, door: Door) -> None:
    raw = request(1)
    for cut in (10, len(raw) // 2, len(raw) - 1):
        with line(door) as one:
            one.send(raw[:cut])
    assert door.post(form(2)).status_code == 200
    assert shop.count("message") == 1


def test_who_hangs_up_before_the_answer_is_kept_all_the_same(shop: Shop, door: Door) -> None:
    with line(door) as one:
        one.send(request(1))
    ends = time.monotonic() + 20
    while shop.count("message") == 0 and time.monotonic() < ends:
        time.sleep(0.01)
    assert shop.count("message") == 1
    assert door.post(form(1)).status_code == 200
    assert shop.count("message") == 1


def test_slow_callers_are_told_so_and_the_line_ends(shop: Shop) -> None:
    quick = (
        "import janji.door.front as front;front.SECONDS_TO_SEND = front.SECONDS_UNTIL_FIRST = 0.3;"
    )
    with running_door(shop, before=quick) as door, line(door) as body, line(door) as head:
        with line(door) as silent:
            body.send(request(1)[:-5])
            head.send(b"POST /hook/ra")
            assert body.hear() == 408
            assert body.ended()
            assert head.hear() == 408
            assert head.ended()
            assert silent.ended()
        assert door.post(form(2)).status_code == 200
    assert shop.count("message") == 1


def test_a_caller_who_never_reads_is_not_read_from_for_ever(shop: Shop, door: Door) -> None:
    lost = b"POST %s HTTP/1.1\r\nContent-Length: 2\r\n\r\nxx" % IN.encode() * 200
    with line(door) as one:
        one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.socket.settimeout(2)
        sent = 0
        try:
            while sent < 200_000_000:
                sent += one.socket.send(lost)
        except (TimeoutError, ConnectionError):  # not read any more, or the line was ended
            pass
        assert sent < 200_000_000
        assert door.post(form(2)).status_code == 200


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.integers(1, 4000), max_size=8), count=st.integers(1, 4), data=st.data())
def test_however_the_bytes_are_cut_each_request_gets_its_answer(
    door: Door, cuts: list[int], count: int, data: st.DataObject
) -> None:
    kinds = data.draw(
        st.lists(st.sampled_from(("good", "forged", "lost", "chunked")), min_size=count)
    )
    raw, expected = b"", []
    for number, kind in enumerate(kinds):
        piece, status = {
            "good": (request(number), 200),
            "forged": (request(number, body=b"Body=%00&x=%"), 403),
            "lost": (b"PUT /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx", 404),
            "chunked": (
                request(
                    number, "Transfer-Encoding: chunked",
                    body=chunked(urlencode(form(number)).encode(), 50),
                ), 200,
            ),
        }[kind]  # fmt: skip
        raw += piece
        expected.append(status)
    places = [0, *sorted({cut % len(raw) for cut in cuts}), len(raw)]
    with line(door) as one:
        one.send(*(raw[a:b] for a, b in itertools.pairwise(places)))
        assert [one.hear() for _ in expected] == expected


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(min_size=1, max_size=400), keeps_start=st.booleans())
def test_rubbish_never_stops_the_door(door: Door, raw: bytes, keeps_start: bool) -> None:
    with line(door) as one:
        one.send((request(1)[:200] if keeps_start else b"") + raw)
    assert door.http.get(door.base + "/health").status_code == 200
