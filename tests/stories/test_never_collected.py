"""R-14 to R-16: "We do NOT collect IP addresses, device information, or other technical data."

A visitor with a known address and a known browser goes through every door. Afterwards neither is
anywhere: not in a row, a raw file of the database, its log, a log of ours, the ledger, a backup,
nor in anything sealed once it is opened.
"""

from __future__ import annotations

import gzip
import smtplib
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from fakes.door import WEB, WORKER, running, running_door
from fakes.shop import Shop, shop
from fakes.twin import RunningTwin, free_port, running_twin
from janji.kit.postgres import Server
from janji.site.wsgi import migrate_desk
from janji.twins.twilio.posting import signature
from janji.vault import backup
from janji.vault.places import HOUSE

ADDRESS = "127.77.66.55"  # where the visitor's connections really come from
FAR = "203.0.113.77"
BROWSER = "KenariBrowser/77.13"
MARK = "kenari7f3a"
CONTROL = "kendali-yang-harus-ditemukan"
CUSTOMER = "+6281200000002"
HEADERS = {
    "User-Agent": BROWSER,
    "X-Forwarded-For": FAR, "X-Real-IP": FAR, "Forwarded": f"for={FAR}", "Via": f"1.1 {FAR}",
    "CF-Connecting-IP": FAR, "True-Client-IP": FAR, "X-Client-IP": FAR,
    "Sec-CH-UA": f'"{MARK}-ua"', "Sec-CH-UA-Model": f'"{MARK}-model"',
    "Sec-CH-UA-Platform": f'"{MARK}-platform"',
    "Referer": f"https://{MARK}-referer.example/",
    "Accept-Language": f"x-{MARK}-language",
    "X-Device-Id": f"{MARK}-device", "Cookie": f"fingerprint={MARK}-cookie",
}  # fmt: skip
MAIL = f"""Received: from laptop-{MARK} ([{FAR}]) by mx.example; Mon, 9 Mar 2026 10:00:00 +0700
X-Originating-IP: [{FAR}]
User-Agent: {BROWSER}
X-Mailer: {MARK}-mailer
From: pelanggan@example.com
To: privasi@ramenmaster.example
Subject: {{subject}}
Message-ID: <{{number}}@example.com>

{{text}}
"""


@dataclass
class Found:
    """Where each word was seen."""

    words: tuple[str, ...]
    places: dict[str, set[str]] = field(default_factory=dict)
    looked: int = 0

    def look(self, place: str, content: bytes) -> None:
        """Note which words are in *content*: plain, or as hex."""
        self.looked += 1
        folded = content.lower()
        for word in self.words:
            plain = word.lower().encode()
            if plain in folded or plain.hex().encode() in folded:
                self.places.setdefault(word, set()).add(place)


