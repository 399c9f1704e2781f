"""What a proxy's configuration would write down of a visitor."""

from __future__ import annotations

from pathlib import Path

import pytest

from janji.cli.doctor_proxy import recorded

DEPLOY = Path(__file__).resolve().parents[3] / "deploy"
QUIET = "error_log /dev/null emerg;"
SERVER = "server {{ listen 80; {} location / {{ proxy_pass http://127.0.0.1:8080; {} }} }}"


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_our_own_examples_write_nothing_down(name: str) -> None:
    assert (DEPLOY / name).stat().st_size > 500
    assert recorded(DEPLOY / name) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["access_log", "error_log"]),
        (SERVER.format("", ""), ["access_log", "error_log"]),
        (SERVER.format("access_log off;", ""), ["error_log"]),
        (SERVER.format("# access_log off;\n" + QUIET, ""), ["access_log"]),
        (SERVER.format("access_log off;" + QUIET, ""), []),
        (SERVER.format("access_log off;" + QUIET, "access_log /var/log/a.log;"), ["access_log"]),
        (SERVER.format("access_log off;" + QUIET, "error_log /var/log/e.log;"), ["error_log"]),
        (SERVER.format("access_log /var/log/a.log combined;" + QUIET, ""), ["access_log"]),
        ("http { access_log off; " + QUIET + SERVER.format("", "") + "}", []),
        (
            "http { access_log off; " + QUIET + SERVER.format("access_log /a.log;", "") + "}",
            ["access_log"],
        ),
        (
            "http { log_format bare '$time_iso8601 $status'; "
            + QUIET
            + SERVER.format("access_log /a.log bare;", "")
            + "}",
            [],
        ),
        (
            "http { log_format mine '$remote_addr \"$http_user_agent\"' ' $http_x_forwarded_for';"
            + QUIET
            + SERVER.format("access_log /a.log mine;", "")
            + "}",
            ["$http_user_agent", "$http_x_forwarded_for", "$remote_addr"],
        ),
        (
            SERVER.format("access_log off;" + QUIET, "") + SERVER.format("", ""),
            ["access_log", "error_log"],
        ),
    ],
)
def test_nginx(tmp_path: Path, text: str, found: list[str]) -> None:
    path = tmp_path / "janji.conf"
    path.write_text(text)
    assert recorded(path) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("janji.example {\n reverse_proxy 127.0.0.1:8080\n}", ["error_log"]),
        ("{\n log {\n output discard\n }\n}\njanji.example {\n reverse_proxy :8080\n}", []),
        (
            "{\n log {\n output discard\n }\n}\n"
            "janji.example {\n log {\n  output file /var/log/a.log {\n roll_size 1mb\n }\n }\n}",
            ["access_log"],
        ),
        ("janji.example {\n log\n reverse_proxy :8080\n}", ["access_log"]),
        ("# log\njanji.example {\n reverse_proxy :8080\n}", ["error_log"]),
    ],
)
def test_caddy(tmp_path: Path, text: str, found: list[str]) -> None:
    path = tmp_path / "Caddyfile"
    path.write_text(text)
    assert recorded(path) == found
