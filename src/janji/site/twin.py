"""The provider's twin as the simulator uses it: a customer speaks, a phone shows."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from janji.kit import http
from janji.kit.settings import Settings

SAMPLE = Path(__file__).parent / "static" / "sample.jpg"
PATIENCE = 6.0
Said = dict[str, Any]
CALLERS: dict[str, httpx.Client] = {}


def says(settings: Settings, said: Said) -> str | None:
    """Send one message as a customer; the key of what went wrong, or None when it was taken."""
    try:
        answer = caller(address(settings)).post(
            f"{address(settings)}/twin/customer-says", json=said
        )
        answer.raise_for_status()
        posts = answer.json()["answers"]
    except (httpx.HTTPError, ValueError, KeyError):
        return "site.sim_twin_down"
    taken = bool(posts) and all(one["status"] == httpx.codes.OK for one in posts)
    return None if taken else "site.sim_door_refused"


def shows(settings: Settings, number: str) -> tuple[list[Said], str | None]:
    """(what the phone of *number* shows, oldest first; the key of what went wrong)."""
    try:
        answer = caller(address(settings)).get(f"{address(settings)}/twin/phone/{quote(number)}")
        answer.raise_for_status()
        return list(answer.json()["messages"]), None
    except (httpx.HTTPError, ValueError, KeyError):
        return [], "site.sim_twin_down"


def address(settings: Settings) -> str:
    """Where the twin listens, without a last slash."""
    return settings.twin_url or ""


def caller(origin: str) -> httpx.Client:
    """One kept client: it reaches the twin at *origin* and nothing else on this machine."""
    if origin not in CALLERS:
        CALLERS[origin] = http.client(PATIENCE, loopback=origin)
    return CALLERS[origin]


def hang_up() -> None:
    """Let the kept connections go."""
    for client in CALLERS.values():
        client.close()
    CALLERS.clear()


def sample_picture() -> Said:
    """A drawn bowl of ramen; its file carries an invented place, so that one sees it taken out."""
    return {"content_type": "image/jpeg", "base64": base64.b64encode(SAMPLE.read_bytes()).decode()}
