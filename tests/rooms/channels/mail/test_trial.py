"""A mail server is tried before it is kept: what it must prove before it hears a password."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fakes.mail_servers import Sink, dovecot, free_port, running_dovecot, running_sink
from janji.channels.mail import trial
from janji.channels.mail.servers import Server

BORN = datetime(2026, 11, 1, tzinfo=UTC)


def own_certificate(folder: Path) -> Path:
    """Key and certificate for localhost that nobody but its maker signed, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .serial_number(1)
        .public_key(key.public_key())
        .not_valid_before(BORN)
        .not_valid_after(BORN + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "own.pem"
    form = serialization.Encoding.PEM
    file.write_bytes(
        key.private_bytes(
            form, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ) + signed.public_bytes(form)
    )  # fmt: skip
    return file


class Impostor:
    """Answers under TLS with a certificate of its own, and keeps every word it is told."""

    def __init__(self, certificate: Path) -> None:
        self.heard = b""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.line = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.line.getsockname()[1])
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self) -> None:
        with suppress(OSError):
            raw, _ = self.line.accept()
            raw.settimeout(5)
            with self.context.wrap_socket(raw, server_side=True) as talk:
                talk.sendall(b"* OK ready\r\n")
                while words := talk.recv(4096):
                    self.heard += words
                    tag = words.split(b" ")[0]
                    talk.sendall(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")

    def end(self) -> None:
        self.line.close()
        self.thread.join(10)


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[Impostor]:
    found = Impostor(own_certificate(tmp_path))
    yield found
    found.end()


@pytest.mark.parametrize("scheme", ["imaps", "smtps"])
def test_a_server_that_cannot_prove_its_name_hears_no_password(
    impostor: Impostor, scheme: str
) -> None:
    server = Server(scheme, "localhost", impostor.port, "privasi", "geheim9")
    assert trial.login(server, local=True) == "certificate"
    impostor.thread.join(10)
    assert b"geheim9" not in impostor.heard


def test_a_server_that_sends_mail_is_taken_and_one_that_is_not_there_is_silent() -> None:
    with running_sink() as (_, port):
        assert trial.login(Server("smtp", "127.0.0.1", port), local=True) == "works"
    assert trial.login(Server("smtp", "127.0.0.1", free_port()), local=True) == "silent"


class Guarded(Sink):
    """A server that takes letters only from those it knows."""

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, _envelope: Any, _address: str, _options: Any
    ) -> str:
        return "530 5.7.0 Authentication required"


def test_a_server_that_wants_a_name_is_not_taken_without_one() -> None:
    port = free_port()
    server = Controller(Guarded(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        assert trial.login(Server("smtp", "127.0.0.1", port), local=True) == "refused"
    finally:
        server.stop()


@pytest.mark.peer
@pytest.mark.skipif(dovecot() is None, reason="dovecot is not installed (Debian: dovecot-imapd)")
def test_a_mailbox_is_taken_and_a_folder_that_is_not_there_is_said() -> None:
    program = dovecot()
    assert program is not None
    with running_dovecot(program) as port:
        server = Server("imap", "127.0.0.1", port, "privasi", "x")
        assert trial.login(server, local=True) == "works"
        elsewhere = Server("imap", "127.0.0.1", port, "privasi", "x", "Surat")
        assert trial.login(elsewhere, local=True) == "no_folder"
