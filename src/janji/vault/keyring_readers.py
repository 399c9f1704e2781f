"""Who reads keys on this machine, and how each says "I have forgotten".

Every process holds a lock on a file of its own in the keyring's folder; the lock ends with the
process, whatever ended it, so it proves life and death where a process number would not. Beside
it each listens on a datagram socket; a thread that sleeps until then empties the caches and
answers.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from janji.vault.durable import make_folder
from janji.vault.keyring_places import clear_deserted

ASK = b"forget"
SLICE = 0.02  # seconds between two looks at who died while we wait for answers


class Readers:
    """This process's place among the readers of one keyring, and its voice to the others."""

    def __init__(
        self, folder: Path, runtime: Callable[[], Path], forget: Callable[[], None]
    ) -> None:
        make_folder(folder)
        self._folder, self._forget = folder, forget
        self.name, self._file = enrol(folder)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._runtime = self._settle_in(runtime)
        os.write(self._file, str(self._runtime / self.name).encode())
        clear_deserted(self._runtime, folder / self.name)
        self._closing = False
        self._listener = threading.Thread(target=self._listen, name="keyring", daemon=True)
        self._listener.start()

    def announce(self, wait: float) -> int:
        """Have every other living reader forget; how many have not said so after *wait* seconds."""
        pending = {path.name for path in self._folder.iterdir()} - {self.name}
        if not pending:
            return 0
        question = secrets.token_hex(8)
        address = self._runtime / f"ask-{question}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as voice:
            voice.bind(str(address))
            try:
                return self._gather(voice, question.encode(), pending, time.monotonic() + wait)
            finally:
                address.unlink()

    def close(self) -> None:
        """Leave: stop listening, free the place."""
        self._closing = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._listener.join()
        self._socket.close()
        (self._runtime / self.name).unlink(missing_ok=True)
        (self._folder / self.name).unlink(missing_ok=True)
        os.close(self._file)
        for path in self._folder.iterdir():
            self._address(path.name)  # whoever was killed could not clear up after themselves
        with suppress(OSError):  # others are still there, or it is not ours to remove
            self._runtime.rmdir()

    def _settle_in(self, runtime: Callable[[], Path]) -> Path:
        """Bind the socket; the last reader to leave may be removing the folder just now."""
        while True:
            with suppress(FileNotFoundError):
                folder = runtime()
                self._socket.bind(str(folder / self.name))
                return folder

    def _gather(
        self, voice: socket.socket, question: bytes, pending: set[str], until: float
    ) -> int:
        """Ask, listen and look who died, until nobody is pending or the time is over."""
        asked: set[str] = set()
        while True:
            for name in sorted(pending):
                address = self._address(name)
                if address is None:
                    pending.discard(name)
                elif name not in asked and ask(voice, address, question):
                    asked.add(name)
            left = until - time.monotonic()
            if not pending or left <= 0:
                return len(pending)
            self._hear(voice, question, pending, min(SLICE, left))

    def _hear(self, voice: socket.socket, question: bytes, pending: set[str], wait: float) -> None:
        """Take answers until all are in, or for *wait* seconds."""
        voice.settimeout(wait)
        with suppress(TimeoutError):
            while pending:
                answer, _, name = voice.recv(256).partition(b" ")
                if answer == question:
                    pending.discard(name.decode())

    def _address(self, name: str) -> str | None:
        """Where the reader listens ("" when not yet), or None after proof that it is dead."""
        try:
            file = os.open(self._folder / name, os.O_RDWR)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return os.pread(file, 4096, 0).decode()
        else:
            (self._folder / name).unlink(missing_ok=True)
            (self._runtime / name).unlink(missing_ok=True)
            return None
        finally:
            os.close(file)

    def _listen(self) -> None:
        """Answer every question after forgetting, until the socket is shut."""
        while True:
            message, asker = self._socket.recvfrom(256)
            word, _, question = message.partition(b" ")
            if self._closing:
                return
            if word == ASK and asker:
                self._forget()
                with suppress(OSError):
                    self._socket.sendto(question + b" " + self.name.encode(), asker)


def ask(voice: socket.socket, address: str, question: bytes) -> bool:
    """Whether the question could be put: a full or missing mailbox is tried again."""
    voice.settimeout(0)
    try:
        voice.sendto(ASK + b" " + question, address)
    except OSError:
        return False
    return True


def enrol(folder: Path) -> tuple[str, int]:
    """Make this process's file and lock it for life; its name and handle."""
    while True:
        name = secrets.token_hex(8)
        file = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        # between the two lines another process may have found the file unlocked and removed it
        if os.fstat(file).st_nlink:
            return name, file
        os.close(file)
