"""What the classifier learns from, apart from it: reading answers needs no mathematics."""

from __future__ import annotations

from dataclasses import dataclass

NONE = "tidak_ada"  # the class of messages that are none of the business's questions
PERSON = "minta_agen"  # the question for a human being


@dataclass(frozen=True)
class Example:
    """One approved phrasing and the intent it asks for."""

    text: str
    intent: str
