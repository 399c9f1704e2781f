"""A real twin process and a real webhook receiver, for tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "invented-token-for-tests"
OURS = "whatsapp:+6281200000009"
CUSTOMER = "whatsapp:+6281200000001"
SOURCE = Path(__file__).resolve().parents[2] / "src"


@dataclass
class RunningTwin:
    """A twin process: where it listens and how to talk to its /twin/ doors."""

    base: str
    http: httpx.Client
    account: str = ACCOUNT
    token: str = TOKEN

    def tell(self, name: str, **facts: Any) -> dict[str, Any]:
        """POST /twin/<name>; fails the test when the twin does not understand."""
        answer = self.http.post(f"{self.base}/twin/{name}", json=facts)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, name: str, **query: str) -> dict[str, Any]:
        """GET /twin/<name>."""
        answer = self.http.get(f"{self.base}/twin/{name}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def customer_says(self, body: str = "", **facts: Any) -> dict[str, Any]:
        """A customer writes; {sid, answers}."""
        said = {"from": CUSTOMER, "to": OURS, "body": body, **facts}
        return self.tell("customer-says", **said)

    def phone(self, number: str = CUSTOMER) -> list[dict[str, Any]]:
        """What the customer's phone shows."""
        return self.look(f"phone/{number}")["messages"]


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_twin(clock_file: Path | None = None, base: str = "") -> Iterator[RunningTwin]:
    """A twin in its own process, ended with the block."""
    port = free_port()
    command = [sys.executable, "-m", "janji.twins.twilio", "--port", str(port)]
    command += ["--account", ACCOUNT, "--token", TOKEN, "--base", base]
    surroundings = {**os.environ, "PYTHONPATH": str(SOURCE)}
    surroundings.pop("JANJI_CLOCK_FILE", None)
    if clock_file is not None:
        surroundings["JANJI_CLOCK_FILE"] = str(clock_file)
    process = subprocess.Popen(command, env=surroundings)
    try:
        with httpx.Client(trust_env=False, timeout=20.0) as http:
            twin = RunningTwin(f"http://127.0.0.1:{port}", http)
            wait_until_up(process, f"{twin.base}/twin/health")
            yield twin
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_until_up(process: subprocess.Popen[bytes], url: str, seconds: float = 20.0) -> None:
    """Return when *url* answers; fail when the process ends first."""
    transport = httpx.HTTPTransport(retries=0)
    with httpx.Client(transport=transport, trust_env=False, timeout=1.0) as http:
        for _ in range(int(seconds / 0.05)):
            assert process.poll() is None, f"process ended with {process.returncode}"
            try:
                http.get(url)
            except httpx.HTTPError:
                threading.Event().wait(0.05)
            else:
                return
    raise AssertionError(f"nothing answered within {seconds} s")


@dataclass
class Hook:
    """A web server that keeps what was posted to it."""

    url: str
    status: int = 200
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def running_hook(port: int = 0) -> Iterator[Hook]:
    """A receiver of webhooks; hook.posts holds (path with query, headers, body)."""
    hook = Hook("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            kept = {name.lower(): value for name, value in self.headers.items()}
            hook.posts.append((self.path, kept, self.rfile.read(size)))
            self.send_response(hook.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    hook.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
