"""Signatures: Twilio's published vector, every awkward case, and no forgery by one byte."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from janji.channels.twilio import signature
from janji.channels.twilio.signature import parse_form, parse_form_slowly, sign, valid, valid_json

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
PARAMS = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
EXPECTED = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FORMS = st.lists(st.tuples(NAMES, VALUES), max_size=12)


def by_the_guide(token: str, url: str, params: list[tuple[str, str]]) -> str:
    """An independent verifier, spelled out step by step as Twilio's guide does."""
    text = url
    for name in sorted({name for name, _ in params}):
        for value in sorted({value for other, value in params if other == name}):
            text += name + value
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def test_the_vector_that_twilio_publishes_verifies() -> None:
    assert sign(TOKEN, URL, PARAMS) == EXPECTED
    assert valid([TOKEN], URL, PARAMS, EXPECTED)
    assert valid([TOKEN], URL, PARAMS[::-1], EXPECTED)


def test_the_port_may_be_written_or_not() -> None:
    with_port = URL.replace(".com/", ".com:443/")
    assert valid([TOKEN], with_port, PARAMS, EXPECTED)
    assert valid([TOKEN], URL, PARAMS, sign(TOKEN, with_port, PARAMS))
    odd_port = URL.replace(".com/", ".com:8443/")
    assert valid([TOKEN], odd_port, PARAMS, EXPECTED)
    assert valid([TOKEN], odd_port, PARAMS, sign(TOKEN, odd_port, PARAMS))
    assert not valid([TOKEN], odd_port, PARAMS, sign(TOKEN, with_port, PARAMS))
    plain = "http://mycompany.com/hook"
    assert valid([TOKEN], plain, [], sign(TOKEN, "http://mycompany.com:80/hook", []))


@pytest.mark.parametrize(
    "url",
    [
        URL.replace("https", "http"),
        URL.replace("myapp.php", "myapp.php/"),
        URL.replace("foo=1", "foo=%31"),
        URL.replace("mycompany", "MyCompany"),
        URL + "#part",
    ],
)
def test_another_spelling_of_the_url_does_not_verify(url: str) -> None:
    assert not valid([TOKEN], url, PARAMS, EXPECTED)


@pytest.mark.parametrize(
    "url",
    [
        "https://[::1]/hook",
        "https://a.example:x1/hook",
        "https://a.example:99999/h",
        "",
        "hook",
        "://",
    ],
)
def test_a_url_nobody_can_publish_is_false_and_no_fault(url: str) -> None:
    assert not valid([TOKEN], url, PARAMS, sign(TOKEN, url, PARAMS))


@pytest.mark.parametrize("given_", [None, "", " ", EXPECTED + " ", EXPECTED.lower(), "é", "\ud800"])
def test_a_missing_or_strange_header_is_false(given_: str | None) -> None:
    assert not valid([TOKEN], URL, PARAMS, given_)


def test_a_second_token_counts_while_it_lasts_and_an_empty_one_never() -> None:
    assert valid(["new", TOKEN], URL, PARAMS, EXPECTED)
    assert not valid(["new"], URL, PARAMS, EXPECTED)
    assert not valid([], URL, PARAMS, EXPECTED)
    assert not valid([""], URL, PARAMS, by_the_guide("", URL, PARAMS))


def test_blank_parameters_are_part_of_what_is_signed() -> None:
    params = [("Body", "halo"), ("FromZip", "")]
    raw = urlencode(params).encode()
    assert valid([TOKEN], URL, parse_form(raw), by_the_guide(TOKEN, URL, params))
    assert not valid([TOKEN], URL, params[:1], by_the_guide(TOKEN, URL, params))


def test_repeated_names_count_by_their_distinct_values() -> None:
    params = [("a", "2"), ("a", "1"), ("b", "x"), ("a", "2")]
    given_ = by_the_guide(TOKEN, URL, params)
    assert valid([TOKEN], URL, params, given_)
    assert valid([TOKEN], URL, [("a", "1"), ("a", "2"), ("b", "x")], given_)
    assert not valid([TOKEN], URL, [("a", "1"), ("b", "x")], given_)


def test_json_counts_only_with_the_hash_of_its_raw_bytes() -> None:
    raw = b'{"property": "value", "boolean": true}'
    url = f"{URL}&bodySHA256={hashlib.sha256(raw).hexdigest()}"
    given_ = sign(TOKEN, url, [])
    assert valid_json([TOKEN], url, raw, given_)
    assert not valid_json([TOKEN], url, raw.replace(b"true", b"false"), given_)
    assert not valid_json([TOKEN], url, b"{}", given_)
    assert not valid_json([TOKEN], URL, raw, sign(TOKEN, URL, []))
    assert not valid_json([TOKEN], url, raw, None)
    twice = url + "&bodySHA256=" + hashlib.sha256(b"other").hexdigest()
    assert not valid_json([TOKEN], twice, raw, sign(TOKEN, twice, []))


@given(FORMS, st.text("abc123", min_size=1, max_size=32))
def test_every_form_signed_by_the_guide_verifies_after_its_journey(
    params: list[tuple[str, str]], token: str
) -> None:
    raw = urlencode(params).encode()
    assert valid([token], URL, parse_form(raw), by_the_guide(token, URL, params))


@given(FORMS, st.data())
def test_one_changed_byte_of_the_body_never_verifies(
    params: list[tuple[str, str]], data: st.DataObject
) -> None:
    raw = urlencode([*params, ("Body", "halo")]).encode()
    given_ = by_the_guide(TOKEN, URL, parse_form(raw))
    place = data.draw(st.integers(0, len(raw) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    changed = parse_form(raw[:place] + bytes([other]) + raw[place + 1 :])
    same = by_the_guide(TOKEN, URL, changed) == given_
    assert valid([TOKEN], URL, changed, given_) == same
    assert same == (meaning(changed) == meaning(parse_form(raw)))


def meaning(params: list[tuple[str, str]]) -> str:
    """All that a signature can see: names and values in order, run together."""
    return "".join(name + value for name, value in sorted(set(params)))


@given(st.integers(0, len(EXPECTED) - 1), st.characters(codec="latin-1"))
def test_one_changed_character_of_the_signature_never_verifies(place: int, other: str) -> None:
    changed = EXPECTED[:place] + other + EXPECTED[place + 1 :]
    assert valid([TOKEN], URL, PARAMS, changed) == (changed == EXPECTED)


@given(FORMS)
def test_both_parsers_agree_with_the_standard_library(params: list[tuple[str, str]]) -> None:
    raw = urlencode(params)
    expected = parse_qsl(raw, keep_blank_values=True)
    assert parse_form(raw.encode()) == expected == params
    assert parse_form_slowly(raw.encode()) == expected


@given(st.binary(max_size=200))
def test_no_body_breaks_the_parser(raw: bytes) -> None:
    assert parse_form(raw) == parse_form_slowly(raw)


@given(st.text("a=&+%20fFéB;[]", max_size=60))
def test_crooked_bodies_are_read_alike_by_both_parsers(text: str) -> None:
    assert parse_form(text.encode()) == parse_form_slowly(text.encode())


def test_without_the_fast_parser_the_answer_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = urlencode(PARAMS).encode()
    fast = parse_form(raw)
    monkeypatch.setattr(signature, "FAST", None)
    assert parse_form(raw) == fast == PARAMS
