"""How each member of staff reads the desk: language and colours, kept with the account."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from janji.desk.access import INSTALLATION, Theme
from janji.kit.sql import named_sql
from janji.kit.text import LANGUAGES

if TYPE_CHECKING:
    from janji.vault.house import House

SQL = named_sql(__file__)
THEMES: tuple[Theme, ...] = get_args(Theme)


def keep(house: House, staff: int, *, language: str | None, theme: str | None) -> None:
    """Keep what was chosen; what is None or unknown stays as it was."""
    with house.database.act(INSTALLATION) as db:
        db.run(
            SQL["keep"], user=staff,
            language=language if language in LANGUAGES else None,
            theme=theme if theme in THEMES else None,
        )  # fmt: skip
