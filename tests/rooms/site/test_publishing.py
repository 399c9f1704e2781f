"""Every version of a policy, for people and for programs, with what changed and from which day."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from published_world import with_two_versions

from fakes.pages import browser_of, open_pages
from janji.kit.clock import SetClock
from janji.kit.postgres import Server
from janji.policy import paper
from janji.policy.model_well_known import WellKnown
from janji.vault.house import House

ATOM = "{http://www.w3.org/2005/Atom}"
READ = ("privacy", "privacy/v", "privacy/v/1", "privacy/v/2", "privacy/v/1..2")
MACHINES = ("privacy.jsonld", "privacy/v/1.jsonld", "privacy.atom", "privacy.pdf", "badge.svg")


@pytest.fixture(scope="module")
def house(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home: Path = tmp_path_factory.mktemp("published")
    with open_pages(
        server, home, "site_published", JANJI_PUBLIC_URL="https://janji.example"
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def shop(house: House) -> SimpleNamespace:
    return with_two_versions(house)


@pytest.fixture
def visitor(house: House, shop: SimpleNamespace) -> Any:
    return browser_of(house)


def text_of(answer: Any) -> str:
    """What a reader sees of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_a_coming_version_is_announced_with_its_day_and_the_old_one_still_applies(
    visitor: Any, shop: SimpleNamespace
) -> None:
    page = visitor.get("/ramen-master/privacy?lang=en")
    said = text_of(page)
    assert "A new version binds from 25 November 2026" in said
    assert "at most 7 days" in said
    assert "at most 5 days" not in said
    assert "updated 18 November 2026" in said
    assert 'href="/ramen-master/privacy/v/1..2?lang=en"' in page.content.decode()
    assert "A new version binds from 25 November 2026" in text_of(
        visitor.get("/ramen-master/?lang=en")
    )
    coming = text_of(visitor.get("/ramen-master/privacy/v/2?lang=en"))
    assert "This is version 2, not the one in force" in coming
    assert "at most 5 days" in coming
    assert "Kami menyingkat masa simpan." in coming


def test_a_version_shows_its_published_text_whole_and_no_proof_of_today(
    visitor: Any, shop: SimpleNamespace
) -> None:
    answer = visitor.get("/ramen-master/privacy/v/1?lang=id")
    said = text_of(answer)
    for line in shop.first.published.splitlines():
        assert " ".join(line.split()) in said
    assert 'class="badge unchecked"' not in answer.content.decode()
    assert 'class="badge unchecked"' in visitor.get("/ramen-master/privacy").content.decode()


def test_the_difference_is_told_word_by_word_to_the_eye_and_to_the_ear(visitor: Any) -> None:
    answer = visitor.get("/ramen-master/privacy/v/1..2?lang=en").content.decode()
    gone = [text_of_part(part) for part in re.findall(r"<del>.*?</del>", answer)]
    came = [text_of_part(part) for part in re.findall(r"<ins>.*?</ins>", answer)]
    assert "removed: 7 end of change" in gone
    assert "added: 5 end of change" in came
    assert "added: Kami menyingkat masa simpan. end of change" in came
    assert "lines unchanged" in answer


def test_the_difference_is_told_by_its_meaning_first(visitor: Any) -> None:
    for language, words in (
        ("id", "Artinya bagi Anda lebih melindungi"), ("en", "What it means for you protects more"),
    ):  # fmt: skip
        said = text_of(visitor.get(f"/ramen-master/privacy/v/1..2?lang={language}"))
        assert words in said
        beside = {"id": "Yang dinyatakan di samping", "en": "What is declared beside"}[language]
        assert said.index(words) < said.index(beside)


