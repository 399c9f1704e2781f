"""The public pages as a visitor meets them."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from fakes.pages import NOON, browser_of
from janji.audit import checkpoint
from janji.audit import standing as proofs
from janji.audit import standing_words as words
from janji.kit.text import say
from janji.site import statics, wsgi
from janji.vault.house import House

SLUGS = ("ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya")
PAGES = [f"/{slug}/{page}" for slug in SLUGS for page in ("", "privacy", "proof", "receipt")]
PAGES.append("/ramen-master/simulator")
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SAVE = """INSERT INTO proof_run (business_id, at, proof, verdict, evidence)
          VALUES (%(business)s, %(at)s, %(proof)s, %(verdict)s, %(evidence)s)"""


def found(house: House, proof: str, verdict: str, **evidence: Any) -> None:
    """A proof looked and found this, one minute after the one before."""
    minute = next(MINUTES)
    with house.act(house.businesses[0]) as db:
        at = NOON + timedelta(minutes=minute)
        db.run(SAVE, at=at, proof=proof, verdict=verdict, evidence=json.dumps(evidence))


MINUTES = count(1)


def test_the_front_page_leads_to_every_business(house: House, visitor: Any) -> None:
    words = visitor.get("/?lang=en").content.decode()
    assert len(house.businesses) == 5
    assert all(f'href="/{one.slug}/?lang=en"' in words for one in house.businesses)


def test_the_only_business_is_the_front_page(house: House) -> None:
    alone = replace(house, businesses=house.businesses[:1])
    answer = browser_of(alone).get("/?lang=en")
    assert answer.status_code == 302
    assert answer["Location"] == "/ramen-master/?lang=en"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_public_page_opens_in_both_languages_and_sets_no_cookie(
    visitor: Any, path: str, language: str
) -> None:
    answer = visitor.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()
    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]
    assert not answer.cookies
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/no-such/page", "/desk/login"])
def test_every_answer_carries_the_strict_headers(visitor: Any, path: str) -> None:
    answer = visitor.get(path)
    assert answer["Content-Security-Policy"] == STRICT
    staff = path.startswith("/desk/")
    assert answer["Referrer-Policy"] == ("same-origin" if staff else "no-referrer")
    assert "geolocation=()" in answer["Permissions-Policy"]
    assert "Server" not in answer.headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_carries_inline_code_or_styles(visitor: Any, path: str) -> None:
    words = visitor.get(path).content.decode()
    assert "<script src=" in words or "<script" not in words
    assert " style=" not in words
    assert "onclick=" not in words
    assert not re.search(r"""(src|href|action|content)=["']?https?://(?!localhost)""", words)


def test_the_language_in_the_address_goes_before_the_browsers(visitor: Any) -> None:
    words = visitor.get("/ramen-master/privacy?lang=en", headers={"accept-language": "id"})
    text = words.content.decode()
    assert "Privacy Policy" in text
    assert "/ramen-master/proof?lang=en" in text


def test_every_promise_stands_on_the_policy_page_with_its_words(visitor: Any, house: House) -> None:
    text = visitor.get("/ramen-master/privacy?lang=id").content.decode()
    promises = house.businesses[0].policy.promises
    assert len(promises) == 42
    for promise in promises:
        assert f'id="{promise.id.lower()}"' in text
    assert "Semua data disimpan MAKSIMAL 1 (satu) minggu sejak tanggal percakapan." in text
    assert "All data is retained for a MAXIMUM of 1 (one) week" in text
    assert house.businesses[0].policy.hash in text
    statements = sum(not promise.bound for promise in promises)
    assert text.count('class="badge statement"') >= statements > 0


def test_the_clocks_of_other_holders_are_told_beside_ours(visitor: Any) -> None:
    text = visitor.get("/ramen-master/privacy?lang=en").content.decode()
    for copy in ("Our systems", "Message log at Twilio", "backups", "Meta"):
        assert copy in text
    assert say("site.clock_outside", "en") in text


