"""How an answer about a new business is refused."""

from __future__ import annotations

from janji.kit.errors import JanjiError


def wrong(code: str, **values: object) -> JanjiError:
    """The refusal policy.start.<code>, with the facts for its sentence."""
    return JanjiError(f"policy.start.{code}", 400, **values)
