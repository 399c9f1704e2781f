"""Every page of the desk and the site x nonsense in every filter, field and id: never our fault.

Filters and fields are taken from the pages' own forms, so that a new form is covered the day it is
added. What is nonsense gets 200, 400, 404 or 422 with a page in words, never 500.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes.pages import writes
from janji.vault.house import House
from rooms.desk.desk_routes import Route, address, routes

NONSENSE = (
    "a\x00b", "9" * 400, "-1", str(2**31), str(2**64), "NaN", "٣", "0001-01-01",
    "9999-12-31T23:59:59+00:00", "2026-02-30", "\ufffd{n}%s%00", "a" * 20_000,
    "\u202e\u0301" * 50, "999999999999." + "0" * 32,
    f"9999-12-31T23:59:59+00:00~{2**63}~1", f"2026-01-01T00:00:00+14:00~1~{2**70}",
)  # fmt: skip
FIELD = re.compile(r"<(?:input|select|textarea|button)\b[^>]*?\bname=\"([^\"]+)\"[^>]*")
VALUE = re.compile(r'\bvalue="([^"]*)"')
FILTERS = (
    "before", "after", "day", "action", "staff", "subject", "state", "tab", "label", "agent",
    "talks", "page", "version", "lang", "next", "note", "canned", "reply", "week", "n", "from",
    "to", "kind", "topic", "older", "at", "file", "pass", "until", "q", "intent",
)  # fmt: skip
FINE = {200, 204, 302, 400, 403, 404, 405, 409, 413, 422, 429, 503}
TYPED = ("a\x00b", str(2**64), "9999-12-31T23:59", "x" * 20_000)
SEARCHES = pytest.mark.parametrize(  # every word in every place takes its time
    "step", [pytest.param(1, marks=pytest.mark.weeks, id="all"), pytest.param(4, id="a quarter")]
)
OUT = {"logout", "account", "login", "second", "password"}  # would end what the test works under


@pytest.fixture
def subject(house: House) -> UUID:
    return writes(house, "halo")


def open_pages(house: House, subject: UUID) -> list[tuple[Route, str]]:
    """Every address of the desk that one may ask for, filled with something there is."""
    slug = house.businesses[0].slug
    return [(one, address(one, slug, subject)) for one in routes() if one.name not in OUT]


def judged(browser: Any, path: str, status: int, sent: Any) -> None:
    """Not our fault, and the browser is still signed in."""
    assert status in FINE, (path, status, {k: str(v)[:40] for k, v in dict(sent).items()})


@SEARCHES
def test_nonsense_in_any_filter_is_answered_in_words(
    house: House, owner: Any, subject: UUID, step: int
) -> None:
    owner.raise_request_exception = False
    asked = 0
    for number, (_, path) in enumerate(open_pages(house, subject)):
        for word in NONSENSE[number % step :: step]:
            sent = dict.fromkeys(FILTERS, word)
            sent.pop("lang")
            judged(owner, path, owner.get(path, sent).status_code, sent)
            asked += 1
    assert asked > 500 // step
    assert owner.get("/desk/ramen-master/").status_code == 200


def forms_of(page: str) -> Iterator[dict[str, list[str]]]:
    """The forms of a page: field → the values its buttons, options and hidden fields offer."""
    for body in re.findall(r"<form\b.*?</form>", page, re.S):
        fields: dict[str, list[str]] = {}
        for tag in FIELD.finditer(body):
            found = VALUE.search(tag[0])
            fields.setdefault(tag[1], []).append(unescape(found[1]) if found else "")
        fields.pop("csrfmiddlewaretoken", None)
        if fields:
            yield fields


def presses(house: House, owner: Any, subject: UUID) -> Iterator[tuple[str, dict[str, str], str]]:
    """Every button of every form of the desk with each of its fields once: path, form, field."""
    for _, path in open_pages(house, subject):
        page = owner.get(path)
        if page.status_code != 200 or "html" not in page["Content-Type"]:
            continue
        for fields in forms_of(page.content.decode()):
            whole = {name: values[0] for name, values in fields.items()}
            for act in {*fields.get("act", [""])} - {"leave", "end_others"}:
                yield from ((path, {**whole, "act": act}, one) for one in fields if one != "act")


@SEARCHES
def test_nonsense_in_any_field_of_any_form_is_answered_in_words(
    house: House, owner: Any, subject: UUID, step: int
) -> None:
    owner.raise_request_exception = False
    tried: set[tuple[str, str, str]] = set()
    for path, whole, field in presses(house, owner, subject):
        if (path, whole["act"], field) in tried:
            continue
        tried.add((path, whole["act"], field))
        for word in TYPED[len(tried) % step :: step]:
            sent = {**whole, field: word}
            judged(owner, path, owner.post(path, sent).status_code, sent)
    assert len(tried) > 60
    assert owner.get("/desk/ramen-master/").status_code == 200


def test_a_form_that_kept_a_note_still_sends_an_answer_once(
    house: House, owner: Any, subject: UUID
) -> None:
    path = f"/desk/ramen-master/c/{subject}"
    found = re.search(r'name="form" value="([^"]+)"', owner.get(path).content.decode())
    assert found
    for act, text in [
        ("note", "catatan"),
        ("note", "catatan"),
        ("reply", "satu"),
        ("reply", "dua"),
    ]:
        sent = owner.post(path, {"act": act, "form": found[1], "text": text})
        assert sent.status_code == 302
    with house.act(house.businesses[0]) as db:
        kinds = [r.kind for r in db.all("SELECT kind FROM record WHERE kind <> 'message_in'")]
    assert sorted(kinds) == ["message_out", "note"]


SITE = ("/", "/ramen-master/", "/ramen-master/proof", "/ramen-master/receipt", "/ramen-master/chat")


def test_nonsense_to_the_public_pages_is_answered_in_words(house: House, owner: Any) -> None:
    from fakes.pages import browser_of

    stranger = browser_of(house)
    stranger.raise_request_exception = False
    for path in SITE:
        for word in NONSENSE:
            sent = {"lang": word, **dict.fromkeys(FILTERS, word)}
            judged(stranger, path, stranger.get(path, sent).status_code, sent)
            sent |= {"text": word, "number": word, "receipt": word, "name": word, "password": word}
            judged(stranger, path, stranger.post(path, sent).status_code, sent)
    for path in ("/desk/login", "/desk/login/second", "/desk/passkey", "/desk/join/x%00y"):
        for word in NONSENSE:
            sent = {"name": word, "password": word, "next": word, "code": word, "credential": word}
            judged(stranger, path, stranger.post(path, sent).status_code, sent)
            judged(stranger, path, stranger.get(path, sent).status_code, sent)


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.dictionaries(st.sampled_from(FILTERS), st.text(max_size=40), max_size=6))
def test_any_words_in_the_filters_of_ledger_and_list_are_answered(
    house: House, owner: Any, sent: dict[str, str]
) -> None:
    owner.raise_request_exception = False
    sent.pop("lang", None)
    for path in ("/desk/ramen-master/ledger", "/desk/ramen-master/"):
        judged(owner, path, owner.get(path, sent).status_code, sent)