def test_a_broken_proof_turns_from_unchecked_to_broken_on_both_pages(
    visitor: Any, house: House
) -> None:
    before = visitor.get("/ramen-master/proof?lang=en").content.decode()
    assert 'class="proof broken"' not in before
    found(house, "conversations_kept_too_long", "broken", oldest_seconds=700_000, promised_days=7,
          held=3,          broken_rows=3)  # fmt: skip
    after = visitor.get("/ramen-master/proof?lang=en").content.decode()
    assert 'class="proof broken" id="conversations_kept_too_long"' in after
    assert "Found 3 things that break this promise" in after
    assert "Oldest message held: 8 d 2 h. Promised: at most 7 d." in after
    assert 'class="badge broken"' in visitor.get("/ramen-master/privacy").content.decode()
    found(
        house,
        "conversations_kept_too_long",
        "kept",
        oldest_seconds=529_200,
        promised_days=7,
        held=9,
    )
    healed = visitor.get("/ramen-master/proof?lang=id").content.decode()
    assert 'class="proof broken"' not in healed
    assert "Pesan tertua yang masih disimpan: 6 hari 3 jam." in healed


def test_no_message_is_said_to_be_held_only_when_no_proof_saw_one() -> None:
    def saw(**evidence: Any) -> proofs.Seen:
        return proofs.Seen("a proof", "kept", evidence, (), NOON)

    nothing = saw(held=0, promised_days=7)
    empty = words.oldest({"media": nothing, "talk": nothing}, "en")
    assert empty is not None
    assert empty.oldest_words is None
    some = words.oldest(
        {"media": nothing, "talk": saw(held=2, promised_days=7, oldest_seconds=90_000)}, "en"
    )
    assert some is not None
    assert some.oldest_words == "1 d 1 h"
    assert not some.over
    late = words.oldest({"talk": saw(held=1, promised_days=7, oldest_seconds=700_000)}, "en")
    assert late is not None
    assert late.over
    assert words.oldest({"agreements": saw(agreements=4)}, "en") is None


def test_what_is_missing_is_said_when_nobody_can_tell(visitor: Any, house: House) -> None:
    assert (
        "agreement not recorded" not in visitor.get("/ramen-master/proof?lang=en").content.decode()
    )
    found(house, "agreements_recorded", "cannot_tell", missing=["agreement_not_recorded"])
    text = visitor.get("/ramen-master/proof?lang=en").content.decode()
    assert 'class="proof cannot_tell" id="agreements_recorded"' in text
    assert say("site.what_is_missing", "en") in text


def test_the_newest_checkpoint_can_be_taken_home(visitor: Any, house: House) -> None:
    place = "/ramen-master/proof/checkpoint.jsonl"
    assert visitor.get(place).status_code == 404
    with house.act(house.businesses[0]) as db:
        db.note("test.happened")
    with house.act(house.businesses[0]) as db:
        body = checkpoint.take(db, house.signer, NOON)
    told = json.loads(visitor.get(place).content)
    assert told["checkpoint"] == body
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(house.signer.public))
    key.verify(bytes.fromhex(told["signature"]), told["checkpoint"].encode())
    assert house.signer.public in visitor.get("/ramen-master/proof").content.decode()
    script = visitor.get("/janji_verify.py")
    assert script.content.startswith(b"#!/usr/bin/env python3")


def test_an_unknown_page_says_what_is_safe_in_the_visitors_language(visitor: Any) -> None:
    for language in ("id", "en"):
        answer = visitor.get("/not-a-business/", headers={"accept-language": language})
        assert answer.status_code == 404
        assert say("site.trouble_lost.words", language) in answer.content.decode()


