"""Prism between two parties: it judges both by Twilio's own OpenAPI, which nobody here wrote.

Needs node, npm and the specification; each that is absent is a reason to skip. The npm package is
installed once into a cache folder outside the repository (JANJI_PEER_CACHE).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.twin import free_port, wait_until_up

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = "@stoplight/prism-cli@5"
SEND = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
FILES = "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media.json"
FORM = "application/x-www-form-urlencoded"


@dataclass
class RunningPrism:
    """A judge: speak to .base, and give each answer to .hear; .violations is the verdict."""

    base: str
    violations: list[str] = field(default_factory=list)

    def hear(self, answer: httpx.Response) -> None:
        """Keep what the judge found wrong with this exchange (an httpx response hook).

        A status the specification does not list (404, 409…) is a warning and no violation: it
        lists none but the successes.
        """
        answer.read()
        if "stoplight.io/prism/errors" in answer.text:
            self.violations.append(answer.text)
        for found in json.loads(answer.headers.get("sl-violations", "[]")):
            if found["severity"] == "Error":
                self.violations.append(found["message"])


def twilio_specification() -> Path:
    """Twilio's OpenAPI; skips the test with the reason when it is not at hand."""
    peers = Path(os.environ.get("JANJI_PEERS") or REPOSITORY.parent / "shared" / "peers")
    path = peers / "twilio" / "twilio_api_v2010.json"
    if not path.exists():
        pytest.skip("Twilio's OpenAPI is absent; set JANJI_PEERS to the folder that holds twilio/")
    return path


def prism_program() -> Path:
    """The prism command, installed on first use; skips the test when that cannot be done."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are absent; Prism needs them")
    usual = Path.home() / ".cache" / "janji-peers"
    folder = Path(os.environ.get("JANJI_PEER_CACHE") or usual) / "prism"
    program = folder / "node_modules" / ".bin" / "prism"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), PACKAGE]
        if subprocess.run(command, capture_output=True, timeout=300, check=False).returncode:
            pytest.skip("npm could not install Prism; is there a registry?")
    return program


def patched(specification: Path) -> dict[str, Any]:
    """The specification with two repairs that Twilio's own examples call for.

    A form field that is a list is one even when sent once (Prism would see a string), and the
    addresses of pages are relative (the examples show them so, "format: uri" forbids it).
    """
    spec: dict[str, Any] = json.loads(specification.read_text(encoding="utf-8"))
    form = spec["paths"][SEND]["post"]["requestBody"]["content"][FORM]
    form["encoding"] = {
        name: {"style": "form", "explode": True} for name in ("MediaUrl", "PersistentAction")
    }
    for path in (SEND, FILES):
        page = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        for rule in page["schema"]["properties"].values():
            if rule.get("format") == "uri":
                rule["format"] = "uri-reference"
    return spec


@contextmanager
def running_prism(upstream: str, folder: Path) -> Iterator[RunningPrism]:
    """Prism as a judging proxy in front of *upstream*, ended with the block."""
    program, specification = prism_program(), folder / "twilio.json"
    specification.write_text(json.dumps(patched(twilio_specification())), encoding="utf-8")
    port, log = free_port(), folder / "prism.log"
    command = [str(program), "proxy", "--errors", str(specification), upstream]
    command += ["-h", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_until_up(process, f"http://127.0.0.1:{port}/", seconds=60)
            yield RunningPrism(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
            process.wait(timeout=10)
