"""The shape of /.well-known/janji-policy.json: where a program finds each policy and its hash."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from janji.policy.base import Part, Slug, Text

Address = Text
Hash = Text


class WellKnownVersion(Part):
    """One version: its hash (SHA-256 over facts and words), its days and addresses."""

    number: int = Field(ge=1)
    label: Text
    hash: Hash
    effective: date
    updated: date
    state: Literal["in_force", "coming", "past", "replaced"]
    page: Address
    jsonld: Address
    pdf: Address


class WellKnownBusiness(Part):
    """One business: its policy in force by hash, where to read it, every version newest first."""

    slug: Slug
    name: Text
    languages: tuple[str, ...]
    hash: Hash
    effective: date
    page: Address
    jsonld: Address
    pdf: Address
    feed: Address
    proof: Address
    badge: Address
    versions: tuple[WellKnownVersion, ...]


class WellKnown(Part):
    """Everything: format is the number of this shape."""

    format: Literal[1] = 1
    vocabulary: Address
    businesses: tuple[WellKnownBusiness, ...]
