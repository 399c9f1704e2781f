"""Pictures drawn anew: what is seen stays, what was hidden in the file goes.

Place, camera, thumbnails, comments, colour profiles and anything after the picture's end are not
copied. Pillow is loaded when the first picture comes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from janji.kit.colour import contrast, hexed
from janji.kit.errors import Refused

if TYPE_CHECKING:
    from PIL import Image

ORIENTATION = 0x0112  # the tag of TIFF 6.0 that says which side is up
FORMATS = ("JPEG", "PNG", "WEBP")
MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "RGB", "RGBA"), "WEBP": ("RGB", "RGBA")}


class PictureLimits(NamedTuple):
    """How large a picture may be once unpacked, and how finely it is written again."""

    pixels: int = 40_000_000
    side: int = 16_000
    quality: int = 88


MARK_LIMITS = PictureLimits(pixels=16_000_000, side=6_000)
MARK_SIDE = 256
MARK_INNER = 216  # on a plate, with air around it
PLATES = ((255, 255, 255), (26, 31, 30))  # for marks that are dark, and for light ones
MOSTLY = 0.7  # a mark that fills this much of its ground is its own plate


def redrawn(content: bytes, limits: PictureLimits) -> bytes | Refused:
    """The same picture in the same format, without anything but its pixels; upright.

    The size is read before a pixel is unpacked. Of moving pictures the first frame stays.
    Returns Refused vault.picture_unreadable or vault.picture_too_large.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            form = picture.format or "PNG"
            if too_large(picture.size, limits):
                return Refused("vault.picture_too_large", {"pixels": limits.pixels})
            picture.load()
            return written(upright(picture), form, limits)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Refused("vault.picture_too_large", {"pixels": limits.pixels})
    except Exception:  # noqa: BLE001 - a parser fed by strangers may stumble in any way
        return Refused("vault.picture_unreadable")


def upright(picture: Image.Image) -> Image.Image:
    """The picture as its sender saw it; notes that cannot be read turn nothing."""
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    try:
        turn = turns.get(picture.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - the same parser, the same strangers
        turn = None
    return picture.copy() if turn is None else picture.transpose(turn)


def too_large(size: tuple[int, int], limits: PictureLimits) -> bool:
    """Whether unpacking would cost more memory than a picture is worth."""
    width, height = size
    return width * height > limits.pixels or max(width, height) > limits.side


def written(picture: Image.Image, form: str, limits: PictureLimits) -> bytes:
    """The pixels of *picture* as a new file."""
    if "transparency" in picture.info and form != "JPEG":
        picture = picture.convert("RGBA")
    if picture.mode not in MODES[form]:
        seen_through = form != "JPEG" and picture.has_transparency_data
        picture = picture.convert("RGBA" if seen_through else "RGB")
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, form, quality=limits.quality)
    return out.getvalue()


def small_mark(content: bytes) -> bytes | Refused:
    """A business's mark as a small square PNG of nothing but pixels, in its own proportions.

    What can be seen through stands on a plate, so that it is seen on light and on dark pages. The
    same refusals as `redrawn`; a picture on which nothing is seen is unreadable too.
    """
    drawn = redrawn(content, MARK_LIMITS)
    if isinstance(drawn, Refused):
        return drawn
    from PIL import Image

    with Image.open(io.BytesIO(drawn), formats=FORMATS) as picture:
        small = picture.convert("RGBA")
    plate = plate_for(small)
    if plate is None:
        return Refused("vault.picture_unreadable")
    side = MARK_INNER if plate[3] else MARK_SIDE
    small.thumbnail((side, side))
    square = Image.new("RGBA", (MARK_SIDE, MARK_SIDE), plate)
    square.alpha_composite(small, tuple((MARK_SIDE - one) // 2 for one in small.size))
    out = io.BytesIO()
    square.save(out, "PNG", optimize=True)
    return out.getvalue()


def plate_for(mark: Image.Image) -> tuple[int, int, int, int] | None:
    """The ground to put *mark* on: clear when it brings its own; None when nothing is seen."""
    from PIL import ImageStat

    seen = mark.getchannel("A")
    if not seen.getbbox():
        return None
    if ImageStat.Stat(seen).mean[0] / 255 > MOSTLY:
        return 0, 0, 0, 0
    usual = hex_of(ImageStat.Stat(mark.convert("RGB"), seen.point(bool)).mean)
    red, green, blue = max(PLATES, key=lambda plate: contrast(hex_of(plate), usual))
    return red, green, blue, 255


def hex_of(parts: Sequence[float]) -> str:
    """The colour of red, green, blue from 0 to 255, as "#rrggbb"."""
    red, green, blue = (one / 255 for one in parts)
    return hexed((red, green, blue))
