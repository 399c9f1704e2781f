from __future__ import annotations

import io
import struct
import tempfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from janji.kit.errors import JanjiError, Refused
from janji.kit.text import say
from janji.vault.key_names import DayKey, Gone, PersonKey
from janji.vault.keyring import Keyring
from janji.vault.media_files import Media, MediaFiles, MediaPlace, Stored
from janji.vault.media_kinds import kind_of
from janji.vault.pictures import PictureLimits, redrawn
from janji.vault.seal import Sealer, Tampered
from rooms.vault.ring_children import open_ring

SHOP = 5
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)
PERSON = UUID(int=31)
SECRET = b"S 7 58 GPS-Denpasar"


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jr-") as folder:
        yield Path(folder)


@pytest.fixture
def ring(home: Path) -> Iterator[Keyring]:
    with open_ring(home) as opened:
        opened.make_people(SHOP, [PERSON])
        opened.make_days(SHOP, [("conversation", DAY), ("conversation", NEXT), ("orders", None)])
        yield opened


@pytest.fixture
def files(home: Path, ring: Keyring) -> MediaFiles:
    return MediaFiles(home / "media", Sealer(ring, SHOP))


def place(day: date | None = DAY, cls: str = "conversation", number: int = 0) -> MediaPlace:
    return MediaPlace(PERSON, cls, day, uuid4(), number)