def test_a_fault_shows_a_page_and_logs_no_values(
    visitor: Any, house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "+62 812 0000 0099"

    def fails(*_: Any) -> None:
        raise ValueError(secret)

    monkeypatch.setattr("janji.audit.standing.latest", fails)
    visitor.raise_request_exception = False
    answer = visitor.get("/ramen-master/proof?lang=en")
    assert answer.status_code == 500
    assert say("site.trouble_broken.words", "en") in answer.content.decode()
    assert "ValueError in site:proof" in caplog.text
    assert secret not in caplog.text


def called(house: House, path: str, **headers: str) -> tuple[str, dict[str, str], bytes]:
    """One GET through the WSGI callable as the front door makes it."""
    got: list[Any] = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "SERVER_PROTOCOL": "HTTP/1.1",
        **headers,
    }  # fmt: skip
    body = b"".join(
        wsgi.application(house)(environ, lambda status, sent: got.extend((status, sent)))
    )
    return got[0], dict(got[1]), body


def test_static_files_change_their_name_with_their_content_and_are_kept_for_ever(
    house: House,
) -> None:
    shelf = statics.Shelf([])
    path = shelf.address("site/site.css")
    assert path is not None
    status, headers, body = called(house, path, HTTP_ACCEPT_ENCODING="gzip")
    assert status == "200 OK"
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Encoding"] == "gzip"
    assert body[:2] == b"\x1f\x8b"
    assert called(house, path.replace("site.", "site.0"))[0].startswith("404")


def test_the_first_page_fits_into_a_hundred_kilobytes(house: House, visitor: Any) -> None:
    import gzip

    page = gzip.compress(visitor.get("/ramen-master/privacy").content)
    sizes = statics.Shelf(one.folder / "brand" for one in house.businesses).sizes()
    files = sum(size for name, size in sizes.items() if name != "site/sample.jpg")
    assert 0 < len(page) + files < 100_000


def test_address_and_device_never_reach_the_pages(
    house: House, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: dict[str, Any] = {}

    def look(request: Any) -> dict[str, Any]:
        seen.update(request.META)
        return {}

    monkeypatch.setattr("janji.site.visitor.in_language", lambda request, _: look(request) or "/")
    caplog.set_level("INFO")
    status, _, body = called(
        house, "/ramen-master/", REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Canary/1.0",
        HTTP_X_FORWARDED_FOR="203.0.113.78", HTTP_SEC_CH_UA_PLATFORM="CanaryOS",
    )  # fmt: skip
    assert status == "200 OK"
    assert seen["PATH_INFO"] == "/ramen-master/"
    everything = f"{seen} {caplog.text} {body!r}"
    assert "GET site:business 200" in caplog.text
    for canary in ("203.0.113", "Canary"):
        assert canary not in everything


def test_the_pages_are_written_in_keys_that_exist_in_both_languages() -> None:
    import re

    from janji.kit.text import LANGUAGES, catalogue

    used: set[str] = set()
    for room in ("site", "desk"):
        for path in (statics.ROOMS / room).rglob("*"):
            if path.suffix in (".html", ".py"):
                used.update(
                    re.findall(r'"((?:site|desk)\.[a-z_0-9]+(?:\.[a-z_]+)?)"', path.read_text())
                )
    used = {key for key in used if not key.startswith(("site.css", "site.js"))}
    known = catalogue()
    names = {key.partition(".")[0] for key in known}
    assert {"site", "desk"} <= names
    templates = " ".join(p.read_text() for p in statics.ROOMS.glob("*/templates/**/*.html"))
    for key in sorted(set(re.findall(r'{% t "([^"]+)"', templates))):
        assert set(known[key]) == set(LANGUAGES), key


def test_every_visitor_sees_the_simulator_only_in_a_trial(house: House) -> None:
    from dataclasses import replace

    assert browser_of(house).get("/ramen-master/simulator").status_code == 200
    for change in ({"production": True}, {"twin_url": None}):
        settings = replace(house.settings, **change)
        answer = browser_of(replace(house, settings=settings)).get(
            "/ramen-master/simulator?lang=en"
        )
        assert answer.status_code == 404
        assert say("site.trouble_lost.title", "en") in answer.content.decode()