def text_of_part(part: str) -> str:
    """The words inside a piece of markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


@pytest.mark.parametrize("place", ["v/9", "v/2..1", "v/1..1", "v/1..9", "v/9.pdf", "v/0.jsonld"])
def test_a_version_that_is_not_there_is_a_page_not_found(visitor: Any, place: str) -> None:
    assert visitor.get(f"/ramen-master/privacy/{place}").status_code == 404


@pytest.mark.parametrize("place", [*READ, *MACHINES])
def test_nothing_public_sets_a_cookie_or_loosens_the_headers(visitor: Any, place: str) -> None:
    answer = visitor.get(f"/ramen-master/{place}")
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    foreign = answer.get("Access-Control-Allow-Origin")
    assert foreign == ("*" if place.endswith(("jsonld", "atom")) else None)
    shared = answer["Cross-Origin-Resource-Policy"]
    assert shared == ("cross-origin" if place in MACHINES else "same-origin")


def test_the_list_of_versions_tells_day_state_and_what_changed(visitor: Any) -> None:
    said = text_of(visitor.get("/ramen-master/privacy/v?lang=en"))
    assert said.index("Version 2 Coming") < said.index("Version 1 In force")
    assert "In force from 25 November 2026" in said
    assert "What changed since version 1" in said
    empty = text_of(visitor.get("/virtus/privacy/v?lang=en"))
    assert "No version is recorded here yet." in empty


def test_the_feed_holds_every_version_newest_first(visitor: Any) -> None:
    feed = visitor.get("/ramen-master/privacy.atom?lang=en").content
    root = ElementTree.fromstring(feed)  # noqa: S314 - our own feed
    entries = root.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert ids == [f"https://janji.example/ramen-master/privacy/v/{n}" for n in (2, 1)]
    assert root.findtext(f"{ATOM}updated") == "2026-11-18T00:00:00Z"
    summary = entries[0].findtext(f"{ATOM}summary")
    assert summary.startswith("This version will bind from 25 November 2026 on. ")
    assert "7 days becomes 5 days" in summary
    links = [one.get("href") for one in entries[0].findall(f"{ATOM}link")]
    assert "https://janji.example/ramen-master/privacy/v/1..2" in links


def test_a_program_finds_every_policy_by_its_hash_and_every_address_answers(
    visitor: Any, house: House
) -> None:
    answer = visitor.get("/.well-known/janji-policy.json")
    assert answer["Content-Type"] == "application/json"
    found = WellKnown.model_validate_json(answer.content)
    assert [one.slug for one in found.businesses] == [one.slug for one in house.businesses]
    ramen = found.businesses[0]
    assert ramen.hash == house.businesses[0].policy.hash == ramen.versions[1].hash
    assert [(one.number, one.state) for one in ramen.versions] == [(2, "coming"), (1, "in_force")]
    addresses = [getattr(ramen, name) for name in ("page", "jsonld", "pdf", "feed", "proof")]
    addresses += [ramen.badge, found.vocabulary]
    addresses += [place for one in ramen.versions for place in (one.page, one.jsonld, one.pdf)]
    for address in addresses:
        assert address.startswith("https://janji.example/")
        path = address.removeprefix("https://janji.example")
        assert visitor.get(path, headers={"host": "localhost"}).status_code == 200, address


def test_the_policy_for_programs_is_of_its_version_and_is_asked_for_again_by_its_sign(
    visitor: Any, house: House
) -> None:
    answer = visitor.get("/ramen-master/privacy.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    now = json.loads(answer.content)
    assert now["@id"] == "https://janji.example/ramen-master/privacy/v/1"
    assert now["dct:identifier"] == house.businesses[0].policy.hash
    assert "P7D" in answer.content.decode()
    later = visitor.get("/ramen-master/privacy/v/2.jsonld")
    assert "P5D" in later.content.decode()
    again = visitor.get("/ramen-master/privacy.jsonld", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", answer["ETag"])
    assert later["ETag"] != answer["ETag"]


def test_the_paper_is_a_tagged_pdf_for_archives_made_once_and_always_the_same(
    visitor: Any, house: House
) -> None:
    folder = house.settings.home / "published" / "ramen-master"
    first = visitor.get("/ramen-master/privacy/v/1.pdf?lang=id")
    body = first.content
    assert first["Content-Type"] == "application/pdf"
    assert body.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in body
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in body
    assert b"<pdfuaid:part>1</pdfuaid:part>" in body
    for needed in (b"/OutputIntents", b"/GTS_PDFA1", b"/MarkInfo", b"/StructTreeRoot"):
        assert needed in body
    assert b"/Lang (id" in body or b"<dc:language><rdf:Bag><rdf:li>id" in body
    assert b"Kebijakan Privasi" in body
    kept = [path.read_bytes() for path in folder.glob("*.pdf")]
    assert body in kept
    for path in folder.glob("*.pdf"):
        path.unlink()
    assert visitor.get("/ramen-master/privacy/v/1.pdf?lang=id").content == body
    assert visitor.get("/ramen-master/privacy/v/1.pdf?lang=en").content != body
    assert visitor.get("/ramen-master/privacy/v/2.pdf?lang=id").content != body


def test_a_press_that_fails_is_told_and_the_page_stays(
    visitor: Any, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (house.settings.home / "published" / "ramen-master").glob("*.pdf"):
        path.unlink()
    monkeypatch.setattr(paper, "LONGEST", 0.001)
    answer = visitor.get("/ramen-master/privacy.pdf?lang=en")
    assert answer.status_code == 503
    assert "The policy page is complete and can be printed." in text_of(answer)
    monkeypatch.undo()
    assert visitor.get("/ramen-master/privacy.pdf?lang=en").status_code == 200


def test_each_answer_for_programs_is_signed_by_what_it_holds(visitor: Any) -> None:
    for place in MACHINES:
        answer = visitor.get(f"/ramen-master/{place}")
        assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        assert "public" in answer["Cache-Control"]


def test_at_its_midnight_the_coming_version_is_the_one_in_force(
    visitor: Any, house: House, shop: SimpleNamespace
) -> None:
    assert "at most 7 days" in text_of(visitor.get("/ramen-master/privacy?lang=en"))
    assert isinstance(house.clock, SetClock)
    house.clock.forward(days=7)
    said = text_of(visitor.get("/ramen-master/privacy?lang=en"))
    assert "at most 5 days" in said
    assert "In force since 25 November 2026" in said
    assert "A new version binds" not in said
    assert "P5D" in visitor.get("/ramen-master/privacy.jsonld").content.decode()
    states = text_of(visitor.get("/ramen-master/privacy/v?lang=en"))
    assert "Version 2 In force" in states
    assert "Version 1 No longer in force" in states


CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "kind", "own"),
    [
        (CHROME, "text/html", None), ("*/*", "text/html", None), ("", "text/html", None),
        ("image/png", "text/html", None), ("nonsense; q=x, ;;", "text/html", None),
        ("application/ld+json", "application/ld+json", ".jsonld"),
        ("application/json, text/html;q=0.5", "application/ld+json", ".jsonld"),
        ("text/html;q=0.1, application/pdf", "application/pdf", ".pdf"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["privacy", "privacy/v/1"])
def test_one_address_answers_in_the_form_that_is_preferred(
    visitor: Any, place: str, accept: str, kind: str, own: str | None
) -> None:
    address = f"/ramen-master/{place}"
    answer = visitor.get(address, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith(kind)
    assert "Accept" in answer.headers["Vary"].split(", ")
    assert answer.headers.get("Content-Location") == (f"{address}{own}" if own else None)
    if own:
        assert answer.content == visitor.get(f"{address}{own}").content


def test_words_go_out_packed_to_who_can_unpack_them_and_papers_as_they_are(visitor: Any) -> None:
    plain = visitor.get("/ramen-master/privacy")
    packed = visitor.get("/ramen-master/privacy", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) * 4 < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    paper = visitor.get("/ramen-master/privacy.pdf", headers={"accept-encoding": "gzip"})
    assert paper.status_code == 200
    assert "Content-Encoding" not in paper
    data = visitor.get("/ramen-master/privacy.jsonld", headers={"accept-encoding": "gzip"})
    again = {"accept-encoding": "gzip", "if-none-match": data["ETag"]}
    assert visitor.get("/ramen-master/privacy.jsonld", headers=again).status_code == 304
