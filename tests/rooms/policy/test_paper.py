"""The policy on paper: every business in both languages, the same bytes, and words stay words."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from janji.policy import paper
from janji.policy.business import load_business
from janji.policy.page import PolicyPage
from janji.policy.render import page

ROOT = Path(__file__).resolve().parents[3]
SLUGS = ("ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya")
ADDRESS = "https://janji.example/privacy/v/1"


def made(slug: str, language: str) -> PolicyPage:
    """The page of a business."""
    return page(load_business(ROOT / "businesses" / slug), language)


def structure(pdf: bytes) -> bytes:
    """Everything in a PDF that is packed, unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    plain = [pdf]
    for one in streams:
        try:
            plain.append(zlib.decompress(one))
        except zlib.error:
            plain.append(one)
    return b"\n".join(plain)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("slug", SLUGS)
def test_each_policy_becomes_a_tagged_archive_with_its_fonts_inside(
    slug: str, language: str
) -> None:
    one = made(slug, language)
    pdf = paper.press(paper.asked(one, ADDRESS))
    assert 50_000 < len(pdf) < 1_000_000
    inside = structure(pdf)
    for needed in (b"<pdfaid:part>2", b"<pdfuaid:part>1", b"/GTS_PDFA1", b"/StructTreeRoot",
                   b"/DisplayDocTitle true", b"/FontFile", b"/Lang"):  # fmt: skip
        assert needed in inside, needed
    assert f"<rdf:li>{language}</rdf:li>".encode() in inside
    assert inside.count(b"/S /H1") == 1 or inside.count(b"/S/H1") == 1
    assert b"/S /TH" in inside or b"/S/TH" in inside
    assert b"/JavaScript" not in inside
    assert b"/URI" not in inside


def test_the_same_page_gives_the_same_bytes_and_another_address_another_name() -> None:
    one = made("ramen-master", "id")
    asked = paper.asked(one, ADDRESS)
    assert paper.press(asked) == paper.press(asked)
    other = paper.asked(one, f"{ADDRESS}0")
    assert paper.digest(other) != paper.digest(asked)
    assert paper.digest(paper.asked(one, ADDRESS)) == paper.digest(asked)


@pytest.mark.parametrize(
    "planted", ['#read("/etc/passwd")', '#import "@preview/x:1.0.0": *', "$1/0$ *b* _i_ <l> @r"]
)
def test_words_that_look_like_commands_are_printed_as_words(planted: str) -> None:
    one = replace(made("ramen-master", "id"), controller=planted)
    pdf = paper.press(paper.asked(one, ADDRESS))
    title = planted.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert title.encode() in pdf or title.replace('"', "&quot;").encode() in pdf
    assert b"root:" not in structure(pdf)