@pytest.fixture
def ramen(own_server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(own_server, tmp_path / "home") as found:
        migrate_desk(found.owner_url)
        yield found


def test_no_address_device_or_technical_fact_of_a_visitor_is_anywhere(
    ramen: Shop, own_server: Server
) -> None:
    logs = ramen.home / "logs"
    logs.mkdir()
    port, mail_port = free_port(), free_port()
    with (
        running_twin(ramen.home / "clock") as twin,
        running_door(ramen, port, WEB, logs / "web.log") as door,
        running(
            ramen, WORKER, port, logs / "worker.log",
            JANJI_TWIN_URL=twin.base, JANJI_SMTP_IN_PORT=str(mail_port),
        ) as worker,
    ):  # fmt: skip
        visit_webhooks(ramen, twin, door.base)
        visit_pages(ramen, door.base)
        wait_until_listens(worker, mail_port)
        write_mails(mail_port)
        ramen.clock(ramen.now + timedelta(minutes=1))  # the customer has finished writing
        wait_until(ramen, "SELECT count(*) FROM turn", 1)
        wait_until(ramen, "SELECT count(*) FROM mail_in WHERE handled_at IS NOT NULL", 1)
    plant_control(ramen)
    found = search(ramen, own_server, (ADDRESS, FAR, BROWSER, MARK, CONTROL))
    seen = found.places.pop(CONTROL)
    assert {"row", "file", "wal", "backup", "sealed", "log"} <= {one.split(":")[0] for one in seen}
    assert found.places == {}


def visit_webhooks(ramen: Shop, twin: RunningTwin, base: str) -> None:
    """A message, statuses, a forged and an unsigned call, all with fields nobody may keep."""
    account, ours = twin.account, ramen.business.channel.sender
    names = {*ramen.business.policy.never, *never_cased(ramen), "XKenari"}
    extra = [(name, f"{MARK}-{n}") for n, name in enumerate(sorted(names))]
    assert len(extra) > 30
    message = [
        ("MessageSid", "SM" + "a" * 32), ("AccountSid", account), ("From", f"whatsapp:{CUSTOMER}"),
        ("To", ours), ("Body", f"jam buka? {CONTROL}"), ("NumMedia", "0"), *extra,
    ]  # fmt: skip
    status = [
        ("MessageSid", "SM" + "b" * 32), ("AccountSid", account), ("MessageStatus", "delivered"),
        ("To", f"whatsapp:{CUSTOMER}"), *extra,
    ]  # fmt: skip
    strange = [("AccountSid", account), ("Strange", MARK), *extra]
    hook = f"{base}/hook/{ramen.business.slug}/twilio"
    with visitor() as web:
        for place, params, token in (
            ("in", message, twin.token), ("status", status, twin.token),
            ("in", strange, twin.token), ("in", message, "forged"), ("status", status, ""),
        ):  # fmt: skip
            url = f"{hook}/{place}"
            signed = {"X-Twilio-Signature": signature(token, url, params)} if token else {}
            answer = web.post(url, data=dict(params), headers=signed)
            assert answer.status_code == (200 if token == twin.token else 403)
        assert web.get(f"{hook}/in").status_code == 405
        assert web.post(f"{base}/hook/{MARK}/in").status_code == 404


def never_cased(ramen: Shop) -> list[str]:
    """The never collected names as the policy spells them."""
    groups = ramen.business.policy.file.never_collected.values()
    return [name for group in groups for name in group.fields]


def visit_pages(ramen: Shop, base: str) -> None:
    """Public pages, the staff's log-in, wrong addresses and forms that are refused."""
    slug = ramen.business.slug
    with visitor() as web:
        for path in ("/", "/robots.txt", f"/{slug}/", f"/{slug}/privacy", f"/{slug}/proof"):
            assert web.get(base + path, params={"from": MARK}).status_code < 400
        for path in (f"/{MARK}/", f"/{slug}/{MARK}", f"/{slug}/simulator"):
            assert web.get(base + path, params={"ip": MARK}).status_code in (403, 404)
        assert web.get(f"{base}/desk/login").status_code == 200
        wrong = web.post(f"{base}/desk/login", data={"username": "budi", "password": "salah"})
        assert wrong.status_code in (200, 403)
        assert web.post(f"{base}/{slug}/receipt", data={"receipt": MARK}).status_code in (
            200,
            403,
            405,
        )


def write_mails(port: int) -> None:
    """A deletion request, and letters of nothing but headers, from a machine with a name."""
    promised = "Permintaan Penghapusan Data WhatsApp"
    request = MAIL.format(subject=promised, number=1, text="+62 812 0000 0009")
    nameless = MAIL.replace("From: ", "X-Was-From: ")
    nothing = nameless.format(subject="", number=2, text="")
    for mail in (request, nothing, nothing.rstrip()):
        with smtplib.SMTP(
            "127.0.0.1", port, local_hostname=f"laptop-{MARK}", source_address=(ADDRESS, 0)
        ) as post:
            post.sendmail(
                "pelanggan@example.com", "privasi@ramenmaster.example",
                mail.replace("\n", "\r\n"),
            )  # fmt: skip


def visitor() -> httpx.Client:
    """A browser with a known address."""
    transport = httpx.HTTPTransport(local_address=ADDRESS)
    return httpx.Client(transport=transport, headers=HEADERS, trust_env=False, timeout=20.0)


def wait_until(ramen: Shop, question: str, least: int, seconds: float = 20.0) -> None:
    """Return when the answer is at least *least*."""
    for _ in range(int(seconds / 0.1)):
        with ramen.act() as db:
            if db.value(question) >= least:
                return
        threading.Event().wait(0.1)
    raise AssertionError(question)


def wait_until_listens(process: subprocess.Popen[bytes], port: int, seconds: float = 20.0) -> None:
    """Return when somebody takes connections on *port*; fail when the process ends first."""
    for _ in range(int(seconds / 0.1)):
        assert process.poll() is None
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        threading.Event().wait(0.1)
    raise AssertionError("nobody listens")


def plant_control(ramen: Shop) -> None:
    """The same word once in each kind of place, so that the search is known to see there."""
    with ramen.act() as db:
        db.run(
            "INSERT INTO dropped_field VALUES (%(business)s, %(day)s, %(word)s, 1)",
            day=ramen.now.date(), word=CONTROL,
        )  # fmt: skip
    with (ramen.home / "logs" / "worker.log").open("a") as log:
        log.write(CONTROL)


def search(ramen: Shop, server: Server, words: tuple[str, ...]) -> Found:
    """Look everywhere."""
    found = Found(words)
    for name, row in rows(ramen.owner_url):
        found.look(f"row:{name}", row)
    for place, content in unsealed(ramen):
        found.look(f"sealed:{place}", content)
    made = backup.make(
        ramen.owner_url, ramen.home / "media", ramen.home / "backups", ramen.now, lambda *_: None
    )
    found.look("backup:archive", gzip.decompress(made.path.read_bytes()))
    with psycopg.connect(server.admin_url, autocommit=True) as db:
        db.execute("CHECKPOINT")
    assert server.data is not None
    assert server.log is not None
    for path in files(server.data):
        found.look(f"{'wal' if 'pg_wal' in path.parts else 'file'}:{path.name}", path.read_bytes())
    found.look("server log", server.log.read_bytes())
    for path in files(ramen.home):
        kind = "log" if path.suffix == ".log" else "home"
        found.look(f"{kind}:{path.relative_to(ramen.home)}", path.read_bytes())
    assert found.looked > 500
    return found


def files(folder: Path) -> Iterator[Path]:
    """Every regular file below *folder*."""
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def rows(url: str) -> Iterator[tuple[str, bytes]]:
    """Every row of every table of every schema of ours, bytea as it is."""
    with psycopg.connect(url) as db:
        tables = db.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace::regnamespace::text IN ('public', 'desk')"
        ).fetchall()
        for (name,) in tables:
            for row in db.execute(f"TABLE {name}"):
                for value in row:
                    yield name, value if isinstance(value, bytes) else str(value).encode()


