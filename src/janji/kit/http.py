"""Going out: which addresses this system may reach, and a client that cannot be led astray.

A webhook carries addresses of media, and whoever writes them could point at our own network
(server-side request forgery). So an address is asked for by its host, and every connection is
made to an address that was checked at that moment: a name that changes its mind between the
question and the connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
import httpx

from janji.kit.errors import Refused

AGENT = "janji"
POOL = 32


def guarded(url: str, allowed_hosts: frozenset[str], loopback: str = "") -> Refused | None:
    """None when *url* may be fetched, else why not, as kit.http_scheme, _host or _address.

    allowed_hosts: exact names or patterns such as "*.twilio.com". Only https, only port 443,
    no name and password in it, and every address of the host must be a public one.
    loopback: origin of a twin on this machine ("http://127.0.0.1:4010"), allowed as it stands.
    """
    parts = split(url)
    if parts is None:
        return Refused("kit.http_scheme")
    if own_twin(loopback) is not None and same_origin(url, loopback):
        return None
    if parts.scheme != "https" or parts.username is not None or parts.port not in (None, 443):
        return Refused("kit.http_scheme")
    host = parts.hostname or ""
    if not matches(host, allowed_hosts):
        return Refused("kit.http_host")
    return None if public_addresses(host, 443) else Refused("kit.http_address")


def same_origin(one: str, other: str) -> bool:
    """True when both are http(s) URLs of one scheme, host and port, without credentials."""
    left, right = split(one), split(other)
    if left is None or right is None or left.username is not None:
        return False
    return (left.scheme, left.hostname, port_of(left)) == (
        right.scheme,
        right.hostname,
        port_of(right),
    )


def matches(host: str, patterns: Iterable[str]) -> bool:
    """True when *host* is one of *patterns* or below one that begins with "*."."""
    name = host.lower().rstrip(".")
    return any(
        name == pattern or (pattern.startswith("*.") and name.endswith(pattern[1:]))
        for pattern in patterns
    )


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of *host*, or none of them when even one is not on the public internet."""
    addresses = addresses_of(host, port)
    return addresses if all(is_public(address) for address in addresses) else []


def addresses_of(host: str, port: int) -> list[str]:
    """Every address *host* has, wherever it leads; none when nobody knows the name."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(row[4][0]) for row in found]


def is_public(address: str) -> bool:
    """False for private, loopback, link-local, multicast and reserved addresses.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by both.
    """
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(one.is_global and not one.is_multicast for one in (parsed, *carried(parsed)))


def carried(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses inside an IPv6 address."""
    if isinstance(address, IPv4Address):
        return []
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address.packed.startswith(b"\x00\x64\xff\x9b"):
        inner.append(IPv4Address(address.packed[-4:]))
    return [one for one in inner if one is not None]


def client(timeout: float = 10.0, *, loopback: str = "") -> httpx.Client:
    """An HTTP client that ignores proxies of the environment and follows no redirect.

    timeout: seconds for connecting and for each silence, at most 5 of them for connecting.
    Every connection goes to a public address, or to the origin *loopback* of a twin.
    """
    limits = httpx.Timeout(timeout, connect=min(timeout, 5.0))
    return httpx.Client(
        timeout=limits,
        transport=CheckedTransport(loopback),
        follow_redirects=False,
        trust_env=False,
        headers={"user-agent": AGENT},
    )


class CheckedTransport(httpx.HTTPTransport):
    """httpx's own transport whose connections are opened by CheckedBackend."""

    def __init__(self, loopback: str = "") -> None:
        trust = httpx.create_ssl_context(trust_env=False)
        super().__init__(verify=trust, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust,
            max_connections=POOL,
            max_keepalive_connections=POOL,
            keepalive_expiry=30.0,
            network_backend=CheckedBackend(loopback),
        )


class CheckedBackend(httpcore.NetworkBackend):
    """Opens connections to addresses it has just checked; TLS still proves the host's name."""

    def __init__(self, loopback: str = "") -> None:
        self._plain = httpcore.SyncBackend()
        self._own = own_twin(loopback)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first public address of *host* that answers.

        Raises: httpcore.ConnectError when the host has no such address or none answers.
        """
        if (host, port) == self._own:
            return self._plain.connect_tcp(host, port, timeout, local_address, socket_options)
        fault: Exception = httpcore.ConnectError("no public address")
        for address in public_addresses(host, port):
            try:
                return self._plain.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as unanswered:
                fault = unanswered
        raise fault


def split(url: str) -> SplitResult | None:
    """The parts of an http or https URL with a host, or None when it is not one."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        return parts if known and (parts.port is None or parts.port > 0) else None
    except ValueError:
        return None


def own_twin(loopback: str) -> tuple[str, int] | None:
    """Host and port of *loopback*, None when it is not an address of this machine."""
    parts = split(loopback)
    if parts is None or parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        return None
    return parts.hostname, port_of(parts)


def port_of(parts: SplitResult) -> int:
    """The port of a URL, the scheme's own when none is written."""
    return parts.port or (443 if parts.scheme == "https" else 80)
