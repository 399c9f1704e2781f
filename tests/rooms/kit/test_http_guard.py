"""Going out: only where we may go, to addresses checked at the moment of connecting."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import httpx
import pytest

from janji.kit.errors import Refused
from janji.kit.http import client, guarded, is_public, same_origin
from janji.kit.text import say

HOSTS = frozenset(("*.twilio.com", "files.example"))


@pytest.fixture
def listener() -> Iterator[tuple[int, list[int]]]:
    """A server on this machine that must stay unvisited: (port, visits)."""
    visits: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    visits.append(1)
                    connection.recv(65536)
                    connection.sendall(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], visits
        ended.set()
        thread.join()


def resolves_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Names resolve to each of *answers* in turn, the last for ever: a rebinding server."""
    turns = list(answers)

    def answer(host: str, port: int, *_: object, **__: object) -> list[object]:
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


def test_a_listed_host_with_a_public_address_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    resolves_to(monkeypatch, ["1.1.1.1"])
    assert guarded("https://api.twilio.com/x", HOSTS) is None
    assert guarded("https://files.example:443/x?y", HOSTS) is None


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://api.twilio.com/", "kit.http_scheme"),
        ("ftp://api.twilio.com/", "kit.http_scheme"),
        ("https://api.twilio.com:8443/", "kit.http_scheme"),
        ("https://user:word@api.twilio.com/", "kit.http_scheme"),
        ("https://api.twilio.com@evil.example/", "kit.http_scheme"),
        ("https://[::1/", "kit.http_scheme"),
        ("https://a.example:99999/", "kit.http_scheme"),
        ("//api.twilio.com/", "kit.http_scheme"),
        ("", "kit.http_scheme"),
        ("https://twilio.com/", "kit.http_host"),
        ("https://eviltwilio.com/", "kit.http_host"),
        ("https://api.twilio.com.evil.example/", "kit.http_host"),
        ("https://127.0.0.1/", "kit.http_host"),
    ],
)
def test_everything_else_is_refused_with_a_reason(url: str, code: str) -> None:
    assert guarded(url, HOSTS) == Refused(code)
    assert say(code, "id") != say(code, "en")


def test_one_private_address_among_several_refuses_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolves_to(monkeypatch, ["1.1.1.1", "127.0.0.1"])
    assert guarded("https://api.twilio.com/", HOSTS) == Refused("kit.http_address")


def test_a_twin_on_this_machine_passes_at_its_own_origin_only() -> None:
    base = "http://127.0.0.1:4010"
    assert guarded(f"{base}/x", HOSTS, loopback=base) is None
    assert guarded("http://127.0.0.1:4011/x", HOSTS, loopback=base) == Refused("kit.http_scheme")
    outside = "http://files.example"
    assert guarded(f"{outside}/x", HOSTS, loopback=outside) == Refused("kit.http_scheme")
    assert same_origin("https://a.example/", "https://a.example:443/x")


def test_the_client_reaches_a_twin_only_when_told_to(listener: tuple[int, list[int]]) -> None:
    port, visits = listener
    base = f"http://127.0.0.1:{port}"
    with client(2.0) as http, pytest.raises(httpx.ConnectError):
        http.get(base)
    assert visits == []
    with client(2.0, loopback=base) as http:
        answer = http.get(base)
        assert (answer.status_code, answer.request.headers["user-agent"]) == (204, "janji")
    assert visits == [1]


def test_a_name_that_changes_its_mind_gains_nothing(
    monkeypatch: pytest.MonkeyPatch, listener: tuple[int, list[int]]
) -> None:
    port, visits = listener
    resolves_to(monkeypatch, ["1.1.1.1"], ["127.0.0.1"])
    assert guarded("https://files.example/x", HOSTS) is None
    with client(2.0) as http, pytest.raises(httpx.ConnectError):
        http.get(f"http://files.example:{port}/x")
    assert visits == []


def test_proxies_of_the_environment_are_ignored(
    monkeypatch: pytest.MonkeyPatch, listener: tuple[int, list[int]]
) -> None:
    port, visits = listener
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{port}")
    resolves_to(monkeypatch, ["10.0.0.1"])
    with client(2.0) as http, pytest.raises(httpx.ConnectError):
        http.get("http://files.example/")
    assert visits == []
