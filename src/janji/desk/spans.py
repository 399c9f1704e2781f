"""Lengths of time as the desk tells them: by the server first, then ticking in desk.js."""

from __future__ import annotations

from datetime import timedelta

from janji.kit.text import say

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
A_HOUR = timedelta(seconds=HOUR)
SOON = 2 * HOUR  # from here on a countdown asks for attention


def left(seconds: int, language: str) -> str:
    """A length of time in its two largest units, as desk.js goes on telling it."""
    day, hour, minute, second = say("desk.frame.units", language).split("|")
    for size, small, unit, part in ((DAY, HOUR, day, hour), (HOUR, MINUTE, hour, minute)):
        if seconds >= size:
            return f"{seconds // size} {unit} {seconds % size // small} {part}"
    minutes, rest = divmod(seconds, MINUTE)
    if minutes >= 10:
        return f"{minutes} {minute}"
    return f"{minutes} {minute} {rest} {second}" if minutes else f"{rest} {second}"
