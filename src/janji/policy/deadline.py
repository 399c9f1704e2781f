"""By when a right is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from janji.policy.model_conduct import Right


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when a right is answered: law and promise side by side, never one hiding the other.

    law_hours: hours that run by the clock from receipt, with the article in *law*.
    working_days: promised working days of the business's calendar.
    within_hours: hours we decided ourselves. words: the published words, by language.
    """

    right: str
    law_hours: int | None
    law: str | None
    working_days: int | None
    within_hours: int | None
    words: Mapping[str, str]

    @property
    def hours(self) -> int | None:
        """The strictest limit in hours that run by the clock; None when only working days bind."""
        known = [hours for hours in (self.law_hours, self.within_hours) if hours is not None]
        return min(known) if known else None

    def due(self, received: datetime) -> datetime | None:
        """The moment *hours* after *received*; None when only working days bind."""
        return None if self.hours is None else received + timedelta(hours=self.hours)


def to_deadline(name: str, right: Right) -> Deadline:
    """The deadline of one right."""
    answer = right.answer
    return Deadline(
        right=name,
        law_hours=answer.law_hours,
        law=answer.law,
        working_days=answer.working_days,
        within_hours=answer.within.hours if answer.within else None,
        words=answer.words.model_dump() if answer.words else {},
    )
