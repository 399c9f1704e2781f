"""What each of Twilio's error codes means for us: a reaction to run and words to show."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

TABLE: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)["codes"]
REACTIONS = frozenset(
    ("retry", "throttle", "window", "optout", "dead", "alarm", "show", "wait", "gone", "unsure")
)
TOO_MANY, SERVER_FAULT = 429, 500


@dataclass(frozen=True, slots=True)
class Reaction:
    """What to do (see errors.toml) and the key of the sentence that tells people why."""

    act: str
    words: str

    @property
    def again(self) -> bool:
        """True when the same message may be tried again later."""
        return self.act in ("retry", "throttle")


def reaction(code: int | None, status: int | None = None) -> Reaction:
    """How to react to Twilio's *code*, or to the HTTP *status* when the code is unknown.

    An unknown code of a refused call is shown to the agent: trying again would refuse again.
    """
    row = TABLE.get(str(code))
    if row is not None:
        return Reaction(row["reaction"], f"channels.twilio_error.{row['words']}")
    if status == TOO_MANY:
        return Reaction("throttle", "channels.twilio_error.busy")
    if status is not None and status >= SERVER_FAULT:
        return Reaction("retry", "channels.twilio_error.provider_down")
    if status in (401, 403):
        return Reaction("alarm", "channels.twilio_error.credentials")
    if status == 404:
        return Reaction("gone", "channels.twilio_error.gone")
    return Reaction("show", "channels.twilio_error.unknown")