def picture(form: str, mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture with a red corner, told where it was taken, and more behind its end."""
    drawn = Image.new(mode, size)
    if mode in ("RGB", "RGBA"):
        ImageDraw.Draw(drawn).rectangle((0, 0, 19, 19), fill=(250, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = SECRET.decode()
    notes = PngInfo()
    notes.add_text("Comment", SECRET.decode())
    out = io.BytesIO()
    more = {"pnginfo": notes} if form == "PNG" else {"comment": SECRET}
    drawn.save(out, form, exif=exif, icc_profile=b"icc " + SECRET, **more)
    return out.getvalue() + SECRET


OGG = b"OggS\x00\x02" + bytes(60)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Contoh\r\nTEL:+62 812 0000 0001\r\nEND:VCARD\r\n"
BOX = struct.pack(">I", 24) + b"ftyp"
FILM = BOX + b"isom" + bytes(12)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_what_is_seen_and_loses_what_was_hidden(
    files: MediaFiles, form: str
) -> None:
    sent = picture(form)
    assert sent.count(SECRET) >= 2
    spot = place()
    stored = files.put(spot, sent, f"image/{form.lower()}")
    assert isinstance(stored, Stored)
    assert stored.refused is None
    opened = files.open(spot)
    assert isinstance(opened, Media)
    assert opened.content_type == f"image/{form.lower()}"
    assert SECRET not in opened.content
    with Image.open(io.BytesIO(opened.content)) as seen:
        assert seen.format == form
        assert seen.size == (40, 60), "upright now"
        assert not seen.getexif()
        assert "icc_profile" not in seen.info
        red, green, blue = seen.convert("RGB").crop((35, 5, 36, 6)).tobytes()
        assert red > 200
        assert green < 60
        assert blue < 60


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "P"), ("PNG", "LA"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "I;16")],
)
def test_pictures_of_unusual_modes_are_drawn_too(form: str, mode: str) -> None:
    clean = redrawn(picture(form, mode), PictureLimits())
    assert isinstance(clean, bytes)
    with Image.open(io.BytesIO(clean)) as seen:
        assert seen.format == form


def test_a_see_through_picture_stays_see_through() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).quantize().save(out, "PNG", transparency=0)
    clean = redrawn(out.getvalue(), PictureLimits())
    assert isinstance(clean, bytes)
    with Image.open(io.BytesIO(clean)) as seen:
        assert seen.mode == "RGBA"


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (OGG, "audio/ogg; codecs=opus"),
        (PDF, "application/pdf"),
        (CARD, "text/x-vcard"),
        (FILM, "video/mp4"),
        (BOX + b"M4A " + bytes(12), "audio/mp4"),
        (BOX + b"3gp4" + bytes(12), "video/3gpp"),
        (b"#!AMR\n" + bytes(12), "audio/amr"),
        (b"ID3\x04" + bytes(12), "audio/mpeg"),
        (b"\xff\xf1" + bytes(12), "audio/aac"),
    ],
)
def test_known_media_come_back_byte_for_byte(
    files: MediaFiles, content: bytes, content_type: str
) -> None:
    spot = place()
    stored = files.put(spot, content, content_type)
    assert isinstance(stored, Stored)
    assert stored.refused is None
    assert files.open(spot) == Media(stored.content_type, content)


@pytest.mark.parametrize(
    ("content", "content_type", "code"),
    [
        (b"MZ" + bytes(60), "application/pdf", "vault.media_unknown"),
        (b"<svg onload='x()'/>", "image/svg+xml", "vault.media_unknown"),
        (b"BEGIN:VCARD\r\n\x00\x01", "text/vcard", "vault.media_unknown"),
        (b"PK\x03\x04" + bytes(60), "application/zip", "vault.media_unknown"),
        (b"", "image/jpeg", "vault.media_unknown"),
        (PDF, "image/jpeg", "vault.media_disguised"),
        (b"\xff\xd8\xff\xe0" + bytes(60), "image/jpeg", "vault.picture_unreadable"),
    ],
)
def test_what_we_do_not_know_goes_to_quarantine_and_is_not_handed_out(
    files: MediaFiles, content: bytes, content_type: str, code: str
) -> None:
    spot = place()
    stored = files.put(spot, content, content_type)
    assert isinstance(stored, Stored)
    assert stored.refused
    assert stored.refused.code == code
    assert stored.path.endswith(".quarantine")
    assert say(code, "id", **stored.refused.values) != say(code, "en", **stored.refused.values)
    assert files.open(spot) == Gone("file")
    opened = files.open(spot, quarantined=True)
    assert opened == Media("application/octet-stream", content)


def test_a_half_picture_is_not_shown(files: MediaFiles) -> None:
    whole = picture("JPEG", size=(600, 400))
    stored = files.put(place(), whole[: len(whole) // 2], "image/jpeg")
    assert isinstance(stored, Stored)
    assert stored.refused == Refused("vault.picture_unreadable")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    for side in (8_000, 12_000, 60_000):
        head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
        rest = chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rest
        assert kind_of(bomb)
        refused = redrawn(bomb, PictureLimits())
        assert isinstance(refused, Refused)
        assert refused.code == "vault.picture_too_large"


def test_too_large_a_file_is_not_kept_at_all(home: Path, ring: Keyring) -> None:
    small = MediaFiles(home / "media", Sealer(ring, SHOP), most_bytes=100)
    refused = small.put(place(), OGG + bytes(100), "audio/ogg")
    assert refused == Refused("vault.media_too_large", {"bytes": 100})
    assert not (home / "media").exists()
    assert isinstance(small.put(place(), OGG, "audio/ogg"), Stored)


def test_files_on_disk_are_sealed_and_their_names_say_nothing(
    home: Path, files: MediaFiles
) -> None:
    spot = place(number=2)
    stored = files.put(spot, CARD, "text/vcard")
    assert isinstance(stored, Stored)
    assert stored.path == f"5/conversation/2026-03-02/{spot.record_id}-2"
    assert str(PERSON) not in stored.path
    (path,) = [found for found in (home / "media").rglob("*") if found.is_file()]
    assert path == home / "media" / stored.path
    assert path.stat().st_mode & 0o077 == 0
    assert b"0001" not in path.read_bytes()


def test_a_file_moved_to_another_place_or_changed_does_not_open(
    home: Path, files: MediaFiles
) -> None:
    one, two = place(), place()
    first, second = files.put(one, PDF, "application/pdf"), files.put(two, OGG, "audio/ogg")
    assert isinstance(first, Stored)
    assert isinstance(second, Stored)
    assert files.open(one) == Media("application/pdf", PDF)
    (home / "media" / first.path).replace(home / "media" / second.path)
    with pytest.raises(Tampered):
        files.open(two)
    assert files.open(one) == Gone("file")


def test_a_day_goes_as_a_whole_and_the_next_day_stays(home: Path, files: MediaFiles) -> None:
    kept = place(NEXT)
    for number in range(3):
        assert isinstance(files.put(place(number=number), PDF, "application/pdf"), Stored)
    files.put(kept, OGG, "audio/ogg")
    files.put(place(), b"MZ", "application/pdf")
    assert files.drop_day("conversation", DAY) == 4
    assert not (home / "media/5/conversation/2026-03-02").exists()
    assert files.drop_day("conversation", DAY) == 0
    assert files.open(kept) == Media("audio/ogg", OGG)


def test_a_person_goes_file_by_file_and_nothing_outside_can_be_named(
    home: Path, files: MediaFiles
) -> None:
    one, two = place(), place(None, "orders")
    stored = [files.put(spot, PDF, "application/pdf") for spot in (one, two)]
    paths = [file.path for file in stored if isinstance(file, Stored)]
    assert paths[1].startswith("5/orders/open/")
    assert files.drop_person(paths) == 2
    assert files.open(one) == files.open(two) == Gone("file")
    assert files.drop_person(paths) == 0
    outside = home / "media" / "6"
    outside.mkdir()
    (outside / "x").touch()
    for name in ("6/x", "5/../6/x", "/etc/hostname", "5/a/../../6/x"):
        with pytest.raises(JanjiError, match="media_place"):
            files.drop_person([name])
    with pytest.raises(JanjiError, match="media_place"):
        files.put(place(cls="../x"), PDF, "application/pdf")
    assert (outside / "x").exists()


def test_a_destroyed_key_makes_the_file_unreadable_before_it_is_removed(
    home: Path, ring: Keyring, files: MediaFiles
) -> None:
    one, two = place(), place(NEXT)
    files.put(one, PDF, "application/pdf")
    files.put(two, PDF, "application/pdf")
    assert files.open(one) == files.open(two) == Media("application/pdf", PDF)
    ring.destroy(days=[DayKey(SHOP, "conversation", DAY)])
    assert files.open(one) == Gone("day")
    assert files.open(two) == Media("application/pdf", PDF)
    ring.destroy([PersonKey(SHOP, PERSON)])
    assert files.open(two) == Gone("person")
    with pytest.raises(JanjiError, match="key_missing"):
        files.put(place(NEXT), PDF, "application/pdf")


@settings(deadline=None, max_examples=150)
@given(
    start=some.sampled_from([picture("JPEG"), picture("PNG"), picture("WEBP"), CARD, PDF, FILM]),
    changes=some.lists(some.tuples(some.integers(0, 3000), some.integers(0, 255)), max_size=8),
)
def test_no_broken_file_breaks_us(start: bytes, changes: list[tuple[int, int]]) -> None:
    broken = bytearray(start)
    for at, value in changes:
        broken[at % len(broken)] = value
    kind = kind_of(bytes(broken))
    assert kind_of(start), "whole, it is known"
    if kind and kind.family == "picture":
        assert isinstance(redrawn(bytes(broken), PictureLimits()), (bytes, Refused))
