"""The operator's settings and the folders of businesses, without opening anything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from janji.kit.errors import JanjiError
from janji.kit.settings import Settings

if TYPE_CHECKING:
    from janji.policy.business import Business


def settings() -> Settings:
    """The operator's settings."""
    return Settings.from_environment(os.environ)


def folder_of(chosen: Settings, slug: str) -> Path:
    """The folder of the business *slug*. Raises: JanjiError vault.no_such_business."""
    folder = chosen.businesses / slug
    if Path(slug).name != slug or not folder.is_dir():
        raise JanjiError("vault.no_such_business", slug=slug)
    return folder


def named(businesses: Sequence[Business], slug: str | None) -> list[Business]:
    """The business *slug*, or all when none is named. Raises: JanjiError vault.no_such_business."""
    found = [one for one in businesses if slug in (None, one.slug)]
    if slug is not None and not found:
        raise JanjiError("vault.no_such_business", slug=slug)
    return found
