"""What is sent to the pages has a limit before anybody has signed in: disk and threads are safe."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from fakes.pages import browser_of, open_pages, served
from fakes.twin import free_port
from janji.door.answers import LARGEST_UPLOAD
from janji.kit.postgres import Server

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
FORM = {"content-type": "multipart/form-data; boundary=b"}
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%b\r\n--b--\r\n'
)


@pytest.fixture(scope="module")
def url(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("uploads")
    with open_pages(server, home, "uploads", JANJI_TWILIO_AUTH_TOKEN="t" * 32) as house:
        browser_of(house)
        with served(house, free_port()) as found:
            yield found


@pytest.mark.parametrize("path", ["/desk/login", "/desk/ramen-master/answers/import", "/"])
def test_a_huge_upload_is_refused_at_its_announcement_and_the_line_is_cut(
    url: str, path: str
) -> None:
    at = urlsplit(url)
    with socket.create_connection((str(at.hostname), int(at.port or 0)), timeout=10) as line:
        head = (
            f"POST {path} HTTP/1.1\r\nhost: {at.netloc}\r\ncontent-length: {LARGEST_UPLOAD + 1}\r\n"
            f"content-type: {FORM['content-type']}\r\n\r\n"
        )
        line.sendall(head.encode())  # not one byte of the file: the answer waits for none
        heard = b""
        while piece := line.recv(4096):
            heard += piece
    assert heard.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in heard.lower()


def test_what_fits_reaches_the_page(url: str) -> None:
    body = FILE % (b"x" * (LARGEST_UPLOAD - 200))
    assert len(body) <= LARGEST_UPLOAD
    answer = httpx.post(f"{url}/desk/login", content=body, headers=FORM, timeout=20)
    assert answer.status_code == 403  # the page itself answers: a form without its token


def test_what_announces_no_length_is_not_read_by_the_pages(url: str) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b"x" * 65_536 for _ in range(2 * LARGEST_UPLOAD // 65_536))

    answer = httpx.post(f"{url}/desk/login", content=pieces(), headers=FORM, timeout=20)
    assert answer.status_code == 403
    assert httpx.get(f"{url}/desk/login", timeout=20).status_code == 200


@pytest.mark.parametrize(
    ("proxy", "limit"),
    [("nginx.conf", r"client_max_body_size (\d+)m;"), ("Caddyfile", r"max_size (\d+)MiB")],
)
def test_the_proxies_of_the_house_let_through_what_the_pages_take(proxy: str, limit: str) -> None:
    said = re.search(limit, (DEPLOY / proxy).read_text())
    assert said
    assert int(said[1]) << 20 == LARGEST_UPLOAD
