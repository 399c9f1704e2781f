"""A policy as PDF/A-2a with tags for screen readers: the same page, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path

from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.policy.page import PolicyPage

HERE = Path(__file__).parent
LONGEST = 60  # seconds of waiting; a policy of 81 promises takes about one
LARGEST = 8 * 1024 * 1024
WORDS = (
    "description", "version", "in_force", "hash", "address", "short", "data", "purposes", "keep",
    "recipients", "nobody", "clocks", "copy", "at_most", "who", "reason", "outside", "rights",
    "wider", "words", "planned", "statement", "proof",
)  # fmt: skip


def asked(page: PolicyPage, address: str) -> str:
    """What the press is given for *page*, as JSON; its digest names the paper."""
    words = {name: said(name, page) for name in WORDS}
    content = {**asdict(page), "words": words, "address": address}
    midnight = datetime.combine(page.effective, time(), UTC)
    return json.dumps(
        {
            "template": (HERE / "paper.typ").read_text(encoding="utf-8"),
            "page": json.dumps(content, ensure_ascii=False, default=str, sort_keys=True),
            "at": str(int(midnight.timestamp())),
        },
        sort_keys=True,
    )


def said(name: str, page: PolicyPage) -> str:
    """One word of the paper's own."""
    values = {"name": page.controller} if name == "description" else {}
    return say(f"policy.paper.{name}", page.language, **values)


def digest(asked_for: str) -> str:
    """The name of the paper that the press makes of *asked_for*."""
    return hashlib.sha256(asked_for.encode()).hexdigest()


def press(asked_for: str) -> bytes:
    """The PDF, made by a process of its own. Raises: JanjiError policy.not_pressed (503)."""
    command = [sys.executable, "-I", str(HERE / "press.py")]
    try:
        done = subprocess.run(
            command, input=asked_for.encode(), capture_output=True, timeout=LONGEST, check=True
        )
    except (subprocess.SubprocessError, OSError) as fault:
        raise JanjiError("policy.not_pressed", 503) from fault
    if not 0 < len(done.stdout) <= LARGEST:
        raise JanjiError("policy.not_pressed", 503)
    return done.stdout
