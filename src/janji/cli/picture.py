"""A small invented photograph with a place in its EXIF, to show that the place does not stay."""

from __future__ import annotations

import io


def receipt_photo() -> bytes:
    """A JPEG of a drawn receipt whose EXIF names a camera and a place."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (360, 480), "white")
    pen = ImageDraw.Draw(picture)
    for row, words in enumerate(
        ("RAMEN MASTER", "Ramen pedas   45.000", "Teh            8.000", "Total         63.000")
    ):
        pen.text((40, 60 + 60 * row), words, fill="black")
    exif = Image.Exif()
    exif[0x010F] = "KameraContoh"
    exif.get_ifd(0x8825)[1] = "S"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
