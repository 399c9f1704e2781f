"""Which answers are in force, for commands that only look: nothing is started for it."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from psycopg.errors import UndefinedTable

from janji.care import answers_store
from janji.care.answers import Answers, load_answers
from janji.cli.doctor_database import owner_url
from janji.kit.db import Database
from janji.kit.settings import Settings
from janji.policy.business import Business


class InForce(NamedTuple):
    """The answers, and the edition they are of; None: no database runs here, the file says it."""

    answers: Answers
    edition: int | None


def in_force(chosen: Settings, business: Business) -> InForce:
    """What is published, when a database runs here; else what the file says.

    Raises: AnswersRefused.
    """
    seed = load_answers(business.folder / "answers.yaml", business.zone)
    url = owner_url(chosen)
    if not isinstance(url, str):
        return InForce(seed, None)
    with closing(Database(url, most=1)) as database:
        try:
            with database.act(business.id) as db:
                number = answers_store.edition(db)
                return InForce(answers_store.published(db, seed), number)
        except UndefinedTable:  # a database of an older schema has published nothing
            return InForce(seed, None)
