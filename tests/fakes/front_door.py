"""The real front door as a real process on a real database, for tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg

from fakes.moulds import businesses, fresh
from fakes.twin import free_port
from janji.channels.twilio import signature
from janji.kit.postgres import Server
from janji.kit.settings import Settings
from janji.vault.house import House, open_house

TOKEN = "invented-token-for-tests"
ACCOUNT = "AC" + "0123456789abcdef" * 2
PUBLIC = "https://toko.example"
IN = "/hook/ramen-master/twilio/in"
SOURCE = Path(__file__).resolve().parents[2] / "src"
SERVE = """
import os, sys
from janji.door.serve import serve
from janji.kit.settings import Settings
from janji.vault.house import open_house
house = open_house(Settings.from_environment(os.environ), os.environ["TEST_APP_URL"])
serve(house)
"""


def form(number: int, sender: int = 1, **other: str) -> dict[str, str]:
    """A customer's message as Twilio sends it."""
    sid, phone = f"SM{number:032x}", f"62812000{sender:05d}"
    return {
        "MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT,
        "From": f"whatsapp:+{phone}", "WaId": phone, "To": "whatsapp:+6281200000001",
        "ProfileName": "Budi", "Body": f"halo {number}", "NumMedia": "0", "SmsStatus": "received",
        **other,
    }  # fmt: skip


@dataclass
class Shop:
    """One migrated database and one home; doors may come and go."""

    owner_url: str
    app_url: str
    home: Path
    extra: dict[str, str] = field(default_factory=dict)

    def environment(self, port: int) -> dict[str, str]:
        """What a door process is told."""
        return {
            **os.environ, "PYTHONPATH": str(SOURCE), "JANJI_HOME": str(self.home),
            "JANJI_TWILIO_AUTH_TOKEN": TOKEN, "JANJI_TWILIO_ACCOUNT_SID": ACCOUNT,
            "JANJI_PORT": str(port), "JANJI_PUBLIC_URL": PUBLIC, "TEST_APP_URL": self.app_url,
            **self.extra,
        }  # fmt: skip

    def house(self) -> House:
        """This process's own hold on the same shop."""
        chosen = Settings.from_environment(self.environment(8080))
        return open_house(chosen, self.app_url, businesses=businesses(chosen.businesses))

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """Look into the database as its owner."""
        with psycopg.connect(self.owner_url) as connection:
            return connection.execute(sql, values).fetchall()

    def count(self, table: str) -> int:
        """How many rows *table* has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def actions(self) -> dict[str, int]:
        """Ledger lines by action."""
        return dict(self.rows("SELECT action, count(*) FROM ledger GROUP BY action"))


@dataclass
class Door:
    """A running door."""

    process: subprocess.Popen[bytes]
    base: str
    http: httpx.Client

    def post(self, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Deliver a webhook, signed unless *headers* say otherwise."""
        signed = {"x-twilio-signature": signature.sign(TOKEN, PUBLIC + IN, list(fields.items()))}
        return self.http.post(self.base + IN, data=fields, headers=signed | headers)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.terminate()
        return self.process.wait(20)


def fresh_shop(server: Server, home: Path, name: str) -> Shop:
    """A fresh database with the schema and an empty home."""
    owner_url, app_url = fresh(server, name)
    return Shop(owner_url, app_url, home)


@contextmanager
def running_door(shop: Shop, before: str = "") -> Iterator[Door]:
    """A door that answers; gone at the end, however it went. before: what it does first."""
    port = free_port()
    argv = [sys.executable, "-c", before + SERVE]
    process = subprocess.Popen(argv, env=shop.environment(port), start_new_session=True)
    base = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(timeout=30) as http:
            until_answers(process, http, base)
            yield Door(process, base, http)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def until_answers(process: subprocess.Popen[bytes], http: httpx.Client, base: str) -> None:
    """Return when the door answers; fail when it died."""
    ends = time.monotonic() + 30
    while time.monotonic() < ends and process.poll() is None:
        with suppress(httpx.TransportError):
            http.get(base + "/health")
            return
        time.sleep(0.02)
    raise AssertionError(f"the door did not open (code {process.poll()})")
