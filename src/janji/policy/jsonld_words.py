"""The words of our JSON-LD: the closed list of W3C terms, our own for the law, spelt spans."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from janji.kit.text import LANGUAGES
from janji.policy.base import Both, Span

HERE = Path(__file__).parent
UNITS = {"second": "PT{}S", "minute": "PT{}M", "hour": "PT{}H", "day": "P{}D", "week": "P{}W",
         "month": "P{}M", "year": "P{}Y"}  # fmt: skip
BASES = {
    "consent": "Consent",
    "contract": "Contract",
    "legal_duty": "LegalDuty",
    "vital_interest": "VitalInterest",
    "public_interest": "PublicInterest",
    "legitimate_interest": "LegitimateInterest",
}
PREFIXES = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "dct": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
VOCABULARY = "/vocabulary.jsonld"


@cache
def known() -> frozenset[str]:
    """Every W3C term that our documents may use, with its prefix."""
    lists = tomllib.loads((HERE / "dpv.toml").read_text(encoding="utf-8"))
    return frozenset(f"{prefix}:{name}" for prefix, names in lists.items() for name in names)


@cache
def own() -> Mapping[str, Mapping[str, str]]:
    """Our own terms: name to its words, the wider W3C term and the article of the law."""
    return tomllib.loads((HERE / "vocabulary.toml").read_text(encoding="utf-8"))


def context(site: str) -> dict[str, Any]:
    """The JSON-LD context, to stand inside a document of the installation at *site*."""
    return {
        **PREFIXES,
        "janji-id": f"{site}{VOCABULARY}#",
        "label": {"@id": "skos:prefLabel", "@container": "@language"},
        "note": {"@id": "skos:note", "@container": "@language"},
    }


def term(name: str | None, prefix: str, wider: str) -> list[str]:
    """A term of the policy file as a list of types; the wider one alone when it is not known."""
    full = name if name and ":" in name else f"{prefix}:{name}"
    return [full, wider] if full in known() and full != wider else [wider]


def named(both: Both) -> dict[str, str]:
    """Words in both languages, as a JSON-LD language map."""
    return {language: both.said(language) for language in LANGUAGES}


def span(one: Span) -> dict[str, str]:
    """A length of time as XML Schema spells it: P7D, PT72H."""
    return {"@value": UNITS[one.unit].format(one.count), "@type": "xsd:duration"}


def refer(kind: str, *names: str) -> list[dict[str, str]]:
    """References to other parts of the same document."""
    return [{"@id": f"#{kind}-{name}"} for name in names]


def vocabulary(site: str) -> dict[str, Any]:
    """Our own terms described: words in both languages, the wider W3C term, the article."""
    terms = []
    for name, facts in own().items():
        one: dict[str, Any] = {
            "@id": f"janji-id:{name}",
            "@type": "skos:Concept" if "broader" in facts else "rdf:Property",
            "label": {language: facts[language] for language in LANGUAGES},
        }
        if "broader" in facts:
            one |= {
                "skos:broader": {"@id": facts["broader"]},
                "janji-id:articles": facts["article"],
            }
        terms.append(one)
    return {"@context": context(site), "@id": f"{site}{VOCABULARY}", "@graph": terms}
