"""Is this webhook from Twilio? The answer depends on the body and the URL we published.

X-Twilio-Signature = base64(HMAC-SHA1(auth token, URL + name and value of every parameter, names
sorted, the distinct values of a name sorted)). Source: Twilio, "Webhooks security". The URL must
be built from the configured public address plus the raw path and query, never from Host.
"""

from __future__ import annotations

import hashlib
import hmac
from binascii import b2a_base64
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from urllib.parse import parse_qsl, urlsplit

try:
    from fast_query_parsers import parse_query_string

    FAST: Callable[[bytes, str], list[tuple[str, str]]] | None = parse_query_string
except ImportError:  # a platform without the wheel still answers, six times slower
    FAST = None

DEFAULT_PORTS = {"https": 443, "http": 80}


def valid(
    tokens: Sequence[str], url: str, params: Sequence[tuple[str, str]], given: str | None
) -> bool:
    """True only if *given* signs *url* and *params* under one of *tokens*.

    tokens: primary first, then the secondary while a rotation lasts; empty ones never match.
    url: public scheme, host, raw path and raw query. params: blanks kept, repeated names kept.
    given: the X-Twilio-Signature header, None when it did not come.
    Twilio signs with or without the port, so both spellings of the URL count.
    """
    if not given:
        return False
    claim = given.encode("utf-8", "surrogatepass")
    tail = joined(params)
    for spelling in spellings(url):
        signed = (spelling + tail).encode("utf-8", "surrogatepass")
        for token in tokens:
            if token and hmac.compare_digest(digest(token, signed), claim):
                return True
    return False


def valid_json(tokens: Sequence[str], url: str, raw: bytes, given: str | None) -> bool:
    """True only if *given* signs *url* and the URL's bodySHA256 is the hash of *raw*.

    A JSON body is not part of the signature; without bodySHA256 in the query anybody could have
    changed it, so such a request is never valid.
    """
    query = url.partition("?")[2].partition("#")[0]
    hashes = [value for name, value in parse_qsl(query) if name == "bodySHA256"]
    if len(hashes) != 1:
        return False
    right = hashlib.sha256(raw).hexdigest().encode()
    claim = hashes[0].lower().encode("utf-8", "surrogatepass")
    return hmac.compare_digest(right, claim) and valid(tokens, url, (), given)


def sign(token: str, url: str, params: Sequence[tuple[str, str]]) -> str:
    """The signature Twilio would send for *params* posted to *url*, exactly as spelled."""
    return digest(token, (url + joined(params)).encode("utf-8", "surrogatepass")).decode("ascii")


def parse_form(raw: bytes) -> list[tuple[str, str]]:
    """Every (name, value) of a form body in order; blanks and repeats kept, bad bytes as U+FFFD.

    Never raises. The fast parser decodes a pair before it cuts it at "=", and turns an undecodable
    pair into a name; bodies in which either could happen take the slow way.
    """
    if FAST is not None and raw.isascii() and b"%3D" not in raw and b"%3d" not in raw:
        pairs = FAST(raw, "&")
        names = "".join([name for name, _ in pairs])
        if "%" not in names and "=" not in names:
            return pairs
    return parse_form_slowly(raw)


def parse_form_slowly(raw: bytes) -> list[tuple[str, str]]:
    """The same answer as parse_form, with the standard library alone."""
    return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


def joined(params: Sequence[tuple[str, str]]) -> str:
    """Names and values as they are signed: pairs are distinct and sorted by name, then value."""
    # Names rarely repeat, and names alone are quicker to sort than pairs.
    values = dict(params)
    if len(values) == len(params):
        return "".join([name + values[name] for name in sorted(values)])
    return "".join(chain.from_iterable(sorted(set(params))))


def digest(token: str, signed: bytes) -> bytes:
    """HMAC-SHA1 of *signed*, in base64 without a line end."""
    mac = hmac.digest(token.encode("utf-8", "surrogatepass"), signed, "sha1")
    return b2a_base64(mac, newline=False)


@lru_cache(maxsize=256)
def spellings(url: str) -> tuple[str, ...]:
    """The spellings of *url* that Twilio may have signed: without the port, with it."""
    end = url.find("/", 8)
    host, path = (url, "") if end < 0 else (url[:end], url[end:])
    return tuple([origin + path for origin in origins(host)])


@lru_cache(maxsize=64)
def origins(origin: str) -> tuple[str, ...]:
    """Scheme and host without a port and with one; none for IPv6 literals and broken ports."""
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError:
        return ()
    default = DEFAULT_PORTS.get(parts.scheme)
    if default is None or not parts.hostname or "[" in parts.netloc:
        return ()
    bare = parts.netloc.rpartition(":")[0] if port else parts.netloc
    return (f"{parts.scheme}://{bare}", f"{parts.scheme}://{bare}:{port or default}")
