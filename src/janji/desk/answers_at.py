"""The assistant as the desk's own process knows it: made when first asked for, kept by database."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from janji.care.published import Press
from janji.kit.db import Database, Db
from janji.policy.business import Business
from janji.vault.house import House

PRESSES: WeakKeyDictionary[Database, dict[int, Press]] = WeakKeyDictionary()


def press_of(house: House, business: Business) -> Press:
    """The one press of *business* in this process."""
    known = PRESSES.setdefault(house.database, {})
    return known.setdefault(business.id, Press(business, house.settings.public_url))


def topics_of(db: Db, house: House, business: Business, language: str) -> Mapping[str, str]:
    """What each topic is called for people: intent → the title of its answer."""
    if not (business.folder / "answers.yaml").exists():
        return {}
    answers = press_of(house, business).answers(db)
    return {one.intent: answers.title(one.intent, language) for one in answers.entries}
