"""janji new as a person types it: with options, with questions, and with nonsense."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
OWED = (
    "--email", "privasi@kopitepi.example", "--phone", "0812 0000 0001",
    "--whatsapp", "+62 812 0000 0006",
)  # fmt: skip


def environment(room: Path, language: str) -> dict[str, str]:
    """What the command reads: businesses of its own, in the reader's language."""
    return {**os.environ, "JANJI_HOME": str(room / "home"), "JANJI_LANGUAGE": language,
            "JANJI_BUSINESSES": str(room / "businesses"), "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUNBUFFERED": "1"}  # fmt: skip


def janji(room: Path, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    """The command as typed, nobody at the keyboard."""
    return subprocess.run(
        [sys.executable, "-m", "janji", *words], env=environment(room, language),
        capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["id", "en"])
def test_options_alone_make_a_business_that_passes_its_check(tmp_path: Path, language: str) -> None:
    made = janji(tmp_path, "new", "Kopi Tepi", *OWED, "--does", "orders", language=language)
    assert made.returncode == 0, made.stderr
    assert "kopi-tepi" in made.stdout
    checked = janji(tmp_path, "check", "kopi-tepi", "--on", "2026-11-22", language=language)
    assert checked.returncode == 0, checked.stdout
    assert {"id": "0 kesalahan", "en": "0 errors"}[language] in checked.stdout
    listed = janji(tmp_path, "promises", "kopi-tepi", language=language)
    assert "K-01" in listed.stdout, listed.stderr


def test_a_second_one_of_the_same_name_is_refused_and_the_first_stays(tmp_path: Path) -> None:
    assert janji(tmp_path, "new", "Kopi Tepi", *OWED).returncode == 0
    policy = tmp_path / "businesses" / "kopi-tepi" / "policy.yaml"
    policy.write_text("mine", encoding="utf-8")
    again = janji(tmp_path, "new", "Kopi Tepi", *OWED[:4], "--whatsapp", "+62 812 0000 0007")
    assert again.returncode == 2
    assert "nothing in it was touched" in again.stderr
    assert policy.read_text(encoding="utf-8") == "mine"
    other = janji(tmp_path, "new", "Kopi Tepi", "--slug", "kopi-dua", *OWED)
    assert "already belongs to the business kopi-tepi" in other.stderr


@pytest.mark.parametrize(
    ("language", "said"), [("id", "Belum ada yang ditulis"), ("en", "Nothing was written")]
)
def test_everything_wrong_is_said_at_once_and_nothing_is_written(
    tmp_path: Path, language: str, said: str
) -> None:
    told = janji(
        tmp_path, "new", "123", "--email", "nobody", "--keep", "forever", language=language
    )
    assert told.returncode == 2
    assert said in told.stderr
    assert all(word in told.stderr for word in ("--email", "--keep"))
    assert not (tmp_path / "businesses").exists()


def test_what_has_no_usual_answer_is_asked_for_by_name(tmp_path: Path) -> None:
    told = janji(tmp_path, "new", "Kopi Tepi")
    assert told.returncode == 2
    assert all(option in told.stderr for option in ("--email", "--phone", "--whatsapp"))


class Keyboard:
    """A person at a terminal."""

    def __init__(self, room: Path, *words: str, language: str) -> None:
        self.process, self.end = os.getpid(), -1
        self.process, self.end = pty.fork()
        if self.process == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # also when we run in the background
            command = [sys.executable, "-m", "janji", *words]
            os.execve(sys.executable, command, environment(room, language))  # noqa: S606 - a terminal of its own
        self.seen = ""

    def reads(self, words: str) -> None:
        """Wait until *words* stand on the screen, after what was read before."""
        until = time.monotonic() + 60
        while words not in self.seen:
            assert time.monotonic() < until, self.seen
            if select.select([self.end], [], [], 1)[0]:
                try:
                    self.seen += os.read(self.end, 4096).decode("utf-8", "replace")
                except OSError:
                    assert words in self.seen, self.seen
        self.seen = self.seen.split(words, 1)[1]

    def types(self, line: str) -> None:
        """Type a line and Enter."""
        os.write(self.end, line.encode() + b"\r")

    def ends(self, *, pressing: bytes = b"") -> int:
        """Read the rest and return the exit code. pressing: a key, again whenever all is still.

        Between a prompt and the reading of its answer Python notes Ctrl-C and yet reads on (its
        handler ends no read that has not begun): whoever sits there presses the key again.
        """
        os.write(self.end, pressing)
        until = time.monotonic() + 60
        while True:
            assert time.monotonic() < until, self.seen
            if not select.select([self.end], [], [], 5)[0]:
                os.write(self.end, pressing)
            elif not self._more():
                break
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def _more(self) -> bool:
        try:
            return bool(os.read(self.end, 4096))
        except OSError:  # nobody holds the other end any more
            return False


def test_questions_are_asked_in_the_readers_language_again_after_nonsense(tmp_path: Path) -> None:
    person = Keyboard(tmp_path, "new", *OWED, language="id")
    person.reads("Nama usaha, seperti dikenal pelanggan")
    person.types("12345")
    person.reads("Tulis paling sedikit satu huruf Latin")
    person.reads("Nama usaha, seperti dikenal pelanggan")
    person.types("Bengkel Jaya")
    person.reads("Bentuk badan")
    person.types("CV")
    person.reads("[CV Bengkel Jaya]")
    person.types("")
    person.reads("Dalam satu kalimat")
    person.types("Kami memperbaiki sepeda motor.")
    for question in ("Bahasa kebijakan", "Zona waktu", "Alamat pos", "Hak atas data", "Jam buka",
                     "libur nasional", "dikerjakan lewat Janji"):  # fmt: skip
        person.reads(question)
        person.types("")
    person.reads("Berapa lama percakapan disimpan")
    person.types("selamanya")
    person.reads("Tulis angka dan satuan")
    person.reads("Berapa lama percakapan disimpan")
    person.types("2 minggu")
    for question in ("promo", "Berapa lama sebelum kebijakan berubah", "Pejabat", "NIB", "Twilio"):
        person.reads(question)
        person.types("")
    person.reads("Selesai")
    assert person.ends() == 0
    made = (tmp_path / "businesses" / "bengkel-jaya" / "policy.yaml").read_text(encoding="utf-8")
    assert "keep: 2 weeks" in made
    assert 'name: "CV Bengkel Jaya"' in made


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "businesses").mkdir()
    person = Keyboard(tmp_path, "new", "Kopi Tepi", *OWED, language="en")
    person.reads("Legal form")
    assert person.ends(pressing=b"\x03") == 128 + signal.SIGINT
    assert not list((tmp_path / "businesses").iterdir())
