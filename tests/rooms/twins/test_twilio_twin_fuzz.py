"""Whatever is thrown at the twin, it answers in its contract's words and stays up."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.twin import ACCOUNT, CUSTOMER, OURS, TOKEN, RunningTwin, running_twin
from janji.channels.twilio import signature
from janji.twins.twilio import posting

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUE = st.one_of(TEXT, st.sampled_from([CUSTOMER, OURS, "9999-12-31", "0", "-1", "PA", "PAzz"]))
NAME = st.sampled_from(
    [
        "To",
        "From",
        "Body",
        "ContentSid",
        "ContentVariables",
        "MediaUrl",
        "StatusCallback",
        "DateSent",
        "DateSent>",
        "DateSent<",
        "PageSize",
        "Page",
        "PageToken",
    ]
)
PAIRS = st.lists(st.tuples(NAME, VALUE), max_size=6)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=6,
)
ORDER = st.dictionaries(
    st.sampled_from(
        [
            "from",
            "to",
            "body",
            "media",
            "button",
            "list",
            "location",
            "extra",
            "duplicate",
            "user_id",
            "kind",
            "times",
            "code",
            "now",
            "statuses",
            "shuffle",
        ]
    ),
    JSON,
    max_size=6,
)


@pytest.fixture(scope="module")
def twin() -> Iterator[RunningTwin]:
    with running_twin() as twin:
        yield twin


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["GET", "POST", "DELETE", "PUT"]), TEXT, PAIRS, PAIRS)
def test_every_call_of_the_api_gets_an_answer_in_twilios_words(
    twin: RunningTwin,
    method: str,
    tail: str,
    query: list[tuple[str, str]],
    form: list[tuple[str, str]],
) -> None:
    for path in (f"{MESSAGES}.json", f"{MESSAGES}/{quote(tail, safe='')}"):
        answer = twin.http.request(
            method,
            f"{twin.base}{path}?{urlencode(query)}",
            content=urlencode(form).encode(),
            headers={"content-type": "application/x-www-form-urlencoded"},
            auth=(ACCOUNT, TOKEN),
        )
        assert answer.status_code < 500
        if answer.status_code >= 400:
            assert set(answer.json()) == {"code", "message", "more_info", "status"}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["customer-says", "faults", "templates", "clock"]), ORDER)
def test_every_order_is_followed_or_refused_in_words(
    twin: RunningTwin, name: str, order: dict[str, object]
) -> None:
    answer = twin.http.post(f"{twin.base}/twin/{name}", json=order)
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["problem"]
    twin.http.request("DELETE", f"{twin.base}/twin/faults")


def test_the_twin_explains_itself(twin: RunningTwin) -> None:
    assert "customer-says" in httpx.get(f"{twin.base}/twin/help", trust_env=False).text


@given(st.lists(st.tuples(TEXT, TEXT), max_size=8), st.text("abc", min_size=1))
def test_the_twins_signatures_and_ours_agree(params: list[tuple[str, str]], token: str) -> None:
    url = "https://janji.example/hook?x=1"
    assert posting.signature(token, url, params) == signature.sign(token, url, params)