def unsealed(ramen: Shop) -> Iterator[tuple[str, bytes]]:
    """Everything sealed, opened with the keys that still live."""
    sealer = ramen.house.vault.sealer(ramen.business.id)
    policy = ramen.business.policy
    asked: list[tuple[str, str, Any]] = []
    with ramen.act() as db:
        for row in db.all("SELECT * FROM record"):
            place = (row.person_id, policy.retention_class(row.kind), row.expires_on, row.kind)
            asked.append((row.kind, "record", (*place, row.record_id, bytes(row.sealed))))
        for row in db.all("SELECT * FROM quarantine"):
            cls = policy.retention_class("quarantine")
            place = (HOUSE, cls, row.expires_on, "quarantine")
            asked.append((row.door, "quarantine", (*place, row.quarantine_id, bytes(row.sealed))))
    kinds = {kind for kind, _, _ in asked}
    assert {"mail", "message_in", "message_out", "request_email", "twilio"} <= kinds
    for kind, table, sealed in asked:
        content = sealer.open(*sealed)
        assert isinstance(content, bytes), kind
        yield f"{table}.{kind}", content


def test_the_visitor_really_comes_from_the_address_that_is_searched_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        peers: list[str] = []

        def take() -> None:
            connection, (address, _) = listening.accept()
            peers.append(address)
            assert BROWSER.encode() in connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            connection.close()

        taking = threading.Thread(target=take)
        taking.start()
        with visitor() as web:
            web.get(f"http://127.0.0.1:{port}/")
        taking.join()
    assert peers == [ADDRESS]
